"""textDocument/hover: what the name under the cursor is."""

from __future__ import annotations

from dataclasses import dataclass

from kibitz.features.documentation import (
    Documentation,
    Prose,
    TextOf,
    class_documentation,
    method_documentation,
    selector_documentation,
)
from kibitz.features.locations import receiver_of
from kibitz.features.names import Name, NameKind, name_at
from kibitz.features.receiver import CERTAIN, infer
from kibitz.features.snapshot import Snapshot
from kibitz.features.variables import Variable, VariableKind
from kibitz.formats.model import Span

_PSEUDO = {
    "self": "the receiver of the message",
    "super": "the receiver; lookup begins in the superclass",
    "true": "the only instance of `True`",
    "false": "the only instance of `False`",
    "nil": "the only instance of `UndefinedObject`",
    "thisContext": "the activation of this method",
}


@dataclass(frozen=True)
class Hover:
    """What to show, and for which part of the file."""

    documentation: Documentation
    span: Span


def hover(snapshot: Snapshot, offset: int, text_of: TextOf) -> Hover | None:
    """What there is to say about the name at the file offset; None where there is nothing."""
    name = name_at(snapshot, offset)
    if name is None:
        return None
    documentation = _documentation(snapshot, name, text_of)
    return Hover(documentation, name.span) if documentation else None


def _documentation(snapshot: Snapshot, name: Name, text_of: TextOf) -> Documentation:
    if name.kind is NameKind.CLASS:
        return class_documentation(snapshot.index, name.text)
    if name.kind is NameKind.SELECTOR:
        return _selector(snapshot, name, text_of)
    if name.kind is NameKind.LITERAL:
        return _literal(name)
    return _variable(name.code, name.variable, name) if name.variable else ()


def _selector(snapshot: Snapshot, name: Name, text_of: TextOf) -> Documentation:
    index = snapshot.index
    receiver = receiver_of(name)
    if name.defines and receiver is not None:
        entry = index.method(receiver.class_name, receiver.is_meta, name.text)
        if entry is not None:
            return (
                *method_documentation(index, entry, _no_text),
                *selector_documentation(index, name.text, None, _no_text)[-1:],
            )
    return selector_documentation(index, name.text, receiver, text_of)


def _no_text(_path: str) -> None:
    """On a pattern the source is in front of the reader."""


def _variable(code: object, variable: Variable, name: Name) -> Documentation:
    if variable.kind is VariableKind.PSEUDO:
        return (Prose(f"`{variable.name}` · {_PSEUDO[variable.name]}{_self_class(name)}"),)
    place = f" of `{variable.owner}`" if variable.owner else ""
    return (Prose(f"`{variable.name}` · {variable.kind.value}{place}{_type(name)}"),)


def _self_class(name: Name) -> str:
    code = name.code
    if code is None or name.text not in ("self", "super"):
        return ""
    inferred = infer(code, name.text)
    if inferred is None:
        return ""
    return f", here `{inferred.class_name}{' class' if inferred.is_meta else ''}`"


def _type(name: Name) -> str:
    inferred = infer(name.code, name.text) if name.code else None
    if inferred is None:
        return ""
    side = " class" if inferred.is_meta else ""
    hedge = "" if inferred.confidence == CERTAIN else "probably "
    return f" · {hedge}`{inferred.class_name}{side}`"


def _literal(name: Name) -> Documentation:
    inferred = infer(name.code, name.text) if name.code else None
    if inferred is None:
        return ()
    return (Prose(f"`{inferred.class_name}` literal{_number_value(name.text)}"),)


def _number_value(text: str) -> str:
    """The value of an integer written in another radix: `16rFF` is 255."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    radix, mark, rest = digits.partition("r")
    if not mark or not radix.isdigit() or not 2 <= int(radix) <= 36:
        return ""
    try:
        value = int(rest, int(radix))
    except ValueError:
        return ""
    return f" · {sign * value}"
