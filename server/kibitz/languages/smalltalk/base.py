"""What every Smalltalk has: common kernel classes, their selectors and globals.

A workspace seldom holds the image's own classes; without this table `ifTrue:`
would look like a message that nothing understands. The table (`base.json`, kept
by hand) is a floor, not an image: a class lists the selectors that dialects
share, those of its superclasses left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec


class BaseClass(msgspec.Struct, frozen=True):
    """A class of the kernel; each text holds selectors separated by spaces."""

    superclass: str | None = None
    instance: tuple[str, ...] = ()
    class_: tuple[str, ...] = msgspec.field(default=(), name="class")

    def selectors(self, is_meta: bool) -> tuple[str, ...]:
        return tuple(" ".join(self.class_ if is_meta else self.instance).split())


CLASSES: dict[str, BaseClass] = msgspec.json.decode(
    Path(__file__).with_name("base.json").read_bytes(), type=dict[str, BaseClass]
)

# Global names: the classes, and the objects that are no classes (their superclass is null).
GLOBALS: frozenset[str] = frozenset(CLASSES)

SELECTORS: frozenset[str] = frozenset(
    selector
    for each in CLASSES.values()
    for is_meta in (False, True)
    for selector in each.selectors(is_meta)
)

METACLASS = "Class"


def superclass_chain(name: str) -> Iterator[str]:
    """Base superclasses of a base class, nearest first; empty for any other name."""
    while (found := CLASSES.get(name)) and found.superclass:
        name = found.superclass
        yield name


def selectors_understood(name: str, is_meta: bool) -> Iterator[str]:
    """Base selectors that a base class understands, its own first; may repeat."""
    for each in (name, *superclass_chain(name)):
        if each in CLASSES:
            yield from CLASSES[each].selectors(is_meta)
    if is_meta and name in CLASSES:
        yield from selectors_understood(METACLASS, False)
