"""Ghost text: the hole at a cursor, in whatever language the document is in.

Pure. What a model is asked about the hole and what of its answer may be shown
are the hole's own affair (`infill.py`); asking is `handlers/suggest.py`'s.
"""

from __future__ import annotations

from kibitz.features import inline_other, inline_smalltalk
from kibitz.features.infill import Infill
from kibitz.features.snapshot import SMALLTALK, Snapshot


def infill_at(snapshot: Snapshot, offset: int) -> Infill | None:
    """The hole at a file offset; None where nothing should be suggested."""
    if snapshot.language == SMALLTALK:
        return inline_smalltalk.infill_at(snapshot, offset)
    return inline_other.infill_at(snapshot, offset)
