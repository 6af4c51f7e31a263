"""Chooses the container reader for a file. Reading never raises."""

from __future__ import annotations

from pathlib import PurePath

from kibitz.formats.chunk import read_chunks
from kibitz.formats.detect import detect
from kibitz.formats.model import CodeMap, Dialect, Format, Script, SourceFile, Span
from kibitz.formats.tonel import read_tonel

__all__ = ["detect", "read_source"]


def read_source(path: PurePath, text: str) -> SourceFile:
    """The classes, methods and scripts of a Smalltalk file, and what was not understood."""
    form = detect(path, text)
    if form is Format.TONEL:
        return read_tonel(text)
    if form is Format.CHUNK:
        return read_chunks(text)
    script = Script(Span(0, len(text)), text, CodeMap())
    return SourceFile(Format.SCRIPT, Dialect.PHARO, text, scripts=(script,) if text.strip() else ())
