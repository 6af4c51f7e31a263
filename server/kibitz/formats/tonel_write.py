"""Writes Tonel: edits of a file that change nothing else, and whole new class files.

Everything is written in the version and manner of the file at hand; version
noise in a diff is what users of Tonel complain of most.
"""

from __future__ import annotations

from collections.abc import Sequence

from kibitz.formats.edits import (
    changed_part,
    end_of_text_before,
    insertion_after,
    removal,
    trailing_blank,
    with_line_ends,
)
from kibitz.formats.encoding import line_end_of
from kibitz.formats.model import (
    ClassKind,
    MethodDefinition,
    SourceFile,
    Span,
    TextEdit,
)
from kibitz.formats.ston import escape, read_map
from kibitz.formats.style import NewClass, NewMethod, Style, style_of
from kibitz.syntax.lexer import selector_of_pattern


def method_text(class_name: str, method: NewMethod, style: Style) -> str:
    """A method with its metadata and header, without a line end after the closer."""
    line_end = style.line_end
    side = " class" if method.is_meta else ""
    return (
        f"{{ #category : {_value(method.protocol, style)} }}{line_end}"
        f"{class_name}{side} >> {_opened(with_line_ends(method.code, line_end), line_end)}]"
    )


def _opened(code: str, line_end: str) -> str:
    """`code` with the bracket after its pattern, ending where the closer belongs."""
    _, end = selector_of_pattern(code) or ("", 0)
    body = code[end:].rstrip()
    blank = len(body) - len(body.lstrip(" \t"))
    if body[blank : blank + 1] in ("\r", "\n", ""):
        body = body[blank:]
    return f"{code[:end].lstrip()} [{body}{line_end}"


def insert_method(
    source: SourceFile,
    class_name: str,
    method: NewMethod,
    after: MethodDefinition | None,
) -> tuple[TextEdit, ...]:
    """Add a method behind `after`, or where the file's order puts it."""
    style = style_of(source)
    text = source.text
    new = method_text(class_name, method, style)
    gap = style.line_end * 2
    previous = after or _predecessor(source, method)
    if previous is not None:
        return (insertion_after(text, previous.span.end, new, gap),)
    if source.methods:
        start = source.methods[0].span.start
        return (TextEdit(Span(start, start), new + gap),)
    end = source.classes[0].span.end if source.classes else end_of_text_before(text, len(text))
    return (insertion_after(text, end, new, gap if end else ""),)


def _predecessor(source: SourceFile, method: NewMethod) -> MethodDefinition | None:
    """The method that a new one follows: Tonel writers put the class side first and sort
    each side by selector; in a file that is not sorted a new method goes last on its side."""
    selector = _selector(method)
    side = [each for each in source.methods if each.is_meta == method.is_meta]
    selectors = [each.selector for each in side]
    if selectors == sorted(selectors):
        side = [each for each in side if each.selector <= selector]
    if side:
        return side[-1]
    if method.is_meta:
        return None
    meta = [each for each in source.methods if each.is_meta]
    return meta[-1] if meta else None


def replace_method(source: SourceFile, method: MethodDefinition, code: str) -> tuple[TextEdit, ...]:
    """Give the method new code; the bracket and all that does not differ stay untouched."""
    text = source.text
    old = method.code
    style = style_of(source)
    line_end = line_end_of(old, style.line_end)
    code = with_line_ends(code, line_end).rstrip() + (trailing_blank(old) or line_end)
    opening = _opening(source, method)
    span = method.code_span
    if opening is not None and text[span.end : span.end + 1] == "]":
        edits = changed_part(old, code, span.start)
        if all(each.span.start > opening for each in edits):
            return edits
    closer = "" if text[span.end : span.end + 1] == "]" else "]"
    written = _opened(code, line_end) if selector_of_pattern(code) else code
    return changed_part(text[span.start : span.end], written + closer, span.start)


