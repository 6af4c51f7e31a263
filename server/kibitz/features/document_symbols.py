"""textDocument/documentSymbol: a file's outline.

Smalltalk: each class with its declared variables and its methods, the protocol as
the detail. Where a file goes back and forth between classes, each stretch of one
class is a node of its own, so that a node's span holds exactly its children.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kibitz.features.snapshot import Snapshot
from kibitz.features.symbols import SymbolKind, kind_named
from kibitz.formats.model import ClassDefinition, ClassKind, MethodDefinition, SourceFile, Span
from kibitz.index.facts import SymbolFacts
from kibitz.languages.facts import facts_of

Member = ClassDefinition | MethodDefinition


@dataclass(frozen=True, slots=True)
class DocumentSymbol:
    """One node; `selection` is the name inside `span`."""

    name: str
    kind: SymbolKind
    span: Span
    selection: Span
    detail: str = ""
    children: tuple[DocumentSymbol, ...] = ()


def document_symbols(snapshot: Snapshot) -> tuple[DocumentSymbol, ...]:
    """The outline in file order."""
    if snapshot.source is not None:
        return _smalltalk(snapshot.source)
    facts = facts_of(str(snapshot.path), snapshot.text)
    return _nested(facts.symbols) if facts else ()


def _smalltalk(source: SourceFile) -> tuple[DocumentSymbol, ...]:
    members: list[Member] = sorted(
        (*source.classes, *source.methods), key=lambda member: member.span.start
    )
    return tuple(
        _class_symbol(name, list(stretch)) for name, stretch in groupby(members, _class_name)
    )


def _class_name(member: Member) -> str:
    return member.name if isinstance(member, ClassDefinition) else member.class_name


def _class_symbol(name: str, members: Sequence[Member]) -> DocumentSymbol:
    first = members[0]
    children: list[DocumentSymbol] = []
    for member in members:
        if isinstance(member, MethodDefinition):
            children.append(_method_symbol(member))
        else:
            children += _variable_symbols(member)
    selection = first.name_span if isinstance(first, ClassDefinition) else first.pattern_span
    return DocumentSymbol(
        name=name or "?",
        kind=SymbolKind.CLASS,
        span=Span(first.span.start, max(member.span.end for member in members)),
        selection=selection,
        detail=_class_detail(first),
        children=tuple(children),
    )


def _class_detail(member: Member) -> str:
    if isinstance(member, MethodDefinition):
        return "methods"
    if member.kind is not ClassKind.CLASS:
        return member.kind.value
    return member.superclass or ""


def _method_symbol(method: MethodDefinition) -> DocumentSymbol:
    selector = method.selector or "?"
    return DocumentSymbol(
        name=f"class >> {selector}" if method.is_meta else selector,
        kind=SymbolKind.METHOD,
        span=method.span,
        selection=method.pattern_span,
        detail=method.protocol or "",
    )


def _variable_symbols(definition: ClassDefinition) -> Iterable[DocumentSymbol]:
    for name, span in definition.variable_spans:
        is_shared = name in definition.class_variables
        yield DocumentSymbol(
            name=name,
            kind=SymbolKind.CONSTANT if is_shared else SymbolKind.FIELD,
            span=span,
            selection=span,
            detail="class variable" if is_shared else "instance variable",
        )


def _nested(symbols: Sequence[SymbolFacts]) -> tuple[DocumentSymbol, ...]:
    """Flat facts as a tree: a symbol is a child of the innermost one whose span holds it."""
    ordered = sorted(symbols, key=lambda each: (each.start, -each.end))
    roots: list[DocumentSymbol] = []
    open_nodes: list[tuple[SymbolFacts, list[DocumentSymbol]]] = []

    def close() -> None:
        facts, children = open_nodes.pop()
        node = replace(_plain_symbol(facts), children=tuple(children))
        (open_nodes[-1][1] if open_nodes else roots).append(node)

    for facts in ordered:
        while open_nodes and open_nodes[-1][0].end < facts.end:
            close()
        open_nodes.append((facts, []))
    while open_nodes:
        close()
    return tuple(roots)


def _plain_symbol(facts: SymbolFacts) -> DocumentSymbol:
    return DocumentSymbol(
        name=facts.name or "?",
        kind=kind_named(facts.kind),
        span=Span(facts.start, facts.end),
        selection=Span(facts.name_start, facts.name_start + len(facts.name)),
        detail=facts.signature or "",
    )
