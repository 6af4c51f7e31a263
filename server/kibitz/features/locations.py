"""Index entries as places in files, and the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Iterable

from kibitz.features.names import Name
from kibitz.features.receiver import Receiver, infer
from kibitz.features.snapshot import Location
from kibitz.index.view import ClassEntry, IndexView, MethodEntry, Occurrence


def method_location(entry: MethodEntry) -> Location:
    """Where the method's message pattern stands."""
    start = entry.facts.pattern_start
    return Location(entry.path, start, start + len(entry.facts.pattern))


def class_location(entry: ClassEntry) -> Location:
    """Where the class's name stands in its header."""
    start = entry.facts.name_start
    return Location(entry.path, start, start + len(entry.facts.name))


def occurrence_location(occurrence: Occurrence) -> Location:
    return Location(occurrence.path, occurrence.offset, occurrence.offset + occurrence.length)


def receiver_of(name: Name) -> Receiver | None:
    """The class that the selector under the cursor is sent to, where the text tells; on a
    message pattern, the class that has the method."""
    code = name.code
    if code is None:
        return None
    if name.defines and code.class_name is not None:
        return Receiver(code.class_name, code.is_meta)
    if name.send is None:
        return None
    return infer(code, name.send.receiver_text or "")


def nearest_first(
    index: IndexView, entries: Iterable[MethodEntry], receiver: Receiver | None
) -> list[MethodEntry]:
    """Implementors in the order: what the receiver finds, its other superclasses upwards, its
    subclasses, the rest; by path and place within each."""
    entries = list(entries)
    if receiver is None:
        return entries
    ranks = {
        pair: rank
        for rank, pair in enumerate(index.lookup_order(receiver.class_name, receiver.is_meta))
    }
    below = set(index.all_subclasses(receiver.class_name))

    def rank(entry: MethodEntry) -> int:
        owner = (entry.facts.class_name, entry.facts.is_meta)
        if owner in ranks:
            return ranks[owner]
        is_below = owner[0] in below and owner[1] == receiver.is_meta
        return len(ranks) if is_below else len(ranks) + 1

    return sorted(entries, key=rank)
