"""Splits a byte stream into LSP frames and survives whatever else is in it. Does no I/O.

A frame is header lines, an empty line and `Content-Length` bytes of body (LSP
3.18, Base Protocol). Header names match in any case and unknown headers are
skipped. Bytes that make no frame are reported once per run of garbage; reading
goes on at the next thing that looks like a `Content-Length` header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BODY_BYTES = 512 * 1024 * 1024  # a 50 MB file, escaped, several times over
MAX_HEADER_LINE_BYTES = 16 * 1024
_TAIL_BYTES = 64  # kept of an endless line: enough for a header that has begun

_HEADER = re.compile(rb"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*?)[ \t]*")
_LATE_HEADER = re.compile(rb"content-length:[ \t]*\d+[ \t]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message's body."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes were skipped; `reason` is a sentence for the log."""

    reason: str


def frame(body: bytes) -> bytes:
    """The bytes that carry `body`."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class FrameParser:
    """Feed it what was read; it gives the frames that are complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._body_length: int | None = None  # reading a body
        self._announced: int | None = None  # Content-Length of the header block being read
        self._in_headers = False
        self._skipping = False  # garbage has been reported and no frame was seen since

    def feed(self, data: bytes) -> Iterator[Frame | Garbage]:
        self._buffer += data
        while True:
            if self._body_length is not None:
                if len(self._buffer) < self._body_length:
                    return
                body = bytes(self._buffer[: self._body_length])
                del self._buffer[: self._body_length]
                self._body_length = None
                self._skipping = False
                yield Frame(body)
                continue
            end = self._buffer.find(b"\n")
            if end < 0:
                if len(self._buffer) > MAX_HEADER_LINE_BYTES:
                    del self._buffer[:-_TAIL_BYTES]
                    yield from self._garbage("A header line had no end.")
                return
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            yield from self._header_line(line)

    def _header_line(self, line: bytes) -> Iterator[Garbage]:
        if not line:
            yield from self._end_of_headers()
            return
        match = _HEADER.fullmatch(line)
        if match is None:
            yield from self._garbage("Skipped bytes that are not a message header.")
            late = _LATE_HEADER.search(line)
            if late is None:
                return
            match = _HEADER.fullmatch(late.group())
            assert match is not None
        self._in_headers = True
        name, value = match.groups()
        if name.lower() != b"content-length":
            return
        if value.isdigit() and len(value) < 16 and int(value) <= MAX_BODY_BYTES:
            self._announced = int(value)
        else:
            yield from self._garbage(
                f"Skipped a message whose Content-Length is {value[:20].decode('ascii', 'replace')!r}."
            )

    def _end_of_headers(self) -> Iterator[Garbage]:
        announced, self._announced = self._announced, None
        in_headers, self._in_headers = self._in_headers, False
        if announced is not None:
            self._body_length = announced
        elif in_headers:
            yield from self._garbage("Skipped a message without a Content-Length header.")

    def _garbage(self, reason: str) -> Iterator[Garbage]:
        if not self._skipping:
            self._skipping = True
            yield Garbage(reason)
