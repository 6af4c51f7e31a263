"""The part of STON (Smalltalk Object Notation) that Tonel headers are written in.

Maps, lists, strings, symbols, numbers, booleans and nil, each with its place.
Reading never raises: what is damaged ends the value early and is told as a
problem. Source of the rules: the STON paper and what Tonel writers emit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kibitz.formats.model import Problem, Span

_TOKEN = re.compile(
    r"""\s++ | (?:
      (?P<symbol>\#(?:'(?:[^'\\]|\\.)*+'|[^\s'\[\]{}(),:\#]++(?::(?=[^\s'\[\]{}(),\#])[^\s'\[\]{}(),:]*+)*+))
    | (?P<string>'(?:[^'\\]|\\.)*+')
    | (?P<punctuation>[\[\]{},:])
    | (?P<word>[^\s'\[\]{},:]++)
    | (?P<open>')
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_DEEPEST = 40  # nesting levels; far above any header, far below Python's recursion limit


@dataclass(frozen=True, slots=True)
class StonValue:
    """A value and its place. `kind` is map, list, string, symbol or word; a string's or
    symbol's `text` is what it stands for, escapes resolved. `inner` is the span of that text
    in the file, without quotes and hash."""

    kind: str
    span: Span
    inner: Span
    text: str = ""
    items: tuple[StonValue, ...] = ()
    entries: tuple[tuple[str, StonValue], ...] = ()

    def get(self, key: str) -> StonValue | None:
        """The entry of a map; the last one where a key is repeated."""
        found = None
        for name, value in self.entries:
            if name == key:
                found = value
        return found

    @property
    def strings(self) -> tuple[StonValue, ...]:
        """The strings and symbols in a list, or this one itself."""
        if self.kind == "list":
            return tuple(each for each in self.items if each.kind != "map" and each.kind != "list")
        return () if self.kind == "map" else (self,)


def unescape(text: str) -> str:
    """The characters that the inside of a STON string stands for."""
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        return _ESCAPED.get(match[2], match[2])

    return _ESCAPE.sub(character, text)


def escape(text: str) -> str:
    """`text` as the inside of a STON string."""
    text = text.replace("\\", "\\\\").replace("'", "\\'")
    for letter, character in _ESCAPED.items():
        text = text.replace(character, "\\" + letter)
    return text


def read_map(text: str, start: int, end: int) -> tuple[StonValue, int, tuple[Problem, ...]]:
    """Read the map whose `{` is at `start`, not beyond `end`.

    Returns the map, the offset after it, and the problems. A map that is left
    open ends after the last token that was understood.
    """
    reader = _Reader(text, start, end)
    value = reader.value(0)
    if value is None:
        at = Span(start, start)
        value = StonValue("map", at, at)
    return value, reader.at, tuple(reader.problems)


class _Reader:
    """The tokens of one value, one ahead."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.at = start  # after the last token taken
        self.problems: list[Problem] = []
        self.tokens: Iterator[re.Match[str]] = _TOKEN.finditer(text, start, end)
        self.ahead = self.next_token()

    def next_token(self) -> re.Match[str] | None:
        for token in self.tokens:
            if token.lastgroup is not None:
                return token
        return None

    def take(self) -> re.Match[str] | None:
        taken = self.ahead
        if taken is not None:
            self.at = taken.end()
            self.ahead = self.next_token()
        return taken

    def next_is(self, character: str) -> bool:
        ahead = self.ahead
        return ahead is not None and ahead["punctuation"] == character

    def complain(self, message: str, start: int, end: int | None = None) -> None:
        self.problems.append(
            Problem(Span(start, start + 1 if end is None else end), message, "ston")
        )

    def value(self, depth: int) -> StonValue | None:
        token = self.take()
        if token is None:
            self.complain("A value is missing at the end of this definition.", max(self.at - 1, 0))
            return None
        kind = token.lastgroup or "open"
        start, end = token.span(kind)
        span = Span(start, end)
        if kind == "punctuation":
            character = token[kind]
            if character in "{[" and depth < _DEEPEST:
                return self.map(start, depth) if character == "{" else self.list(start, depth)
            self.complain(f"A value was expected here, not {character}", start)
            return None
        if kind == "open":
            self.complain("This string is not closed.", start)
            return None
        if kind == "string":
            inner = Span(start + 1, end - 1)
            return StonValue(kind, span, inner, unescape(self.text[start + 1 : end - 1]))
        if kind == "symbol":
            quoted = self.text[start + 1] == "'"
            inner = Span(start + 2, end - 1) if quoted else Span(start + 1, end)
            return StonValue(kind, span, inner, unescape(self.text[inner.start : inner.end]))
        if self.next_is("{") and depth < _DEEPEST:  # an object: Name { … }
            self.take()
            return self.map(start, depth)
        return StonValue("word", span, span, self.text[start:end])

    def list(self, start: int, depth: int) -> StonValue:
        items: list[StonValue] = []
        while not self.next_is("]"):
            item = self.value(depth + 1)
            if item is None:
                break
            items.append(item)
            if self.next_is(","):
                self.take()
            elif not self.next_is("]"):
                self.complain("This list is not closed: ] or a comma was expected.", start)
                break
        else:
            self.take()
        span = Span(start, self.at)
        return StonValue("list", span, span, items=tuple(items))

    def map(self, start: int, depth: int) -> StonValue:
        entries: list[tuple[str, StonValue]] = []
        while not self.next_is("}"):
            key = self.value(depth + 1)
            if key is None:
                break
            if not self.next_is(":"):
                self.complain(
                    "A colon and a value were expected after this key.",
                    key.span.start,
                    key.span.end,
                )
                break
            self.take()
            value = self.value(depth + 1)
            if value is None:
                break
            entries.append((key.text, value))
            if self.next_is(","):
                self.take()
            elif not self.next_is("}"):
                self.complain("This definition is not closed: } or a comma was expected.", start)
                break
        else:
            self.take()
        span = Span(start, self.at)
        return StonValue("map", span, span, entries=tuple(entries))
