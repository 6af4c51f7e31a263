"""The name under the cursor and what it names: the first step of hover, definition and references.

Covers code (sends, variables, symbols, literals), message patterns and the
container's own text (class headers, superclass, declared variables). Looks
nothing up beyond what is needed to say which kind of thing the name is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kibitz.features.code import Code, code_at
from kibitz.features.snapshot import Snapshot
from kibitz.features.variables import (
    LOCAL_KINDS,
    PSEUDO_VARIABLES,
    Variable,
    VariableKind,
    resolve_variable,
)
from kibitz.formats.model import ClassDefinition, MethodDefinition, Span
from kibitz.syntax.method import Send

_WORD = re.compile(r"[A-Za-z_]\w*")


class NameKind(StrEnum):
    SELECTOR = "selector"
    VARIABLE = "variable"
    CLASS = "class"
    LITERAL = "literal"


@dataclass(frozen=True)
class Name:
    """A name in the file, by file offsets.

    `text` is the whole selector for a selector, wherever in it the cursor is.
    """

    kind: NameKind
    text: str
    span: Span
    code: Code | None = None
    send: Send | None = None  # the message send, where the cursor is on one
    variable: Variable | None = None
    defines: bool = False  # the cursor is on the definition itself: a pattern, a class header


def name_at(snapshot: Snapshot, offset: int) -> Name | None:
    """What a cursor at the file offset is on; None in white space, comments and strings."""
    code = code_at(snapshot, offset)
    if code is not None:
        return _in_code(code, code.to_code(offset))
    return _in_container(snapshot, offset)


def _in_code(code: Code, at: int) -> Name | None:
    if any(span.start < at < span.end for span in code.analysis.comments):
        return None
    return (
        _pattern_name(code, at)
        or _sent_name(code, at)
        or _variable_name(code, at)
        or _pseudo_name(code, at)
        or _symbol_name(code, at)
        or _literal_name(code, at)
    )


def _pattern_name(code: Code, at: int) -> Name | None:
    analysis = code.analysis
    if code.method is None or analysis.pattern is None or not analysis.selector:
        return None
    for span in analysis.pattern_parts:
        if span.touches(at):
            return Name(
                NameKind.SELECTOR, analysis.selector, code.to_file(span), code, defines=True
            )
    return None


def _sent_name(code: Code, at: int) -> Name | None:
    for send in code.analysis.sends:
        for part in send.parts:
            if part.touches(at):
                return Name(NameKind.SELECTOR, send.selector, code.to_file(part), code, send)
    return None


def _variable_name(code: Code, at: int) -> Name | None:
    for use in code.analysis.variables:
        if use.span.touches(at):
            variable = variable_in(code, use.name, at)
            kind = NameKind.CLASS if variable.kind is VariableKind.CLASS else NameKind.VARIABLE
            return Name(kind, use.name, code.to_file(use.span), code, variable=variable)
    return None


def variable_in(code: Code, name: str, at: int) -> Variable:
    """What a name means at a code offset, locals first."""
    local = code.analysis.local_named(name, at)
    if local is not None:
        return Variable(name, LOCAL_KINDS[local.kind])
    return resolve_variable(code.index, code.class_name, code.is_meta, name)


def _pseudo_name(code: Code, at: int) -> Name | None:
    """`self` and its like, which the analysis does not count among the variables."""
    word = _word_at(code.text, at)
    if word is None or word[0] not in PSEUDO_VARIABLES:
        return None
    if any(span.touches(at) for span in code.analysis.strings):
        return None
    variable = Variable(word[0], VariableKind.PSEUDO)
    return Name(NameKind.VARIABLE, word[0], code.to_file(word[1]), code, variable=variable)


def _symbol_name(code: Code, at: int) -> Name | None:
    for symbol in code.analysis.symbols:
        if symbol.span.touches(at):
            return Name(NameKind.SELECTOR, symbol.name, code.to_file(symbol.span), code)
    return None


def _literal_name(code: Code, at: int) -> Name | None:
    for span in code.analysis.literals:
        if span.touches(at):
            text = code.text[span.start : span.end]
            return Name(NameKind.LITERAL, text, code.to_file(span), code)
    return None


def _in_container(snapshot: Snapshot, offset: int) -> Name | None:
    source = snapshot.source
    if source is None:
        return None
    for definition in source.classes:
        if definition.span.touches(offset):
            return _in_definition(snapshot, definition, offset)
    method = source.method_at(offset)
    return _in_header(snapshot, method, offset) if method else None


def _in_definition(snapshot: Snapshot, definition: ClassDefinition, offset: int) -> Name | None:
    if definition.name_span.touches(offset):
        return Name(NameKind.CLASS, definition.name, definition.name_span, defines=True)
    above = definition.superclass_span
    if above is not None and above.touches(offset) and definition.superclass:
        return Name(NameKind.CLASS, definition.superclass, above)
    for name, span in definition.variable_spans:
        if span.touches(offset):
            variable = _declared(definition, name)
            return Name(NameKind.VARIABLE, name, span, variable=variable, defines=True)
    word = _word_at(snapshot.text, offset)
    if word is not None and snapshot.index.class_entries(name := word[0]):
        return Name(NameKind.CLASS, name, word[1])
    return None


def _declared(definition: ClassDefinition, name: str) -> Variable:
    if name in definition.instance_variables:
        return Variable(name, VariableKind.INSTANCE, definition.name)
    if name in definition.class_variables:
        return Variable(name, VariableKind.CLASS_VARIABLE, definition.name)
    return Variable(name, VariableKind.CLASS_INSTANCE, definition.name)


def _in_header(snapshot: Snapshot, method: MethodDefinition, offset: int) -> Name | None:
    """The class name in a method's header: `Foo class >> bar`, `!Foo methodsFor: …!`."""
    word = _word_at(snapshot.text, offset)
    if word is not None and word[0] == method.class_name:
        return Name(NameKind.CLASS, word[0], word[1])
    return None


def _word_at(text: str, offset: int) -> tuple[str, Span] | None:
    start = offset
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    match = _WORD.match(text, start)
    return (match[0], Span(match.start(), match.end())) if match else None
