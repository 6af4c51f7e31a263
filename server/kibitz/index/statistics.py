"""Counts that rank completions: what a file, its folder and the whole workspace mention.

A folder stands for a package: Tonel keeps one package a folder, and file-outs that
belong together lie together. Its counts are made at the first question and kept
equal from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from os import sep

from kibitz.index.hierarchy import EXTENSION, Hierarchy
from kibitz.index.packed import Mentions, PackedFile, owner_name, owner_parts
from kibitz.index.tables import subtract
from kibitz.index.view import MethodEntry

_NONE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Totals:
    """How much an index holds."""

    files: int
    files_with_problems: int
    classes: int  # definitions of classes and traits, extensions not counted
    methods: int
    selectors: int  # distinct, implemented in the workspace
    sends: int
    symbols: int  # of other languages


class Statistics(Hierarchy):
    """The counting part of `IndexView`."""

    def __init__(self) -> None:
        super().__init__()
        self._implementations: defaultdict[str, int] = defaultdict(int)  # methods by selector
        self._folders: defaultdict[str, set[str]] = defaultdict(set)  # paths by folder
        self._sent_in_folder: dict[str, defaultdict[str, int]] = {}
        self._mentioned_in_folder: dict[str, defaultdict[str, int]] = {}

    @property
    def selector_changes(self) -> int:
        return self._implementors.changes

    @property
    def class_changes(self) -> int:
        return self._classes.changes

    def own_selectors(self, class_name: str, is_meta: bool) -> list[str]:
        owner = owner_name(class_name, is_meta)
        return [
            file.selectors[number]
            for file in self.found(self._owners.files(owner))
            for number in file.numbers_of_owner(owner)
        ]

    def first_implementor(self, selector: str) -> MethodEntry | None:
        for file in self.found(self._implementors.files(selector)[:1]):
            for number in file.numbers_of_selector(selector)[:1]:
                return MethodEntry(file.path, file.method(number))
        return None

    def implementor_count(self, selector: str) -> int:
        return self._implementations.get(selector, 0)

    def implementing_classes(self, selector: str) -> list[tuple[str, bool]]:
        return [
            owner_parts(file.owner_of(number))
            for file in self.found(self._implementors.files(selector))
            for number in file.numbers_of_selector(selector)
        ]

    def reference_count(self, name: str) -> int:
        files = (self._files[number] for number in self._variables.files(name))
        return sum(
            file.variables.counts[file.variables.names.index(name)] for file in files if file
        )

    def sent_in_file(self, path: str) -> Mapping[str, int]:
        file = self.file(path)
        return _counts(file.sent) if file else _NONE

    def mentioned_in_file(self, path: str) -> Mapping[str, int]:
        file = self.file(path)
        return _counts(file.variables) if file else _NONE

    def sent_in_folder(self, path: str) -> Mapping[str, int]:
        return self._folder(path, self._sent_in_folder)

    def mentioned_in_folder(self, path: str) -> Mapping[str, int]:
        return self._folder(path, self._mentioned_in_folder)

    def referring_files(self, name: str) -> int:
        return len(self._variables.files(name))

    def sent_after(self, selector: str, limit: int) -> Mapping[str, int]:
        found: defaultdict[str, int] = defaultdict(int)
        methods = (
            file.method(number)
            for at in self._senders.files(selector)
            if (file := self._files[at]) is not None
            for number in file.sent.numbers(selector)
            if number < file.method_count
        )
        for method in islice(methods, limit):
            sends = sorted(method.sends, key=lambda pair: pair[1])
            for (name, _), (following, _) in pairwise(sends):
                if name == selector:
                    found[following] += 1
        return found

    def totals(self) -> Totals:
        """Counted anew at each call; tens of milliseconds for a large workspace."""
        files = [file for file in self._files if file is not None]
        return Totals(
            files=len(files),
            files_with_problems=sum(file.problem_count > 0 for file in files),
            classes=sum(each.kind != EXTENSION for file in files for each in file.classes),
            methods=sum(file.method_count for file in files),
            selectors=len(self._implementors),
            sends=sum(self._frequencies.values()),
            symbols=sum(len(file.symbols) for file in files),
        )

    def _folder(self, path: str, kept: dict[str, defaultdict[str, int]]) -> Mapping[str, int]:
        folder = _folder_of(path)
        if folder not in kept:
            sent: defaultdict[str, int] = defaultdict(int)
            mentioned: defaultdict[str, int] = defaultdict(int)
            for each in self._folders.get(folder, ()):
                if (file := self.file(each)) is not None:
                    _add(sent, file.sent)
                    _add(mentioned, file.variables)
            self._sent_in_folder[folder] = sent
            self._mentioned_in_folder[folder] = mentioned
        return kept[folder]

    def _add_counts(self, file: PackedFile) -> None:
        super()._add_counts(file)
        for selector in file.selectors:
            self._implementations[selector] += 1
        folder = _folder_of(file.path)
        self._folders[folder].add(file.path)
        if folder in self._sent_in_folder:
            _add(self._sent_in_folder[folder], file.sent)
            _add(self._mentioned_in_folder[folder], file.variables)

    def _forget_counts(self, file: PackedFile) -> None:
        super()._forget_counts(file)
        subtract(self._implementations, ((selector, 1) for selector in file.selectors))
        folder = _folder_of(file.path)
        self._folders[folder].discard(file.path)
        if folder in self._sent_in_folder:
            subtract(self._sent_in_folder[folder], _counts(file.sent).items())
            subtract(self._mentioned_in_folder[folder], _counts(file.variables).items())


def _folder_of(path: str) -> str:
    return path.rpartition(sep)[0]


def _counts(mentions: Mentions) -> dict[str, int]:
    return dict(zip(mentions.names, mentions.counts, strict=True))


def _add(counts: defaultdict[str, int], mentions: Mentions) -> None:
    for name, count in zip(mentions.names, mentions.counts, strict=True):
        counts[name] += count
