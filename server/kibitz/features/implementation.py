"""textDocument/implementation: implementors of a selector, subclasses of a class."""

from __future__ import annotations

from kibitz.features.definition import class_locations
from kibitz.features.locations import method_location, nearest_first, receiver_of
from kibitz.features.names import NameKind, name_at
from kibitz.features.snapshot import Location, Snapshot


def implementation(snapshot: Snapshot, offset: int) -> tuple[Location, ...]:
    """All implementors of the selector (nearest to its receiver first), or all subclasses of
    the class, at the file offset."""
    name = name_at(snapshot, offset)
    if name is None:
        return ()
    index = snapshot.index
    if name.kind is NameKind.SELECTOR:
        entries = nearest_first(index, index.implementors(name.text), receiver_of(name))
        return tuple(method_location(each) for each in entries)
    if name.kind is NameKind.CLASS:
        below = index.all_subclasses(name.text)
        return tuple(place for each in below for place in class_locations(snapshot, each))
    return ()
