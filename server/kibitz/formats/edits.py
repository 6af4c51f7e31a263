"""Small edits of a text, and the white space between the definitions of a file.

`removal` undoes `insertion_after` to the byte: what is inserted takes over the
white space of the place, and a removal gives it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kibitz.formats.model import Span, TextEdit

_BLANK = re.compile(r"\s*+")
_LINE_END = re.compile(r"\r\n|\n|\r")


def apply_edits(text: str, edits: Sequence[TextEdit]) -> str:
    """`text` with every edit made; spans are of the old text and do not overlap.
    Insertions at one place are made in the order given."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: each.span):
        pieces += text[at : edit.span.start], edit.new_text
        at = edit.span.end
    pieces.append(text[at:])
    return "".join(pieces)


def next_text(text: str, offset: int) -> int:
    """Offset of the first character at or after `offset` that is no white space."""
    match = _BLANK.match(text, offset)
    return match.end() if match else offset


def end_of_text_before(text: str, offset: int) -> int:
    """Offset after the last character before `offset` that is no white space."""
    while offset > 0 and text[offset - 1].isspace():
        offset -= 1
    return offset


def insertion_after(text: str, offset: int, new: str, gap: str) -> TextEdit:
    """Insert `new` as a paragraph of its own behind what ends at `offset`. `gap` is the
    white space to use where the place has none of its own."""
    following = next_text(text, offset)
    if following < len(text):
        here = text[offset:following]
        if _LINE_END.search(here):
            return TextEdit(Span(following, following), new + here)
        return TextEdit(Span(offset, offset), gap + new)
    return TextEdit(Span(offset, offset), gap + new)


def removal(text: str, span: Span) -> TextEdit:
    """Remove a paragraph and the white space on one side of it."""
    following = next_text(text, span.end)
    if following < len(text):
        return TextEdit(Span(span.start, following), "")
    return TextEdit(Span(end_of_text_before(text, span.start), span.end), "")


def changed_part(old: str, new: str, offset: int) -> tuple[TextEdit, ...]:
    """The least edit that makes `new` of `old`, which stands at `offset`."""
    if old == new:
        return ()
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < shorter - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    span = Span(offset + start, offset + len(old) - tail)
    return (TextEdit(span, new[start : len(new) - tail]),)


def with_line_ends(code: str, line_end: str) -> str:
    """`code` with its line ends made `line_end`."""
    return code if "\r" not in code and line_end == "\n" else _LINE_END.sub(line_end, code)


def trailing_blank(text: str) -> str:
    """The white space that ends `text`."""
    return text[end_of_text_before(text, len(text)) :]
