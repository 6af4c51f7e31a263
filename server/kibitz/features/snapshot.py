"""What a feature is given: one document at one version, and the index as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kibitz.config.schema import Settings
from kibitz.formats.model import MethodDefinition, SourceFile
from kibitz.formats.read import read_source
from kibitz.index.view import IndexView
from kibitz.syntax.lines import LineIndex

SMALLTALK = "smalltalk"


@dataclass(frozen=True)
class Location:
    """A place in a file: code-point offsets into the file's decoded text."""

    path: str
    start: int
    end: int


@dataclass(frozen=True)
class Snapshot:
    """Frozen; features read it and never do I/O."""

    path: Path
    language: str  # "smalltalk", "python", "typescript", "javascript", …
    version: int
    text: str
    index: IndexView
    settings: Settings

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)

    @cached_property
    def source(self) -> SourceFile | None:
        """The container reader's result; None for languages other than Smalltalk."""
        return read_source(self.path, self.text) if self.language == SMALLTALK else None

    def method_at(self, offset: int) -> MethodDefinition | None:
        return self.source.method_at(offset) if self.source else None
