"""Chooses the container reader for a file. Reading never raises."""

from __future__ import annotations

from pathlib import PurePath

from kibitz.formats.chunk import read_chunks
from kibitz.formats.detect import detect, foreign_format
from kibitz.formats.model import CodeMap, Dialect, Format, Problem, Script, SourceFile, Span
from kibitz.formats.tonel import read_tonel

__all__ = ["detect", "read_source"]


def read_source(path: PurePath, text: str) -> SourceFile:
    """The classes, methods and scripts of a Smalltalk file, and what was not understood."""
    form = detect(path, text)
    if form is Format.TONEL:
        return read_tonel(text)
    if form is Format.CHUNK:
        return read_chunks(text)
    return _read_script(path, text)


def _read_script(path: PurePath, text: str) -> SourceFile:
    foreign = foreign_format(path, text)
    if foreign is not None:
        message = f"This file is in {foreign}, a Smalltalk format that Kibitz does not read yet."
        problem = Problem(Span(0, min(1, len(text))), message, "format-not-read", "information")
        return SourceFile(Format.SCRIPT, Dialect.PHARO, text, problems=(problem,))
    start = 1 if text.startswith("\ufeff") else 0
    code = text[start:]
    script = Script(Span(start, len(text)), code, CodeMap(((0, start),)))
    return SourceFile(Format.SCRIPT, Dialect.PHARO, text, scripts=(script,) if code.strip() else ())