def _opening(source: SourceFile, method: MethodDefinition) -> int | None:
    """Offset of the method's opening bracket: where code and file differ."""
    start = method.code_span.start
    at = source.text.find("[", method.pattern_span.end, method.code_span.end)
    while at >= 0 and method.code[at - start : at - start + 1] == "[":
        at = source.text.find("[", at + 1, method.code_span.end)
    return at if at >= 0 else None


def remove_method(source: SourceFile, method: MethodDefinition) -> tuple[TextEdit, ...]:
    """Take the method out, its metadata and one stretch of white space with it."""
    return (removal(source.text, method.span),)


def set_protocol(
    source: SourceFile, method: MethodDefinition, protocol: str
) -> tuple[TextEdit, ...]:
    """Name another protocol in the method's metadata; add metadata where it has none."""
    text = source.text
    style = style_of(source)
    start = method.span.start
    if text[start] != "{":
        written = f"{{ #category : {_value(protocol, style)} }}{style.line_end}"
        return (TextEdit(Span(start, start), written),)
    values, _, _ = read_map(text, start, method.code_span.start)
    value = values.get("category")
    if value is None:
        new = f" #category : {_value(protocol, style)}" + ("," if values.entries else " ")
        return (TextEdit(Span(start + 1, start + 1), new),)
    if value.text == protocol:
        return ()
    written = _symbol(protocol) if value.kind == "symbol" else _string(protocol)
    return (TextEdit(value.span, written),)


def new_class_text(definition: NewClass, methods: Sequence[NewMethod], style: Style) -> str:
    """The text of a new class file, methods in the order of Tonel's writers."""
    line_end = style.line_end
    entries = [(key, written) for key, written in _entries(definition, style) if written]
    if definition.kind is ClassKind.EXTENSION:
        header = f"Extension {{ #name : {_value(definition.name, style)} }}"
    else:
        lines = f",{line_end}\t".join(f"#{key} : {value}" for key, value in entries)
        header = f"{definition.kind.capitalize()} {{{line_end}\t{lines}{line_end}}}"
    comment = ""
    if definition.comment is not None:
        body = with_line_ends(definition.comment.strip("\r\n"), line_end).replace('"', '""')
        comment = f'"{line_end}{body}{line_end}"{line_end}'
    ordered = sorted(methods, key=_order)
    texts = [method_text(definition.name, each, style) for each in ordered]
    return comment + (line_end * 2).join([header, *texts]) + line_end


def _selector(method: NewMethod) -> str:
    found = selector_of_pattern(method.code)
    return found[0] if found else ""


def _order(method: NewMethod) -> tuple[bool, str]:
    return not method.is_meta, _selector(method)


def _entries(definition: NewClass, style: Style) -> list[tuple[str, str | None]]:
    superclass = definition.superclass
    if superclass is None and definition.kind is ClassKind.CLASS:
        superclass = "nil"
    package, tag = (definition.package, definition.tag) if style.version >= "3" else (None, None)
    return [
        ("name", _value(definition.name, style)),
        ("superclass", superclass and _value(superclass, style)),
        ("type", definition.layout and _value(definition.layout, style)),
        ("traits", definition.traits and _string(definition.traits)),
        ("classTraits", definition.class_traits and _string(definition.class_traits)),
        ("instVars", _list(definition.instance_variables, style)),
        ("classVars", _list(definition.class_variables, style)),
        ("pools", _list(definition.pools, style)),
        ("classInstVars", _list(definition.class_instance_variables, style)),
        ("category", _value(definition.system_category, style)),
        ("package", package and _value(package, style)),
        ("tag", tag and _value(tag, style)),
    ]


def _list(names: Sequence[str], style: Style) -> str:
    line_end = style.line_end
    written = f",{line_end}\t\t".join(_string(each) for each in names)
    return f"[{line_end}\t\t{written}{line_end}\t]" if names else ""


def _value(text: str, style: Style) -> str:
    return _symbol(text) if style.symbols else _string(text)


def _string(text: str) -> str:
    return f"'{escape(text)}'"


def _symbol(text: str) -> str:
    plain = text.isascii() and text.isalnum() and not text[0].isdigit()
    return f"#{text}" if plain else f"#'{escape(text)}'"
