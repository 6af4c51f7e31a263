"""Which files mention a name: the one inverted table that every kind of lookup uses.

Holds file numbers, not occurrences; the file itself (`PackedFile`) knows where
inside it. Replacing a file's facts touches only the names that came or went,
so an edit inside a method costs microseconds and leaves nothing to clean up.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from sys import intern


class Postings:
    """Name -> numbers of the files that mention it, each once, in no particular order."""

    __slots__ = ("_files", "changes")

    def __init__(self) -> None:
        self._files: dict[str, array[int]] = {}
        self.changes = 0  # grows when a name appears or disappears; a cache key for name lists

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def files(self, name: str) -> Sequence[int]:
        return self._files.get(name, ())

    def add(self, number: int, names: Iterable[str]) -> None:
        """Note that file `number` mentions `names` (distinct, none noted for it before)."""
        files = self._files
        for name in names:
            found = files.get(name)
            if found is None:
                files[intern(name)] = array("I", (number,))
                self.changes += 1
            else:
                found.append(number)

    def replace(self, number: int, old: Iterable[str], new: Iterable[str]) -> None:
        """Note that file `number` mentions `new` instead of `old`."""
        before, after = set(old), set(new)
        for name in before - after:
            found = self._files[name]
            if len(found) == 1:
                del self._files[name]
                self.changes += 1
            else:
                found.remove(number)
        self.add(number, after - before)
