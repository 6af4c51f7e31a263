"""Diagnostics: what the container reader and the method parser could not understand.

Smalltalk alone; other languages have servers that judge them.
"""

from __future__ import annotations

from kibitz.features.snapshot import Snapshot
from kibitz.formats.check import check_source
from kibitz.formats.model import Problem


def diagnostics(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Problems by file offsets, in file order; none where the user has turned them off."""
    if snapshot.source is None or not snapshot.settings.diagnostics.enabled:
        return ()
    return check_source(snapshot.source)
