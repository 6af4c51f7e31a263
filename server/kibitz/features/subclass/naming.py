"""How a family of classes is named: a prefix, a noun of each one's own, a suffix.

`MgXTrackStore` in the family of `MgXStore` is `MgX` + `Track` + `Store`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kibitz.index.view import IndexView

_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+|_")
_CLASS_NAME = re.compile(r"[^\W\d_]\w*")


@dataclass(frozen=True, slots=True)
class FamilyName:
    """What the names of a family share; either end may be empty."""

    prefix: str
    suffix: str

    def noun_of(self, class_name: str) -> str | None:
        """The part of a member's name that is its own; None for a name of another form."""
        noun = class_name[len(self.prefix) : len(class_name) - len(self.suffix)]
        return noun if noun and self.name_for(noun) == class_name else None

    def name_for(self, noun: str) -> str:
        return f"{self.prefix}{noun}{self.suffix}"


def family_name(superclass: str, siblings: Sequence[str]) -> FamilyName:
    """The prefix and suffix, in whole humps, that the superclass and most siblings share."""
    humps = _humps(superclass)
    prefix = _longest(
        ("".join(humps[:n]) for n in range(len(humps), 0, -1)), siblings, str.startswith
    )
    suffix = _longest(("".join(humps[n:]) for n in range(len(humps))), siblings, str.endswith)
    if len(prefix) + len(suffix) > len(superclass):
        prefix = superclass[: len(superclass) - len(suffix)]
    return FamilyName(prefix, suffix)


def _longest(parts: Iterable[str], siblings: Sequence[str], has: Callable[[str, str], bool]) -> str:
    """The first of `parts` that at least half of the siblings have at their end or start."""
    needed = max(1, (len(siblings) + 1) // 2)
    return next((part for part in parts if sum(has(each, part) for each in siblings) >= needed), "")


def _humps(name: str) -> list[str]:
    """`MgXStore` is Mg, X, Store; runs of capitals stay together (`HTTPStore`: HTTP, Store)."""
    return _HUMP.findall(name)


def suggested_name(index: IndexView, superclass: str, siblings: Sequence[str]) -> str:
    """A free name for a new member: after a class that the others' pattern would give one
    (`MgXTrack` has `MgXTrackStore`, `MgXVenue` has none), else after the superclass."""
    family = family_name(superclass, siblings)
    kept = [entry for name in siblings if (entry := kept_class(index, family, name))]
    parents = [parent for each in kept if (parent := _superclass(index, each))]
    common = max(set(parents), key=parents.count, default=None)
    if common is not None and family.suffix:
        for name in index.subclasses(common):
            noun = FamilyName(family.prefix, "").noun_of(name)
            if noun is None or name in kept or name.endswith(family.suffix):
                continue
            forms = (family.name_for(noun), family.name_for(plural(noun)))
            if not any(is_taken(index, each) for each in forms):
                return forms[0]
    number = 1
    while is_taken(index, name := _plain_name(family, superclass, number)):
        number += 1
    return name


def _plain_name(family: FamilyName, superclass: str, number: int) -> str:
    """`MgXNewStore` in the family of `MgXStore`, else `NewFoo` for a subclass of Foo."""
    noun = "New" if number == 1 else f"New{number}"
    return family.name_for(noun) if family.suffix else f"{noun}{superclass}"


def kept_class(index: IndexView, family: FamilyName, sibling: str) -> str | None:
    """The class a member is named after, where the workspace has it."""
    noun = family.noun_of(sibling)
    if noun is None:
        return None
    for each in (noun, singular(noun)):
        if index.class_definition(name := family.prefix + each):
            return name
    return None


def _superclass(index: IndexView, name: str) -> str | None:
    entry = index.class_definition(name)
    return entry.facts.superclass if entry else None


def is_taken(index: IndexView, name: str) -> bool:
    """Whether any file of the workspace, in any format, or the base system has the name."""
    return bool(index.class_entries(name)) or index.knows_name(name)


def fault_of_name(index: IndexView, name: str) -> str | None:
    """Why a class can't get this name, as a sentence; None where it can."""
    if not _CLASS_NAME.fullmatch(name) or not name[0].isupper():
        return f"“{name}” is not a class name: it must begin with a capital and hold letters and digits."
    if entries := index.class_entries(name):
        return f"The name {name} is taken: {entries[0].path} has it. Choose another."
    if index.knows_name(name):
        return f"The name {name} is taken by the base system or a shared variable. Choose another."
    return None


def plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in ("a", "e", "o", "u"):
        return noun[:-1] + "ies"
    return noun + "s"


def singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
