"""Writes chunk files: edits that change nothing else, and the text of new classes.

Every bang of the code is doubled; sections, stamps and definition forms follow
the file's own manner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kibitz.formats.chunk_split import chunk_at, to_chunk
from kibitz.formats.edits import (
    changed_part,
    end_of_text_before,
    insertion_after,
    next_text,
    removal,
    trailing_blank,
    with_line_ends,
)
from kibitz.formats.encoding import line_end_of
from kibitz.formats.keywords import read_keyword_message
from kibitz.formats.model import ClassKind, MethodDefinition, SourceFile, Span, TextEdit
from kibitz.formats.style import NewClass, NewMethod, Style, style_of

_CLASS_SIDE = r"(?:uses:|instanceVariableNames:|slots:|<<)"


def section_text(class_name: str, methods: Sequence[NewMethod], style: Style) -> str:
    """A section that holds `methods`, all of one side and protocol."""
    first = methods[0]
    line_end = style.line_end
    side = " class" if first.is_meta else ""
    stamp = f" stamp: {_string(first.stamp)}" if first.stamp else ""
    codes = (line_end * 2).join(f"{_body(each.code, line_end)}!" for each in methods)
    header = f"!{class_name}{side} methodsFor: {_string(first.protocol)}{stamp}!"
    return f"{header}{line_end}{codes} !"


def _body(code: str, line_end: str) -> str:
    return to_chunk(with_line_ends(code, line_end).strip())


def insert_method(
    source: SourceFile,
    class_name: str,
    method: NewMethod,
    after: MethodDefinition | None,
) -> tuple[TextEdit, ...]:
    """Add a method behind `after`, or behind the class's last one of its protocol or side:
    into the same section where the file keeps several methods in one, else in its own."""
    style = style_of(source)
    gap = style.line_end * 2
    previous = after or _predecessor(source, class_name, method)
    if previous is not None and _fits(previous, class_name, method, style):
        new = f"{_body(method.code, style.line_end)}!"
        return (_after_chunk(source.text, previous.code_span.end + 1, new, gap),)
    new = section_text(class_name, [method], style)
    end = _place(source, class_name, previous)
    return (insertion_after(source.text, end, new, gap if end else ""),)


def _after_chunk(text: str, offset: int, new: str, gap: str) -> TextEdit:
    """Insert a chunk behind the one that ends at `offset`, before the section's end."""
    following = next_text(text, offset)
    if text[following : following + 1] not in ("!", "") and "\n" in text[offset:following]:
        return TextEdit(Span(following, following), new + text[offset:following])
    return TextEdit(Span(offset, offset), gap + new)


def _predecessor(source: SourceFile, class_name: str, method: NewMethod) -> MethodDefinition | None:
    own = [each for each in source.methods if each.class_name == class_name]
    side = [each for each in own if each.is_meta == method.is_meta]
    protocol = [each for each in side if each.protocol == method.protocol]
    return (protocol or side or own or [None])[-1]


def _fits(previous: MethodDefinition, class_name: str, method: NewMethod, style: Style) -> bool:
    """Whether a method may go into the section of `previous`."""
    return (
        not style.section_each
        and (previous.class_name, previous.is_meta) == (class_name, method.is_meta)
        and previous.protocol == method.protocol
        and (method.stamp is None or previous.stamp == method.stamp)
    )


def _place(source: SourceFile, class_name: str, previous: MethodDefinition | None) -> int:
    """Where a new section goes: behind the section of `previous`, or behind the class's
    definition, or at the end of the file."""
    if previous is not None:
        return section_end(source, previous)
    text = source.text
    definition = source.class_named(class_name)
    if definition is None:
        return end_of_text_before(text, len(text))
    ends = [definition.span.end]
    if definition.comment_span is not None:
        ends.append(definition.comment_span.end + 1)
    class_side = re.compile(rf"(?:!|[\r\n])({re.escape(class_name)}\s+class\s+{_CLASS_SIDE})")
    for each in class_side.finditer(text, definition.span.end):
        ends.append(chunk_at(text, each.start(1)).after)
    return max(ends)


def section_end(source: SourceFile, method: MethodDefinition) -> int:
    """Offset after the bang that ends the section of `method`."""
    chunk = chunk_at(source.text, method.code_span.end + 1)
    while not chunk.is_blank:
        chunk = chunk_at(source.text, chunk.after)
    return chunk.after


def replace_method(
    source: SourceFile, method: MethodDefinition, code: str, stamp: str | None = None
) -> tuple[TextEdit, ...]:
    """Give the method new code, and its section a new stamp where the method is alone in it."""
    text = source.text
    span = method.code_span
    old = text[span.start : span.end]
    line_end = line_end_of(old, line_end_of(text))
    written = to_chunk(with_line_ends(code, line_end).rstrip()) + trailing_blank(old)
    edits = changed_part(old, written, span.start)
    if span.end == len(text):
        edits = changed_part(old, f"{written}! !", span.start)
    argument = _argument(source, method, "stamp:")
    if stamp is not None and argument is not None and edits:
        return (TextEdit(argument, _string(stamp)), *edits)
    return edits


