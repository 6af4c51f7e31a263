"""Reads one keyword message without a parser: `Super subclass: #X … category: 'C'`.

For the headers that a chunk file is made of. Comments, strings and brackets are
skipped; the arguments come back as spans of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kibitz.formats.model import Span

_TOKEN = re.compile(
    r"""\s++ | "[^"]*+"?
    | (?P<keyword>[^\W\d]\w*+:(?!=))
    | (?P<open>\#?[\[({])
    | (?P<close>[\])}])
    | (?P<end>;)
    | (?P<value>\#?'(?:[^']|'')*+'? | \#[\w:.]++ | \$. | [\w.]++ | .)
    """,
    re.VERBOSE | re.DOTALL,
)
_LITERAL = re.compile(r"\#?'((?:[^']|'')*+)'|\#([\w:.]++)|([\w.]++)")
_NAMES = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class KeywordMessage:
    """The text before the first keyword, and keyword by keyword the argument's span.
    The parts of a cascade follow one another."""

    receiver: str
    receiver_span: Span
    parts: tuple[tuple[str, Span], ...]

    def argument(self, *keywords: str) -> Span | None:
        """The argument of the first of these keywords that the message has."""
        for wanted in keywords:
            for keyword, span in self.parts:
                if keyword == wanted:
                    return span
        return None


def read_keyword_message(text: str, start: int, end: int) -> KeywordMessage:
    """The keyword message in `text` from `start` to `end`; total on any text."""
    parts: list[tuple[str, Span]] = []
    receiver = Span(start, start)
    keyword: str | None = None
    first = last = start  # the argument's or receiver's extent so far
    depth = 0

    def finish() -> None:
        nonlocal receiver
        if keyword is None:
            receiver = Span(first, last)
        else:
            parts.append((keyword, Span(first, last)))

    for token in _TOKEN.finditer(text, start, end):
        kind = token.lastgroup
        if kind is None:
            continue
        if kind == "keyword" and depth == 0:
            finish()
            keyword = token[0]
            first = last = token.end()
            continue
        if kind == "end" and depth == 0:
            continue
        if first == last:
            first = token.start()
        last = token.end()
        if kind == "open":
            depth += 1
        elif kind == "close" and depth:
            depth -= 1
    finish()
    return KeywordMessage(text[receiver.start : receiver.end], receiver, tuple(parts))


def literal_text(text: str, span: Span | None) -> str | None:
    """What a string, symbol or plain word argument says, quotes and bangs single; None for
    anything else."""
    inner = literal_span(text, span)
    if inner is None:
        return None
    return text[inner.start : inner.end].replace("''", "'").replace("!!", "!")


def literal_span(text: str, span: Span | None) -> Span | None:
    """The place of a literal's characters, without quotes and hash."""
    if span is None:
        return None
    match = _LITERAL.fullmatch(text, span.start, span.end)
    if match is None:
        return None
    start, end = match.span(match.lastindex or 0)
    return Span(start, end)


def names_in(text: str, span: Span | None) -> tuple[tuple[str, Span], ...]:
    """The variable names that an argument declares: the words of a string, or the slots of
    a brace or literal array (`{ #a. #b => SlotClass }` declares a and b)."""
    if span is None or span.end <= span.start:
        return ()
    if text[span.start] in "{#(":
        return tuple(_slots(text, span))
    inner = literal_span(text, span) or span
    return tuple(
        (match[0], Span(match.start(), match.end()))
        for match in _NAMES.finditer(text, inner.start, inner.end)
    )


_SLOT = re.compile(r"\#'?([^\W\d]\w*)'?(?!\()[^.{}]*+(?:\{[^{}]*+\})?[^.{}]*+")


def _slots(text: str, span: Span) -> list[tuple[str, Span]]:
    start = span.start + (2 if text.startswith("#(", span.start) else 1)
    return [
        (match[1], Span(match.start(1), match.end(1)))
        for match in _SLOT.finditer(text, start, span.end)
    ]
