"""workspace/symbol: classes, methods and other languages' symbols by name."""

from __future__ import annotations

from dataclasses import dataclass

from kibitz.features.locations import class_location, method_location
from kibitz.features.snapshot import Location
from kibitz.features.symbols import SymbolKind, kind_named
from kibitz.index.view import ClassEntry, IndexView, MethodEntry, SymbolEntry

LIMIT = 200  # an editor's list is read at its top; more only costs time


@dataclass(frozen=True, slots=True)
class WorkspaceSymbol:
    """`name` holds whatever the query could match, since editors filter once more."""

    name: str
    kind: SymbolKind
    container: str | None
    location: Location


def workspace_symbols(
    index: IndexView, query: str, limit: int = LIMIT
) -> tuple[WorkspaceSymbol, ...]:
    """The best `limit` symbols for the query, best first."""
    return tuple(_symbol(entry) for entry in index.search(query, limit))


def _symbol(entry: ClassEntry | MethodEntry | SymbolEntry) -> WorkspaceSymbol:
    if isinstance(entry, ClassEntry):
        container = entry.facts.package or entry.facts.category
        return WorkspaceSymbol(entry.facts.name, SymbolKind.CLASS, container, class_location(entry))
    if isinstance(entry, MethodEntry):
        side = " class" if entry.facts.is_meta else ""
        name = f"{entry.facts.class_name}{side}>>{entry.facts.selector}"
        location = method_location(entry)
        return WorkspaceSymbol(name, SymbolKind.METHOD, entry.facts.protocol, location)
    facts = entry.facts
    location = Location(entry.path, facts.name_start, facts.name_start + len(facts.name))
    return WorkspaceSymbol(facts.name, kind_named(facts.kind), facts.container, location)
