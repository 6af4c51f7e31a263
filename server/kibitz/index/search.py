"""Workspace symbol search: exact, prefix, camel humps, substring; classes, methods, symbols.

`Foo` finds classes, selectors and other languages' symbols; `Foo>>bar` and
`Foo class>>bar` methods of classes like `Foo`; a leading `#` or a colon asks for
selectors alone. Case counts only as a tie-break.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING

from kibitz.index.postings import Postings
from kibitz.index.view import ClassEntry, MethodEntry, SymbolEntry

if TYPE_CHECKING:
    from kibitz.index.workspace import WorkspaceIndex

Entry = ClassEntry | MethodEntry | SymbolEntry

EXACT, PREFIX, HUMPS, SUBSTRING = RANKS = range(4)

_METHOD_QUERY = re.compile(r"\s*(?P<name>[\w.]*)(?P<meta>\s+class)?\s*>>\s*#?(?P<selector>\S*)\s*")
_HUMP = re.compile(r"[A-Z]?[^A-Z]+|[A-Z]")
_NOTHING = re.compile(r"(?!)")
_LAST = chr(0x10FFFF)  # sorts after every name
_MOST_CONTAINING = 2000  # names that only contain a query are many and not what was meant


class NameTable:
    """The distinct names of one posting table, sorted anew when they change."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._made_at = -1
        self._names: list[str] = []  # sorted by their folded form
        self._folded: list[str] = []
        self._text = ""  # the folded names, each after a line feed
        self._starts: list[int] = []  # of each name in the text

    def ranked(self, query: str) -> Iterator[list[str]]:
        """For each rank, best first, the names that match so and not better, best first.

        A rank's names are looked for when they are asked for.
        """
        self._refresh()
        folded = query.lower()
        seen: set[str] = set()
        for matches in (self._exact, self._prefixed, self._humps, self._containing):
            found = [name for name in matches(query, folded) if name not in seen] if query else []
            seen.update(found)
            found.sort(key=lambda name: (query not in name, len(name), name))
            yield found

    def _exact(self, query: str, folded: str) -> list[str]:
        return [name for name in self._range(folded) if len(name) == len(query)]

    def _prefixed(self, query: str, folded: str) -> list[str]:
        return self._range(folded)

    def _humps(self, query: str, folded: str) -> list[str]:
        matches = humps_pattern(query).match
        return [name for name in self._range(folded[0]) if matches(name)]

    def _containing(self, query: str, folded: str) -> list[str]:
        found: list[str] = []
        at = self._text.find(folded)
        while at >= 0 and len(found) < _MOST_CONTAINING:
            number = bisect_right(self._starts, at) - 1
            found.append(self._names[number])
            after = number + 1
            at = self._text.find(folded, self._starts[after]) if after < len(self._names) else -1
        return found

    def _range(self, prefix: str) -> list[str]:
        """The names whose folded form begins with `prefix`."""
        start = bisect_left(self._folded, prefix)
        end = bisect_right(self._folded, prefix + _LAST, lo=start)
        return self._names[start:end]

    def _refresh(self) -> None:
        if self._made_at == self._postings.changes:
            return
        self._made_at = self._postings.changes
        pairs = sorted((name.lower(), name) for name in self._postings)
        self._folded = [folded for folded, _ in pairs]
        self._names = [name for _, name in pairs]
        self._text = "".join(f"\n{folded}" for folded in self._folded)
        self._starts = list(accumulate((len(each) + 1 for each in self._folded), initial=0))[:-1]


class NameTables:
    """The three kinds of names a search looks through."""

    def __init__(self, classes: Postings, selectors: Postings, symbols: Postings) -> None:
        self.classes = NameTable(classes)
        self.selectors = NameTable(selectors)
        self.symbols = NameTable(symbols)


def humps_pattern(query: str) -> re.Pattern[str]:
    """Matches names whose humps begin with the query's: `OrdCo`, `oc`, `ap` (`at:put:`).

    A query without capitals is taken letter by letter.
    """
    query = query.replace(":", "")
    parts = _HUMP.findall(query) if query != query.lower() else list(query)
    if not parts:
        return _NOTHING
    start, *rest = parts
    humps = "".join(
        rf".*?(?:{re.escape(part[0].upper())}|(?<=[:_.]){re.escape(part[0].lower())})"
        + re.escape(part[1:])
        for part in rest
    )
    return re.compile(rf"(?i:{re.escape(start[0])}){re.escape(start[1:])}{humps}")


def search(index: WorkspaceIndex, names: NameTables, query: str, limit: int) -> Sequence[Entry]:
    """The best `limit` entries for `query`; none for an empty query."""
    query = query.strip()
    if not query or limit <= 0:
        return []
    method = _METHOD_QUERY.fullmatch(query)
    if method:
        found = _methods(index, names, method["name"], bool(method["meta"]), method["selector"])
    elif query.startswith("#") or ":" in query:
        found = _implementors(index, names, query.removeprefix("#"))
    else:
        found = _anything(index, names, query)
    return list(islice(found, limit))


def _methods(
    index: WorkspaceIndex, names: NameTables, name: str, is_meta: bool, selector: str
) -> Iterator[MethodEntry]:
    if not name:
        yield from _implementors(index, names, selector)
        return
    wanted = NameFilter(selector)
    for class_name in chain.from_iterable(names.classes.ranked(name)):
        entries = index.methods_of(class_name, is_meta)
        if not is_meta and selector:
            entries = [*entries, *index.methods_of(class_name, True)]
        yield from wanted.sorted(entries)


class NameFilter:
    """Ranks the methods of one class by how well their selectors match."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._humps = humps_pattern(query)

    def rank(self, name: str) -> int | None:
        query, folded = self._query.lower(), name.lower()
        if folded == query:
            return EXACT
        if folded.startswith(query):
            return PREFIX
        if self._humps.match(name):
            return HUMPS
        return SUBSTRING if query in folded else None

    def sorted(self, entries: Iterable[MethodEntry]) -> list[MethodEntry]:
        """The entries that match, best first, otherwise in the order given."""
        ranked = [(self.rank(entry.facts.selector), entry) for entry in entries]
        kept = [(rank, entry) for rank, entry in ranked if rank is not None]
        return [entry for _, entry in sorted(kept, key=lambda pair: pair[0])]


def _anything(index: WorkspaceIndex, names: NameTables, query: str) -> Iterator[Entry]:
    """Classes, then other languages' symbols, then methods, within each rank."""
    tables = (
        (names.classes.ranked(query), index.class_entries),
        (names.symbols.ranked(query), index.symbols_named),
        (names.selectors.ranked(query), index.implementors),
    )
    for _ in RANKS:
        for ranked, entries in tables:
            for name in next(ranked):
                yield from entries(name)


def _implementors(index: WorkspaceIndex, names: NameTables, query: str) -> Iterator[MethodEntry]:
    for selector in chain.from_iterable(names.selectors.ranked(query)):
        yield from index.implementors(selector)
