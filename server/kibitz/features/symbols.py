"""What symbol lists share: a kind for the editor's icon."""

from __future__ import annotations

from enum import StrEnum


class SymbolKind(StrEnum):
    """Names of LSP symbol kinds, in lower case."""

    CLASS = "class"
    INTERFACE = "interface"
    METHOD = "method"
    FUNCTION = "function"
    VARIABLE = "variable"
    FIELD = "field"
    CONSTANT = "constant"
    ENUM = "enum"
    MODULE = "module"
    PROPERTY = "property"
    TYPE = "type"


_KINDS = {each.value: each for each in SymbolKind}


def kind_named(name: str) -> SymbolKind:
    """The kind that a `SymbolFacts.kind` names; a type is shown as a class."""
    return _KINDS.get(name, SymbolKind.VARIABLE)
