"""Which class a cursor means when a subclass is asked for."""

from __future__ import annotations

import re

from kibitz.features.snapshot import Snapshot
from kibitz.features.subclass.plan import common_parent

_WORD = re.compile(r"[^\W\d]\w*")


def superclass_at(snapshot: Snapshot, offset: int) -> str | None:
    """The superclass for a new class: the class whose name the cursor is on, else the one
    whose definition it is in; in an empty file, the workspace's common `…Store`."""
    source = snapshot.source
    if source is None:
        return None
    named = _class_named_at(snapshot, offset)
    if named is not None:
        return named
    for definition in source.classes:
        if definition.span.touches(offset):
            return definition.name
    if not source.classes and not source.methods:
        return common_parent(snapshot.index)
    return None


def _class_named_at(snapshot: Snapshot, offset: int) -> str | None:
    line = snapshot.lines.line_of(offset)
    start = snapshot.lines.line_start(line)
    for match in _WORD.finditer(snapshot.lines.line_text(line)):
        if start + match.start() <= offset <= start + match.end():
            return match[0] if snapshot.index.class_definition(match[0]) else None
    return None