def remove_method(source: SourceFile, method: MethodDefinition) -> tuple[TextEdit, ...]:
    """Take the method out; its section goes with it where nothing else is in it."""
    text = source.text
    span = method.span
    following = next_text(text, span.end)
    if _is_alone(method) or text[following : following + 1] != "!":
        return (removal(text, span),)
    return (TextEdit(Span(end_of_text_before(text, span.start), span.end), ""),)


def set_protocol(
    source: SourceFile, method: MethodDefinition, protocol: str
) -> tuple[TextEdit, ...]:
    """Move the method to another protocol: its section is renamed where the method is alone
    in it, else it gets a section of its own behind the old one."""
    if method.protocol == protocol:
        return ()
    argument = _argument(source, method, "methodsFor:")
    if argument is not None:
        return (TextEdit(argument, _string(protocol)),)
    new = NewMethod(method.code, protocol, method.is_meta, method.stamp)
    style = style_of(source)
    section = section_text(method.class_name, [new], style)
    end = section_end(source, method)
    return (
        *remove_method(source, method),
        insertion_after(source.text, end, section, style.line_end * 2),
    )


def _is_alone(method: MethodDefinition) -> bool:
    return method.span.start != method.code_span.start


def _argument(source: SourceFile, method: MethodDefinition, keyword: str) -> Span | None:
    """The place of an argument in the header of a method that is alone in its section."""
    if not _is_alone(method):
        return None
    header = chunk_at(
        source.text, method.span.start + source.text.startswith("!", method.span.start)
    )
    return read_keyword_message(source.text, header.start, header.end).argument(keyword)


def new_class_text(definition: NewClass, methods: Sequence[NewMethod], style: Style) -> str:
    """The definition, comment and sections of a class, to append to a chunk file."""
    paragraphs = [_definition_text(definition, style)]
    line_end = style.line_end
    if definition.comment is not None:
        comment = _body(definition.comment, line_end)
        stamp = _string(definition.stamp or "")
        paragraphs.append(f"!{definition.name} commentStamp: {stamp} prior: 0!{line_end}{comment}!")
    for section in _sections(methods, style):
        paragraphs.append(section_text(definition.name, section, style))
    return (line_end * 2).join(paragraphs) + line_end


def _sections(methods: Sequence[NewMethod], style: Style) -> list[list[NewMethod]]:
    """The methods by side and protocol, in the order of first use; class side last, as
    file-outs have it."""
    sections: dict[tuple[object, ...], list[NewMethod]] = {}
    for at, method in enumerate(sorted(methods, key=lambda each: each.is_meta)):
        lone = at if style.section_each else None
        key = (method.is_meta, method.protocol, method.stamp, lone)
        sections.setdefault(key, []).append(method)
    return list(sections.values())


def _definition_text(definition: NewClass, style: Style) -> str:
    line_end = style.line_end
    name, category = definition.name, definition.system_category
    in_package = style.definition_keyword == "package:"
    place = (definition.package or category) if in_package else category
    lines: list[str] = []
    if definition.kind is ClassKind.TRAIT:
        lines.append(f"Trait named: #{name}")
        lines.append(f"uses: {definition.traits or '{}'}")
    else:
        subclass = f"{definition.layout}Subclass" if definition.layout else "subclass"
        lines.append(f"{definition.superclass or 'nil'} {subclass}: #{name}")
        if definition.traits:
            lines.append(f"uses: {definition.traits}")
        lines.append(f"instanceVariableNames: {_names(definition.instance_variables)}")
        lines.append(f"classVariableNames: {_names(definition.class_variables)}")
        if not in_package or definition.pools:
            lines.append(f"poolDictionaries: {_names(definition.pools)}")
    lines.append(f"{style.definition_keyword} {_string(place)}")
    text = f"{line_end}\t".join(lines) + "!"
    symbol = f"#{category}" if category.isidentifier() else f"#{_string(category)}"
    if style.announced:
        text = f"!classDefinition: #{name} category: {symbol}!{line_end}{text}"
    variables = definition.class_instance_variables
    if not variables and not definition.class_traits and not style.announced:
        return text
    side = [f"{name} class"]
    if definition.class_traits:
        side.append(f"uses: {definition.class_traits}")
    side.append(f"instanceVariableNames: {_names(variables)}")
    announcement = f"!classDefinition: '{name} class' category: {symbol}!{line_end}"
    between = announcement if style.announced else line_end
    return f"{text}{line_end}{between}" + f"{line_end}\t".join(side) + "!"


def _names(names: Sequence[str]) -> str:
    return _string(" ".join(names))


def _string(text: str) -> str:
    return "'" + to_chunk(text).replace("'", "''") + "'"
