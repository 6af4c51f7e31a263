"""Code-point offsets to and from (line, character) pairs in the encoding agreed with the client.

Exact and total: whatever pair a client sends maps to an offset inside the text.
A character past the end of its line is the line's end (LSP 3.18, Position); a
line past the end is the text's end; the middle of a code point is its start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kibitz.syntax.lines import LineIndex


class Encoding(StrEnum):
    """What a position's `character` counts (LSP 3.17, PositionEncodingKind)."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


def choose_encoding(offered: Iterable[str] | None) -> Encoding:
    """The client's first choice that we know; without any, UTF-16, which all clients speak."""
    known = {each.value: each for each in Encoding}
    return next((known[each] for each in offered or () if each in known), Encoding.UTF16)


@dataclass(frozen=True, slots=True)
class PositionCodec:
    """Converts for one encoding."""

    encoding: Encoding = Encoding.UTF16

    def width(self, text: str) -> int:
        """Code units `text` takes."""
        if self.encoding is Encoding.UTF32 or text.isascii():
            return len(text)
        return len(self._encode(text)) // self._unit_bytes

    def offset(self, lines: LineIndex, line: int, character: int) -> int:
        """The offset of a position; both numbers are zero-based and may be out of range."""
        if line < 0:
            return 0
        if line >= lines.count:
            return len(lines.text)
        start = lines.line_start(line)
        return start + self._prefix_length(lines.text[start : lines.line_end(line)], character)

    def position(self, lines: LineIndex, offset: int) -> tuple[int, int]:
        """(line, character) of an offset; an offset inside a CRLF is its line's end."""
        line = lines.line_of(offset)
        start = lines.line_start(line)
        end = max(start, min(offset, lines.line_end(line)))
        return line, self.width(lines.text[start:end])

    def _prefix_length(self, text: str, units: int) -> int:
        """How many whole code points of `text` fit into `units` code units."""
        head = text[: max(0, units)]  # a code point takes at least one unit
        if self.encoding is Encoding.UTF32 or head.isascii():
            return len(head)
        encoded = self._encode(head)[: units * self._unit_bytes]
        return len(encoded.decode(self._codec, "ignore"))

    @property
    def _unit_bytes(self) -> int:
        return 2 if self.encoding is Encoding.UTF16 else 1

    @property
    def _codec(self) -> str:
        return "utf-16-le" if self.encoding is Encoding.UTF16 else "utf-8"

    def _encode(self, text: str) -> bytes:
        return text.encode(self._codec, "replace")
