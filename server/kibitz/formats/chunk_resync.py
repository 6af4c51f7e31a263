"""Finds the methods that a missing or a stray bang has run together or cut off.

The sign is a message pattern at the start of a line, indented lines after it, that
begins a method by itself. The one place where a container
reader asks the parser.
"""

from __future__ import annotations

import re

from kibitz.formats.chunk_split import RawChunk, chunk_at, code_of
from kibitz.syntax.lexer import BINARY
from kibitz.syntax.tree import parse_expressions, parses_cleanly

_NAME = r"[^\W\d]\w*"
_PATTERN_LINE = (
    rf"(?:[^\W\d]\w*(?::[ \t]*+{_NAME}(?:[ \t]*+{_NAME}:[ \t]*+{_NAME})*+)?"
    rf"|{BINARY}+[ \t]*+{_NAME})[ \t]*+[\r\n]++(?=[ \t\"])"
)
_METHOD_START = re.compile(rf"(?![A-Z]){_PATTERN_LINE}")
_LATER_PATTERN = re.compile(rf"(?:\r\n|\n|\r)[ \t]*+(?:\r\n|\n|\r)(?={_PATTERN_LINE})")
_LONGEST = 200_000  # characters; a method beyond it is not parsed here
_MOST_PLACES = 12  # of a chunk that are tried


def run_together(text: str, chunk: RawChunk) -> list[RawChunk]:
    """The chunk itself, or the methods that it holds where a bang between them is missing."""
    if chunk.end - chunk.start > _LONGEST:
        return [chunk]
    places = [each.end() for each in _LATER_PATTERN.finditer(text, chunk.start, chunk.end)]
    if not places:
        return [chunk]
    whole = _is_method(text, chunk.start, chunk.end)
    for place in places[:_MOST_PLACES]:
        if whole and not _is_indented_before(text, chunk.start, place):
            continue
        if _is_method(text, place, chunk.end) and (
            not whole or _is_method(text, chunk.start, place)
        ):
            return [RawChunk(chunk.start, place, False), RawChunk(place, chunk.end, chunk.closed)]
    return [chunk]


def continues_section(text: str, offset: int) -> bool:
    """Whether a method, no directive and no expression, follows an empty chunk that ends at
    `offset`: the method before it lost its text, and the section goes on."""
    chunk = chunk_at(text, offset)
    if chunk.end - chunk.start > _LONGEST or not _METHOD_START.match(text, chunk.start, chunk.end):
        return False
    code, _ = code_of(text, chunk.start, chunk.end)
    return parses_cleanly(code) and parse_expressions(code).has_errors


def _is_indented_before(text: str, start: int, place: int) -> bool:
    """Whether the last line with text before `place` is indented."""
    line = text[start:place].rstrip()
    line_start = max(line.rfind("\n"), line.rfind("\r")) + 1
    return line_start > 0 and line[line_start] in "\t "


def _is_method(text: str, start: int, end: int) -> bool:
    return parses_cleanly(code_of(text, start, end)[0])
