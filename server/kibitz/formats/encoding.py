"""Bytes to text and back without losing one.

Whatever a file holds, `encode(decode(data).text, decode(data))` is `data`. Text
that is not Unicode is read as Windows-1252 (Latin-1 where even that leaves a
byte without meaning), as VisualWorks, Dolphin and old Squeak wrote it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from kibitz.formats.model import Problem, Span

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}
_BINARY_SAMPLE = 8192  # characters looked at to tell binary data from text
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_END_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte order mark, and all that `encode` needs to undo it."""

    text: str
    encoding: str  # a Python codec name
    bom: bytes
    line_end: str  # the most frequent one; "\n" where there is none
    problems: tuple[Problem, ...]
    is_binary: bool = False  # not text at all; do not read it as Smalltalk


class Unencodable(ValueError):
    """The edited text has a character that the file's encoding lacks."""


def decode(data: bytes) -> Decoded:
    """The text of a file, whatever it holds. Never raises."""
    text, encoding, bom, problems = _decoded(data)
    if _is_binary(text):
        message = "This file holds binary data, not text; Kibitz leaves it alone."
        problem = Problem(Span(0, min(1, len(text))), message, "binary", "warning")
        return Decoded(text, encoding, bom, "\n", (problem,), is_binary=True)
    line_end, line_end_problems = _line_ends(text)
    problems = (*problems, *_nul_problems(text), *line_end_problems)
    return Decoded(text, encoding, bom, line_end, problems)


def encode(text: str, decoded: Decoded) -> bytes:
    """The bytes of `text` in the encoding that its file came in. Raises `Unencodable`."""
    try:
        return decoded.bom + text.encode(decoded.encoding)
    except UnicodeEncodeError as error:
        character = text[error.start]
        name = _NAMES.get(decoded.encoding, decoded.encoding)
        raise Unencodable(
            f"{character!r} (U+{ord(character):04X}) cannot be written in this file's encoding, "
            f"{name}. Save the file as UTF-8 first, or leave the character out."
        ) from error


def line_end_of(text: str, default: str = "\n") -> str:
    """The most frequent line end of a text; `default` where it has none."""
    pairs = text.count("\r\n")
    feeds = text.count("\n") - pairs
    returns = text.count("\r") - pairs
    most, line_end = max((feeds, "\n"), (pairs, "\r\n"), (returns, "\r"), key=lambda each: each[0])
    return line_end if most else default


def _decoded(data: bytes) -> tuple[str, str, bytes, tuple[Problem, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding, bom, ()
            except UnicodeDecodeError:
                break
    try:
        return data.decode("utf-8"), "utf-8", b"", ()
    except UnicodeDecodeError as error:
        at = error.start
    try:
        text, encoding = data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    message = (
        f"This file is not UTF-8 (byte {at}, 0x{data[at]:02X}); it is read and kept as "
        f"{_NAMES[encoding]}."
    )
    return text, encoding, b"", (Problem(Span(at, at + 1), message, "encoding", "information"),)


def _is_binary(text: str) -> bool:
    sample = text[:_BINARY_SAMPLE]
    return len(_CONTROL.findall(sample)) * 10 > len(sample)


def _nul_problems(text: str) -> tuple[Problem, ...]:
    first = text.find("\0")
    if first < 0:
        return ()
    count = text.count("\0")
    what = "a NUL character" if count == 1 else f"{count} NUL characters, the first of them"
    message = f"This file holds {what} here; Smalltalk tools may stop reading at it."
    return (Problem(Span(first, first + 1), message, "nul", "warning"),)


def _line_ends(text: str) -> tuple[str, tuple[Problem, ...]]:
    line_end = line_end_of(text)
    pairs = text.count("\r\n")
    total = {"\r\n": pairs, "\n": text.count("\n") - pairs, "\r": text.count("\r") - pairs}
    if sum(count > 0 for count in total.values()) < 2:
        return line_end, ()
    other = next(match for match in _LINE_END.finditer(text) if match[0] != line_end)
    counts = " and ".join(
        f"{count} {_LINE_END_NAMES[each]}" for each, count in total.items() if count
    )
    message = f"Line ends are mixed in this file ({counts}); each is kept as it is."
    span = Span(other.start(), other.end())
    return line_end, (Problem(span, message, "mixed-line-ends", "information"),)
