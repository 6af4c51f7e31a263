"""The index in memory: every lookup that features and prompts make, over all files.

Implements `IndexView`. Does no I/O and starts no task; `service.py` feeds it.
The order of every answer depends on the files' contents and paths alone, not
on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kibitz.index import search
from kibitz.index.facts import MethodFacts
from kibitz.index.packed import Mentions, PackedFile
from kibitz.index.postings import Postings
from kibitz.index.statistics import Statistics
from kibitz.index.view import ClassEntry, MethodEntry, Occurrence, SymbolEntry
from kibitz.languages.smalltalk import base

_SENDS, _VARIABLES, _LITERALS = range(3)  # places in `PackedFile.loose`


class WorkspaceIndex(Statistics):
    """Methods, sends, names and other languages; class questions are in `Hierarchy`, counts in
    `Statistics`."""

    def __init__(self) -> None:
        super().__init__()
        self._names = search.NameTables(self._classes, self._implementors, self._symbols)
        self._sorted_identifiers: dict[str, tuple[int, tuple[str, ...]]] = {}

    # Methods and sends

    def implementors(self, selector: str) -> Sequence[MethodEntry]:
        return [
            MethodEntry(file.path, file.method(number))
            for file in self.found(self._implementors.files(selector))
            for number in file.numbers_of_selector(selector)
        ]

    def is_implemented(self, selector: str) -> bool:
        return selector in self._implementors or selector in base.SELECTORS

    def is_base_selector(self, selector: str) -> bool:
        return selector in base.SELECTORS

    def selectors(self) -> Iterator[str]:
        yield from self._implementors
        yield from (each for each in sorted(base.SELECTORS) if each not in self._implementors)

    def selector_frequency(self, selector: str) -> int:
        return self._frequencies.get(selector, 0)

    def senders(self, selector: str) -> Sequence[Occurrence]:
        first_part = selector[: selector.find(":") + 1] or selector
        return self._occurrences(selector, len(first_part), self._senders, _SENDS)

    def sender_count(self, selector: str) -> int:
        return self._frequencies.get(selector, 0)

    def symbol_references(self, selector: str) -> Sequence[Occurrence]:
        return self._occurrences(selector, len(selector), self._literals, _LITERALS)

    def variable_references(self, name: str) -> Sequence[Occurrence]:
        return self._occurrences(name, len(name), self._variables, _VARIABLES)

    def _occurrences(
        self, name: str, length: int, postings: Postings, kind: int
    ) -> list[Occurrence]:
        return [
            Occurrence(file.path, offset, length, method)
            for file in self.found(postings.files(name))
            for number in _mentions(file, kind).numbers(name)
            for method in (file.method(number) if number < file.method_count else None,)
            for each, offset in (_pairs(method, kind) if method else file.loose[kind])
            if each == name
        ]

    # Names

    def knows_name(self, name: str) -> bool:
        return name in self._classes or name in self._declared or name in base.GLOBALS

    def search(self, query: str, limit: int) -> Sequence[ClassEntry | MethodEntry | SymbolEntry]:
        return search.search(self, self._names, query, limit)

    # Other languages

    def symbols_of(self, path: str) -> Sequence[SymbolEntry]:
        file = self.file(path)
        return [SymbolEntry(path, each) for each in file.symbols] if file else []

    def symbols_named(self, name: str) -> Sequence[SymbolEntry]:
        return [
            SymbolEntry(file.path, each)
            for file in self.found(self._symbols.files(name))
            for each in file.symbols
            if each.name == name
        ]

    def identifiers(self, language: str) -> Sequence[str]:
        generation, names = self._sorted_identifiers.get(language, (-1, ()))
        if generation != self.generation:
            counts = self._identifiers.get(language, {})
            names = tuple(sorted(counts, key=lambda name: (-counts[name], name)))
            self._sorted_identifiers[language] = self.generation, names
        return names


def _mentions(file: PackedFile, kind: int) -> Mentions:
    return (file.sent, file.variables, file.literals)[kind]


def _pairs(method: MethodFacts, kind: int) -> tuple[tuple[str, int], ...]:
    return (method.sends, method.variables, method.symbols)[kind]
