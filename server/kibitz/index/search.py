"""Workspace symbol search: exact, prefix, camel humps, substring; classes, methods, symbols.

`Foo` finds classes, selectors and other languages' symbols; `Foo>>bar` and
`Foo class>>bar` methods of classes like `Foo`; a leading `#` or a colon asks for
selectors alone. Case counts only as a tie-break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from kibitz.index.postings import Postings
from kibitz.index.view import ClassEntry, MethodEntry, SymbolEntry

if TYPE_CHECKING:
    from kibitz.index.workspace import WorkspaceIndex

Entry = ClassEntry | MethodEntry | SymbolEntry

EXACT, EXACT_ANY_CASE, PREFIX, HUMPS, SUBSTRING = range(5)

_METHOD_QUERY = re.compile(r"\s*(?P<name>[\w.]*)(?P<meta>\s+class)?\s*>>\s*#?(?P<selector>\S*)\s*")
_HUMP = re.compile(r"[A-Z]?[^A-Z]+|[A-Z]")


class NameTable:
    """The distinct names of one posting table in one string, made anew when the names change."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._made_at = -1
        self._lines = ""

    def lines(self) -> str:
        """Every name, sorted, each after a line feed."""
        if self._made_at != self._postings.changes:
            self._made_at = self._postings.changes
            self._lines = "".join(f"\n{name}" for name in sorted(self._postings)) + "\n"
        return self._lines

    def matches(self, query: str) -> list[tuple[int, str]]:
        """(rank, name) of the names that match, best first; a smaller rank is better."""
        if not query:
            return []
        found: dict[str, int] = {}
        if query in self._postings:
            found[query] = EXACT
        quoted = re.escape(query)
        for rank, pattern in (
            (EXACT_ANY_CASE, rf"(?i)(?<=\n){quoted}(?=\n)"),
            (PREFIX, rf"(?i)(?<=\n){quoted}[^\n]*"),
            (HUMPS, humps_pattern(query)),
            (SUBSTRING, rf"(?i)(?<=\n)[^\n]*?{quoted}[^\n]*"),
        ):
            for name in re.findall(pattern, self.lines()):
                found.setdefault(name, rank)
        return sorted(
            ((rank, name) for name, rank in found.items()),
            key=lambda pair: (pair[0], query not in pair[1], len(pair[1]), pair[1]),
        )


class NameTables:
    """The three kinds of names a search looks through."""

    def __init__(self, classes: Postings, selectors: Postings, symbols: Postings) -> None:
        self.classes = NameTable(classes)
        self.selectors = NameTable(selectors)
        self.symbols = NameTable(symbols)


def humps_pattern(query: str) -> str:
    """A pattern for names whose humps begin with the query's: `OrdCo`, `oc`, `aPu` (`at:put:`).

    A query without capitals is taken letter by letter.
    """
    query = query.replace(":", "")
    parts = _HUMP.findall(query) if query != query.lower() else list(query)
    if not parts:
        return r"(?!)"
    start, *rest = parts
    humps = "".join(
        rf"[^\n]*?(?:{re.escape(part[0].upper())}|(?<=[:_.]){re.escape(part[0].lower())})"
        + re.escape(part[1:])
        for part in rest
    )
    return rf"(?<=\n)(?i:{re.escape(start[0])}){re.escape(start[1:])}{humps}[^\n]*"


def search(index: WorkspaceIndex, names: NameTables, query: str, limit: int) -> Sequence[Entry]:
    """The best `limit` entries for `query`; none for an empty query."""
    query = query.strip()
    if not query or limit <= 0:
        return []
    method = _METHOD_QUERY.fullmatch(query)
    if method:
        found = _methods(index, names, method["name"], bool(method["meta"]), method["selector"])
    elif query.startswith("#") or ":" in query:
        found = _implementors(index, names.selectors.matches(query.removeprefix("#")))
    else:
        found = _anything(index, names, query)
    return list(islice(found, limit))


def _methods(
    index: WorkspaceIndex, names: NameTables, name: str, is_meta: bool, selector: str
) -> Iterator[MethodEntry]:
    if not name:
        yield from _implementors(index, names.selectors.matches(selector))
        return
    wanted = NameFilter(selector)
    for _, class_name in names.classes.matches(name):
        entries = index.methods_of(class_name, is_meta)
        if not is_meta and selector:
            entries = [*entries, *index.methods_of(class_name, True)]
        yield from wanted.sorted(entries)


class NameFilter:
    """Ranks the methods of one class by how well their selectors match."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._humps = re.compile(humps_pattern(query))

    def rank(self, name: str) -> int | None:
        query, folded = self._query.lower(), name.lower()
        if name == self._query:
            return EXACT
        if folded == query:
            return EXACT_ANY_CASE
        if folded.startswith(query):
            return PREFIX
        if self._humps.match(f"\n{name}", 1):
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
        (names.classes.matches(query), index.class_entries),
        (names.symbols.matches(query), index.symbols_named),
        (names.selectors.matches(query), index.implementors),
    )
    for wanted in range(EXACT, SUBSTRING + 1):
        for matches, entries in tables:
            for rank, name in matches:
                if rank == wanted:
                    yield from entries(name)


def _implementors(
    index: WorkspaceIndex, matches: Iterable[tuple[int, str]]
) -> Iterator[MethodEntry]:
    for _, name in matches:
        yield from index.implementors(name)
