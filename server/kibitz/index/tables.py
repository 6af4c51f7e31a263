"""The files of a workspace and the inverted tables over them, kept equal by every change.

Only this class writes the tables. `hierarchy.py` and `workspace.py` ask them.
Not thread-safe: written and read on the event loop only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from kibitz.index.facts import FileFacts
from kibitz.index.packed import PackedFile, pack
from kibitz.index.postings import Postings

NamesOf = Callable[[PackedFile], Iterable[str]]


class Tables:
    """Files by number and path, and which of them mention a name."""

    def __init__(self) -> None:
        self._generation = 0
        self._files: list[PackedFile | None] = []  # by file number; None after removal
        self._numbers: dict[str, int] = {}  # path -> file number
        self._free: list[int] = []  # numbers of removed files, to use again
        self._classes = Postings()
        self._subclasses = Postings()  # by the superclass's name
        self._declared = Postings()  # class variables and pools
        self._owners = Postings()
        self._implementors = Postings()
        self._senders = Postings()
        self._variables = Postings()
        self._literals = Postings()
        self._symbols = Postings()  # other languages, by name
        self._posted: tuple[tuple[Postings, NamesOf], ...] = (
            (self._classes, lambda file: {each.name for each in file.classes}),
            (self._subclasses, _superclasses),
            (self._declared, _declared_variables),
            (self._owners, lambda file: file.owners),
            (self._implementors, lambda file: set(file.selectors)),
            (self._senders, lambda file: file.sent.names),
            (self._variables, lambda file: file.variables.names),
            (self._literals, lambda file: file.literals.names),
            (self._symbols, lambda file: {each.name for each in file.symbols}),
        )
        self._frequencies: defaultdict[str, int] = defaultdict(int)
        self._identifiers: dict[str, defaultdict[str, int]] = {}  # language -> name -> files

    @property
    def generation(self) -> int:
        """Grows with every change; a cache key."""
        return self._generation

    def update(self, facts: FileFacts) -> None:
        """Take `facts` as all there is to know about its file."""
        self.insert(pack(facts))

    def insert(self, new: PackedFile) -> None:
        """Like `update`, with facts packed already."""
        number = self._numbers.get(new.path)
        if number is None:
            number = self._new_number(new.path)
        self._exchange(number, new)

    def remove(self, path: str) -> None:
        """Forget a file; one that is not known is no error."""
        number = self._numbers.pop(path, None)
        if number is not None:
            self._exchange(number, None)
            self._free.append(number)

    def is_empty(self) -> bool:
        return not self._numbers

    def paths(self) -> Iterable[str]:
        """Every file that has facts here, in no particular order."""
        return self._numbers.keys()

    def file(self, path: str) -> PackedFile | None:
        """The packed facts of one file, or None."""
        number = self._numbers.get(path)
        return None if number is None else self._files[number]

    def found(self, numbers: Iterable[int]) -> list[PackedFile]:
        """The files with these numbers, by path."""
        files = [file for number in numbers if (file := self._files[number]) is not None]
        if len(files) > 1:
            files.sort(key=lambda file: file.path)
        return files

    def _new_number(self, path: str) -> int:
        if self._free:
            number = self._free.pop()
        else:
            number = len(self._files)
            self._files.append(None)
        self._numbers[path] = number
        return number

    def _exchange(self, number: int, new: PackedFile | None) -> None:
        old = self._files[number]
        self._files[number] = new
        self._generation += 1
        for postings, names in self._posted:
            if old is None:
                postings.add(number, names(new) if new else ())
            else:
                postings.replace(number, names(old), names(new) if new else ())
        if old is not None:
            self._forget_counts(old)
        if new is not None:
            self._add_counts(new)

    def _add_counts(self, file: PackedFile) -> None:
        frequencies = self._frequencies
        for name, count in zip(file.sent.names, file.sent.counts, strict=True):
            frequencies[name] += count
        if file.identifiers:
            counts = self._identifiers.setdefault(file.language, defaultdict(int))
            for name in file.identifiers:
                counts[name] += 1

    def _forget_counts(self, file: PackedFile) -> None:
        subtract(self._frequencies, zip(file.sent.names, file.sent.counts, strict=True))
        if file.identifiers:
            subtract(self._identifiers[file.language], ((name, 1) for name in file.identifiers))


def subtract(counts: defaultdict[str, int], pairs: Iterable[tuple[str, int]]) -> None:
    for name, count in pairs:
        counts[name] -= count
        if not counts[name]:
            del counts[name]


def _superclasses(file: PackedFile) -> set[str]:
    return {each.superclass for each in file.classes if each.superclass}


def _declared_variables(file: PackedFile) -> set[str]:
    return {name for each in file.classes for name in (*each.class_variables, *each.pools)}
