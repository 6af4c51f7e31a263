"""Where the lines of a text begin. Only LF, CRLF and CR end lines.

Offsets are Python string indices (code points) everywhere in Kibitz; LSP
positions are made from them in `protocol/convert.py` and nowhere else.
`str.splitlines` is wrong for LSP: it also splits on form feeds, NEL and U+2028.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> list[str]:
    """The lines of a text without their ends; no empty last one where the text ends with an end."""
    lines = _LINE_END.split(text)
    return lines if lines[-1] else lines[:-1]


class LineIndex:
    """The line starts of one immutable text."""

    __slots__ = ("__dict__", "text")

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offset at which each line begins; the first is always 0."""
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    @property
    def count(self) -> int:
        """Number of lines; a text that ends with a line end has a last empty line."""
        return len(self.starts)

    def line_of(self, offset: int) -> int:
        """Zero-based line that contains `offset`; offsets outside the text are clamped."""
        return bisect_right(self.starts, max(0, min(offset, len(self.text)))) - 1

    def line_start(self, line: int) -> int:
        """Offset at which `line` begins; a line past the end is the end of the text."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def line_end(self, line: int) -> int:
        """Offset just before the line's end characters (or the end of the text)."""
        if line + 1 >= len(self.starts):
            return len(self.text)
        end = self.starts[line + 1]
        if self.text[end - 1] == "\n" and end >= 2 and self.text[end - 2] == "\r":
            return end - 2
        return end - 1

    def line_text(self, line: int) -> str:
        """The text of `line` without its end characters."""
        return self.text[self.line_start(line) : self.line_end(line)]

    def edited(self, start: int, end: int, new_text: str) -> LineIndex:
        """The index of the text in which `new_text` replaces `start`..`end`.

        Only the lines around the edit are searched, for a keystroke in a long file.
        """
        edited = LineIndex(f"{self.text[:start]}{new_text}{self.text[end:]}")
        new_end = start + len(new_text)
        kept = self.line_of(start - 1) + 1  # a CR just before may become half of a CRLF
        found = (
            match.end()
            for match in _LINE_END.finditer(edited.text, self.starts[kept - 1], new_end + 1)
        )
        tail = self.starts[bisect_right(self.starts, end) :]
        by = len(edited.text) - len(self.text)
        edited.__dict__["starts"] = (
            *self.starts[:kept],
            *(at for at in found if at <= new_end),
            *(tail if by == 0 else [at + by for at in tail]),
        )
        return edited
