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
    """Implementors in the order of `nearness`; by path and place within each."""
    nearness = Nearness(index, receiver)
    return sorted(
        entries, key=lambda entry: nearness.of(entry.facts.class_name, entry.facts.is_meta)
    )


class Nearness:
    """How near a class is to a receiver: what its lookup passes in that order, then its
    subclasses, then all others. A smaller number is nearer."""

    def __init__(self, index: IndexView, receiver: Receiver | None) -> None:
        self._index = index
        self._receiver = receiver
        self._passed: dict[tuple[str, bool], int] = {}
        if receiver is not None:
            order = index.lookup_order(receiver.class_name, receiver.is_meta)
            self._passed = {pair: rank for rank, pair in enumerate(order)}
        self._inherits = {receiver.class_name: True} if receiver else {}

    def of(self, class_name: str, is_meta: bool) -> int:
        rank = self._passed.get((class_name, is_meta))
        if rank is not None or self._receiver is None:
            return rank or 0
        is_below = is_meta == self._receiver.is_meta and self._is_below(class_name)
        return len(self._passed) + (0 if is_below else 1)

    def _is_below(self, class_name: str) -> bool:
        """Whether the class inherits from the receiver's; remembered for all classes passed."""
        climbed: list[str] = []
        name: str | None = class_name
        while name is not None and name not in self._inherits:
            climbed.append(name)
            self._inherits[name] = False  # ends a cycle; set right below
            definition = self._index.class_definition(name)
            name = definition.facts.superclass if definition else None
        found = name is not None and self._inherits[name]
        self._inherits.update(dict.fromkeys(climbed, found))
        return found
