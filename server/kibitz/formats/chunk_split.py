"""Splits a text into chunks: stretches that each end with a bang that is not doubled.

Knows nothing of what the chunks say. A doubled bang stands for one bang, in
strings and comments too; a `CodeMap` remembers where each was dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kibitz.formats.model import CodeMap

_CHUNK = re.compile(r"[^!]*+(?:!![^!]*+)*+")
_BLANK = re.compile(r"\s*+")


@dataclass(frozen=True, slots=True)
class RawChunk:
    """A stretch of file text up to its bang; leading white space is not part of it."""

    start: int
    end: int  # the bang's offset, or the end of the text where there is none
    closed: bool

    @property
    def after(self) -> int:
        """Offset after the bang."""
        return self.end + self.closed

    @property
    def is_blank(self) -> bool:
        return self.start == self.end


def skip_blank(text: str, start: int) -> int:
    """Offset of the first character at or after `start` that is no white space."""
    match = _BLANK.match(text, start)
    return match.end() if match else start


def chunk_at(text: str, start: int) -> RawChunk:
    """The chunk that begins at `start` or after the white space there."""
    match = _CHUNK.match(text, start)
    end = match.end() if match else len(text)
    return RawChunk(min(skip_blank(text, start), end), end, end < len(text))


def code_of(text: str, start: int, end: int) -> tuple[str, CodeMap]:
    """The characters that a range of chunk text stands for, and where each came from."""
    code = text[start:end]
    if "!!" not in code:
        return code, CodeMap(((0, start),))
    pieces = code.split("!!")
    segments = [(0, start)]
    code_at, file_at = 0, start
    for piece in pieces[:-1]:
        code_at += len(piece) + 1
        file_at += len(piece) + 2
        segments.append((code_at, file_at))
    return "!".join(pieces), CodeMap(tuple(segments))


def to_chunk(code: str) -> str:
    """`code` as it stands in a chunk, its bangs doubled."""
    return code.replace("!", "!!")
