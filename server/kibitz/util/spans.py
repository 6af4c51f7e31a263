"""Places in a text and what is said of them or done to them. Offsets are code points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of offsets: `start` is in, `end` is not."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def touches(self, offset: int) -> bool:
        """Whether a cursor at `offset` is in or at either edge of the span."""
        return self.start <= offset <= self.end

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace `span` of the old text by `new_text`; an insertion has an empty span."""

    span: Span
    new_text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader or a parser did not understand, with its place in the text."""

    span: Span
    message: str
    code: str
    severity: str = "error"  # "error" | "warning" | "information" | "hint"
