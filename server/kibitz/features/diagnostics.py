"""Diagnostics: what the container reader and the method parser could not understand.

Smalltalk alone; other languages have servers that judge them.
"""

from __future__ import annotations

from collections.abc import Iterator

from kibitz.features.snapshot import Snapshot
from kibitz.formats.check import check_steps, in_file_order
from kibitz.formats.model import Problem


def diagnostics(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Problems by file offsets, in file order; none where the user has turned them off."""
    return in_file_order(problem for step in diagnostic_steps(snapshot) for problem in step)


def diagnostic_steps(snapshot: Snapshot) -> Iterator[tuple[Problem, ...]]:
    """The same method by method, in no order; see `check_steps`."""
    if snapshot.source is not None and snapshot.settings.diagnostics.enabled:
        yield from check_steps(snapshot.source)
