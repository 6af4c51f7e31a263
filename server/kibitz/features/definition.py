"""textDocument/definition: selector to implementors, class to its definition, variable to
its declaration."""

from __future__ import annotations

from kibitz.features.code import Code
from kibitz.features.locations import (
    class_location,
    method_location,
    nearest_first,
    receiver_of,
)
from kibitz.features.names import Name, NameKind, name_at
from kibitz.features.receiver import CERTAIN
from kibitz.features.snapshot import Location, Snapshot
from kibitz.features.variables import LOCAL_KINDS, Variable, declaration_of


def definition(snapshot: Snapshot, offset: int) -> tuple[Location, ...]:
    """Where the name at the file offset is defined, the likeliest place first."""
    name = name_at(snapshot, offset)
    if name is None:
        return ()
    if name.kind is NameKind.SELECTOR:
        return _methods(snapshot, name)
    if name.kind is NameKind.CLASS:
        return class_locations(snapshot, name.text)
    if name.variable is not None:
        return variable_declaration(snapshot, name.code, name.variable, name)
    return ()


def class_locations(snapshot: Snapshot, class_name: str) -> tuple[Location, ...]:
    """The definition of a class; its extensions where the workspace has no definition."""
    entry = snapshot.index.class_definition(class_name)
    if entry is not None:
        return (class_location(entry),)
    return tuple(class_location(each) for each in snapshot.index.class_entries(class_name))


def _methods(snapshot: Snapshot, name: Name) -> tuple[Location, ...]:
    index = snapshot.index
    receiver = receiver_of(name)
    if receiver is not None and _is_bound(name, receiver.confidence, receiver.is_meta):
        found = index.lookup(receiver.class_name, receiver.is_meta, name.text)
        if found is not None:
            return (method_location(found),)
    entries = nearest_first(index, index.implementors(name.text), receiver)
    return tuple(method_location(each) for each in entries)


def _is_bound(name: Name, confidence: float, is_meta: bool) -> bool:
    """Whether the text alone says which method runs: sends to super and to a named class."""
    if name.send is None:
        return False
    text = name.send.receiver_text
    return text == "super" or (text != "self" and is_meta and confidence == CERTAIN)


def variable_declaration(
    snapshot: Snapshot, code: Code | None, variable: Variable, name: Name
) -> tuple[Location, ...]:
    """Where a variable is declared: the method for locals, the class header for others."""
    if variable.kind in LOCAL_KINDS.values():
        return _local_declaration(snapshot, code, variable, name)
    found = declaration_of(snapshot.index, variable)
    return (found,) if found else ()


def _local_declaration(
    snapshot: Snapshot, code: Code | None, variable: Variable, name: Name
) -> tuple[Location, ...]:
    if code is None:
        return ()
    local = code.analysis.local_named(variable.name, code.to_code(name.span.start))
    if local is None:
        return ()
    span = code.to_file(local.span)
    return (Location(str(snapshot.path), span.start, span.end),)
