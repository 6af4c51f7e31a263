"""textDocument/references: senders of a selector, uses of a class or a variable."""

from __future__ import annotations

from collections.abc import Iterable

from kibitz.features.definition import class_locations, variable_declaration
from kibitz.features.locations import method_location, occurrence_location
from kibitz.features.names import Name, NameKind, name_at
from kibitz.features.snapshot import Location, Snapshot
from kibitz.features.variables import LOCAL_KINDS, Variable, pools_of
from kibitz.index.view import IndexView


def references(snapshot: Snapshot, offset: int, include_declaration: bool) -> tuple[Location, ...]:
    """Everywhere the name at the file offset is used; the declaration first where wanted."""
    name = name_at(snapshot, offset)
    if name is None or name.kind is NameKind.LITERAL:
        return ()
    declared = _declarations(snapshot, name) if include_declaration else ()
    return tuple(dict.fromkeys((*declared, *_uses(snapshot, name))))


def _declarations(snapshot: Snapshot, name: Name) -> tuple[Location, ...]:
    if name.kind is NameKind.SELECTOR:
        return tuple(method_location(each) for each in snapshot.index.implementors(name.text))
    if name.kind is NameKind.CLASS:
        return class_locations(snapshot, name.text)
    if name.variable is None:
        return ()
    return variable_declaration(snapshot, name.code, name.variable, name)


def _uses(snapshot: Snapshot, name: Name) -> Iterable[Location]:
    index = snapshot.index
    if name.kind is NameKind.SELECTOR:
        sent = index.senders(name.text)
        return map(occurrence_location, (*sent, *index.symbol_references(name.text)))
    if name.kind is NameKind.CLASS:
        return map(occurrence_location, index.variable_references(name.text))
    if name.variable is None:
        return ()
    if name.variable.kind in LOCAL_KINDS.values():
        return _local_uses(snapshot, name)
    return _shared_uses(index, name.variable)


def _local_uses(snapshot: Snapshot, name: Name) -> Iterable[Location]:
    """Uses of a local of one method; another block's variable of that name is another one."""
    code = name.code
    if code is None:
        return
    analysis = code.analysis
    wanted = analysis.local_named(name.text, code.to_code(name.span.start))
    for use in analysis.variables:
        if use.name != name.text or use.kind == "declare":
            continue
        if analysis.local_named(use.name, use.span.start) == wanted:
            span = code.to_file(use.span)
            yield Location(str(snapshot.path), span.start, span.end)


def _shared_uses(index: IndexView, variable: Variable) -> Iterable[Location]:
    """Uses of a variable in every class that sees it."""
    sees: dict[str, bool] = {}
    for use in index.variable_references(variable.name):
        name = use.method.class_name if use.method else None
        if variable.owner is None:
            yield occurrence_location(use)
        elif name is not None:
            if name not in sees:
                sees[name] = _sees(index, name, variable.owner)
            if sees[name]:
                yield occurrence_location(use)


def _sees(index: IndexView, class_name: str, owner: str) -> bool:
    """Whether the class's methods see variables of `owner`: a superclass or a shared pool."""
    return (
        class_name == owner
        or owner in index.superclass_chain(class_name)
        or owner in pools_of(index, class_name)
    )
