"""Reads Tonel files: one class, trait, extension or package, and its methods.

The definition is read with `ston`, the methods with `tonel_scan`; this module
puts them together and says what was not understood. It never raises and never
parses a method's body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kibitz.formats.model import (
    ClassDefinition,
    ClassKind,
    CodeMap,
    Dialect,
    Format,
    MethodDefinition,
    Problem,
    SourceFile,
    Span,
)
from kibitz.formats.ston import StonValue, read_map, unescape
from kibitz.formats.tonel_scan import Extent, Header, find_headers, method_extents, own_name
from kibitz.syntax.lexer import selector_of_pattern

_COMMENT = re.compile(r'\s*+(?:("(?:[^"]|"")*+")\s*+)*+')
_TYPE = re.compile(r"(Class|Trait|Extension|Package)\s*+(?=\{)")
_TYPE_ON_LINE = re.compile(
    r"(?:^|(?<=\r))(Class|Trait|Extension|Package)[ \t]*+(?=\{)", re.MULTILINE
)
_CATEGORY = re.compile(r"\{\s*\#'?category'?\s*:\s*(?:\#?'((?:[^'\\]|\\.)*+)'|\#([^\s,'}]+))\s*\}")
_VARIABLE = re.compile(r"\#?([^\W\d]\w*)")


def read_tonel(text: str) -> SourceFile:
    """The classes and methods of a Tonel file; its problems have their places."""
    start = 1 if text.startswith("\ufeff") else 0
    comment = _COMMENT.match(text, start)
    assert comment is not None  # the pattern matches the empty text
    header = _TYPE.match(text, comment.end())
    problems: list[Problem] = []
    comment_span = _span(comment, 1) if comment[1] is not None else None
    if header is None:
        header = _TYPE_ON_LINE.search(text)
        comment_span = _damaged_comment(text, start, header, problems)
    if header is None:
        problems.append(
            Problem(
                Span(start, min(start + 1, len(text))),
                "A Tonel file begins with Class, Trait, Extension or Package and its properties "
                "in braces; none was found here.",
                "tonel-no-definition",
            )
        )
        return _file(text, start, find_headers(text, start), None, problems, None)
    headers = find_headers(text, header.end())
    limit = headers[0].start if headers else len(text)
    values, end, ston_problems = read_map(text, header.end(), limit)
    problems.extend(ston_problems)
    version = version_of(values)
    definition = None
    if header[1] != "Package":
        definition = _definition(header, values, end, comment_span, text, problems)
    return _file(text, end, headers, definition, problems, version)


def version_of(values: StonValue) -> str | None:
    """Tonel's version as the values' form shows it: symbols in 1.0, strings later, a package
    of its own in 3.0. An extension and a package show only the first difference."""
    name = values.get("name")
    if name is None:
        return None
    if name.kind == "symbol":
        return "1.0"
    return "3.0" if values.get("package") or not values.get("category") else "2.0"


def _damaged_comment(
    text: str, start: int, header: re.Match[str] | None, problems: list[Problem]
) -> Span | None:
    """The text before a definition that no well-formed comment leads up to."""
    end = len(text[: header.start()].rstrip()) if header else start
    if end <= start:
        return None
    opened = text[start] == '"'
    message = (
        "A quote is missing or too many in this class comment; inside it, quotes are doubled."
        if opened
        else "This text before the definition is not understood; a comment stands in double quotes."
    )
    problems.append(Problem(Span(start, start + 1), message, "tonel-comment"))
    return Span(start, end) if opened else None


def _span(match: re.Match[str], group: int) -> Span:
    start, end = match.span(group)
    return Span(start, end)


def _definition(
    header: re.Match[str],
    values: StonValue,
    end: int,
    comment_span: Span | None,
    text: str,
    problems: list[Problem],
) -> ClassDefinition:
    name = values.get("name")
    if name is None:
        problems.append(Problem(_span(header, 1), "This definition has no #name.", "tonel-no-name"))
    superclass = values.get("superclass")
    if superclass is not None and superclass.text == "nil":
        superclass = None
    spans: list[tuple[str, Span]] = []
    comment = text[comment_span.start + 1 : comment_span.end - 1] if comment_span else None
    return ClassDefinition(
        name=name.text if name else "",
        kind=ClassKind(header[1].lower()),
        span=Span(comment_span.start if comment_span else header.start(), end),
        name_span=name.inner if name else _span(header, 1),
        superclass=superclass.text if superclass else None,
        superclass_span=superclass.inner if superclass else None,
        instance_variables=_variables(values, "instVars", text, spans),
        class_variables=_variables(values, "classVars", text, spans),
        class_instance_variables=_variables(values, "classInstVars", text, spans),
        pools=_variables(values, "pools", text, []),
        traits=_text(values, "traits"),
        class_traits=_text(values, "classTraits"),
        category=_text(values, "category"),
        package=_text(values, "package"),
        tag=_text(values, "tag"),
        layout=_text(values, "type"),
        comment=comment.replace('""', '"') if comment is not None else None,
        comment_span=comment_span,
        variable_spans=tuple(spans),
    )


def _text(values: StonValue, key: str) -> str | None:
    value = values.get(key)
    return value.text or None if value else None


def _variables(
    values: StonValue, key: str, text: str, spans: list[tuple[str, Span]]
) -> tuple[str, ...]:
    """The declared names; a slot such as '#x => WeakSlot' declares x."""
    value = values.get(key)
    if value is None:
        return ()
    names: list[str] = []
    for each in value.strings:
        match = _VARIABLE.match(text, each.inner.start, each.inner.end)
        if match:
            names.append(match[1])
            spans.append((match[1], _span(match, 1)))
    return tuple(names)


def _file(
    text: str,
    start: int,
    headers: Sequence[Header],
    definition: ClassDefinition | None,
    problems: list[Problem],
    version: str | None,
) -> SourceFile:
    """The whole file, the definition ending at `start`."""
    own = own_name(headers, definition.name if definition and definition.name else None)
    methods: list[MethodDefinition] = []
    at = start
    for extent in method_extents(text, headers, own):
        _tell_gap(text, at, extent.header.start, problems)
        methods.append(_method(text, extent, problems))
        at = extent.end
    _tell_gap(text, at, len(text), problems)
    problems.sort(key=lambda each: each.span)
    return SourceFile(
        Format.TONEL,
        Dialect.PHARO,
        text,
        classes=(definition,) if definition else (),
        methods=tuple(methods),
        problems=tuple(problems),
        version=version,
    )


def _tell_gap(text: str, start: int, end: int, problems: list[Problem]) -> None:
    gap = text[start:end]
    if not gap or gap.isspace():
        return
    first = start + len(gap) - len(gap.lstrip())
    last = start + len(gap.rstrip())
    problems.append(
        Problem(
            Span(first, last),
            "This is not part of any method: a method's header such as Foo >> bar [ was expected.",
            "tonel-stray-text",
        )
    )


def _method(text: str, extent: Extent, problems: list[Problem]) -> MethodDefinition:
    header = extent.header
    start, pattern_end = header.pattern
    code = text[start : extent.body_end]
    if header.opened:
        opening = header.end - 1 - start
        if header.regular or code[opening] != "[":
            opening = code.index("[", pattern_end - start)
        code = f"{code[:opening]} {code[opening + 1 :]}"
    else:
        problems.append(
            Problem(
                Span(header.start, header.end),
                "The opening bracket of this method is missing.",
                "tonel-no-opening",
            )
        )
    if not extent.balanced and header.opened:
        problems.append(
            Problem(
                Span(start, pattern_end),
                "This method is not closed where it should be: a bracket, string or comment in it "
                "is left open or closed too often.",
                "tonel-unbalanced",
            )
        )
    pattern = text[start:pattern_end]
    return MethodDefinition(
        header.class_name,
        bool(header.side),
        _selector(pattern) if header.regular else "",
        Span(header.start, extent.end),
        code,
        CodeMap(((0, start),)),
        Span(start, extent.body_end),
        Span(start, pattern_end),
        protocol_of(text, header.metadata),
    )


def _selector(pattern: str) -> str:
    if pattern.isidentifier():
        return pattern
    found = selector_of_pattern(pattern)
    return found[0] if found else ""


def protocol_of(text: str, metadata: tuple[int, int] | None) -> str | None:
    """The protocol that a method's metadata names."""
    if metadata is None:
        return None
    start, end = metadata
    match = _CATEGORY.match(text, start, end)
    if match:
        return unescape(match[1]) if match[1] is not None else match[2]
    values, _, _ = read_map(text, start, end)
    return _text(values, "category")
