"""Finds the methods of a Tonel text: headers first, then where each body closes.

A header stands at the start of a line (`Foo class >> bar: x [`, its metadata
`{ … }` in the lines before). A body closes at the bracket that balances its
opening one, strings, comments and character literals skipped, as Tonel's own
reader has it. Where a body is damaged it may not swallow the next header of
the file's own class: the header wins unless the text reads better without it.
All of it is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kibitz.syntax.lexer import BINARY

_NAME = r"[^\W\d]\w*"
_GAP = r'(?:\s|"[^"]*+")*+'
_STRING = r"'(?:[^'\\\r\n]|\\.)*+'"
_METADATA = rf"\{{\s*\#(?:[^{{}}']++|{_STRING}|\{{(?:[^{{}}']++|{_STRING})*+\}})*+\}}"  # nested once at most
_PATTERN = (
    rf"(?:{_NAME}:{_GAP}{_NAME}(?:{_GAP}{_NAME}:{_GAP}{_NAME})*+"
    rf"|{BINARY}+{_GAP}{_NAME}"
    rf"|{_NAME}(?!:))"
)
_HEADER = (
    rf"(?:({_METADATA})\s*+)?"
    rf"({_NAME})((?:[ \t]+class(?:Side|Trait|[ \t]+trait)?)?)[ \t]*+>>[ \t]*+"
    rf"(?:({_PATTERN}){_GAP}\[|([^\r\n]*)\[[ \t]*+(?![^\r\n])|(?(1)([^\r\n\#]*+)))"
)
# A literal first character lets `re` skip from line to line at the speed of memchr.
_AFTER_LF = re.compile(r"\n" + _HEADER)
_AFTER_ANY = re.compile(r"[\r\n]" + _HEADER)
_AT_START = re.compile(_HEADER)

_BODY_TOKEN = re.compile(r"""[\[\]]|'[^']*+'|"[^"]*+"|\$.|['"]""", re.DOTALL)
_BLANK = re.compile(r"\s*+")
_SAMPLES_TRIED = 8  # damaged or sample-holding methods per file that are read both ways


class Header(NamedTuple):
    """A line that looks like a method's header, its metadata included."""

    start: int
    end: int  # after the opening bracket, or after the line where there is none
    metadata: tuple[int, int] | None
    class_name: str
    side: str  # "" or " class" as written
    pattern: tuple[int, int]
    opened: bool  # an opening bracket ends it
    regular: bool  # the pattern reads as a message pattern


class Extent(NamedTuple):
    """A method's header and where its body and closing bracket end."""

    header: Header
    body_end: int  # the closing bracket's offset; the end of the text where there is none
    end: int  # after the closing bracket
    balanced: bool  # the closing bracket balances the opening one


def find_headers(text: str, start: int = 0) -> list[Header]:
    """All that look like method headers from `start`, in order, not overlapping."""
    headers: list[Header] = []
    first = _AT_START.match(text, start) if start == 0 else None
    if first is not None:
        headers.append(_header(first, first.start()))
        start = first.end()
    elif start > 0:
        start -= 1  # the line end before
    lone_cr = "\r" in text and text.count("\r") != text.count("\r\n")
    pattern = _AFTER_ANY if lone_cr else _AFTER_LF
    headers.extend(_header(match, match.start() + 1) for match in pattern.finditer(text, start))
    return headers


def _header(match: re.Match[str], start: int) -> Header:
    form = match.lastindex or 4
    regular = form == 4
    return Header(
        start,
        match.end(),
        match.span(1) if match[1] is not None else None,
        match[2],
        match[3],
        match.span(form) if form > 3 else (match.end(), match.end()),
        form in (4, 5),
        regular,
    )


def own_name(headers: Sequence[Header], defined: str | None) -> str | None:
    """The class whose methods the file holds: as defined, else the most frequent one."""
    if defined is not None or not headers:
        return defined
    return Counter(each.class_name for each in headers).most_common(1)[0][0]


def close_of(text: str, start: int, end: int) -> int:
    """Offset of the bracket that closes the body beginning at `start`; -1 where it is not
    closed before `end`."""
    depth = 1
    for token in _BODY_TOKEN.finditer(text, start, end):
        character = token[0]
        if character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if not depth:
                return token.start()
        elif character in "'\"":
            return -1
    return -1


def method_extents(text: str, headers: Sequence[Header], own: str | None) -> list[Extent]:
    """The methods among `headers`: those that no other method's body holds."""
    reader = _Extents(text, headers, own)
    found: list[Extent] = []
    at, count = 0, len(headers)
    while at < count:
        extent = reader.extent(at)
        found.append(extent)
        at += 1
        while at < count and headers[at].start < extent.end:
            at += 1
    return found


class _Extents:
    """Decides for one method after the other where it ends."""

    def __init__(self, text: str, headers: Sequence[Header], own: str | None) -> None:
        self.text = text
        self.headers = headers
        self.own = own
        self.starts = [each.start for each in headers]
        self.tries = _SAMPLES_TRIED
        self.fences: list[int] = [len(text)] * len(headers)  # start of the next own header
        fence = len(text)
        for at in range(len(headers) - 1, -1, -1):
            self.fences[at] = fence
            if headers[at].class_name == own:
                fence = headers[at].start

    def extent(self, at: int) -> Extent:
        header = self.headers[at]
        fence = self.fences[at]
        close = self.close_before(at, fence)
        if close >= 0 and self.only_blank_follows(close):
            return Extent(header, close, close + 1, True)
        if self.tries and fence < len(self.text):
            self.tries -= 1
            beyond = self.close_beyond(at)
            if beyond >= 0:
                return Extent(header, beyond, beyond + 1, True)
        return self.damaged(header, close, fence)

    def damaged(self, header: Header, close: int, fence: int) -> Extent:
        """Something is left open (`close` is -1) or closed too often: a bracket that begins
        a line is the closer, else the method ends with its text."""
        text = self.text
        if close >= 0 and text[close - 1] in "\r\n":
            return Extent(header, close, close + 1, True)
        limit = min(self.header_after(close), fence) if close >= 0 else fence
        last = _last_non_blank(text, header.end, limit)
        if last - 1 > close and text[last - 1] == "]" and text[last - 2] in "\r\n":
            return Extent(header, last - 1, last, False)
        if close >= 0:
            return Extent(header, close, close + 1, True)
        return Extent(header, last, last, False)

    def close_before(self, at: int, end: int) -> int:
        header = self.headers[at]
        return close_of(self.text, header.end, end) if header.opened else -1

    def header_after(self, offset: int) -> int:
        """Start of the first header after `offset`, or the end of the text."""
        at = bisect_right(self.starts, offset)
        return self.starts[at] if at < len(self.starts) else len(self.text)

    def only_blank_follows(self, close: int) -> bool:
        """Whether nothing but white space stands between the closer and the next header."""
        blank = _BLANK.match(self.text, close + 1)
        return blank is not None and blank.end() == self.header_after(close)

    def close_beyond(self, at: int) -> int:
        """The closer of a method that holds headers of its own class as text (a sample in a
        string or comment); -1 where those are better read as methods."""
        close = self.close_before(at, len(self.text))
        if close < 0 or self.text[close - 1] not in "\r\n" or not self.only_blank_follows(close):
            return -1
        for inner in range(at + 1, bisect_right(self.starts, close)):
            if self.headers[inner].class_name == self.own:
                inner_close = self.close_before(inner, self.fences[inner])
                if inner_close < 0 or not self.only_blank_follows(inner_close):
                    return close
        return -1


def _last_non_blank(text: str, start: int, end: int) -> int:
    """Offset after the last character in the range that is no white space."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
