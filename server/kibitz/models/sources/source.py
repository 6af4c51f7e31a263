"""What a source of model bytes is, and how it tells a person what it is doing."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kibitz.models.catalogue import Model
from kibitz.util.errors import KibitzError


class SourceFailed(KibitzError):
    """This source can't give the file now; one sentence says why. The next source is asked."""


class Progress(Protocol):
    """Where a pull reports to; `cli/progress.py` shows it."""

    def start(self, label: str, total: int) -> None:
        """A new stretch of work of `total` bytes; ends the one before."""
        ...

    def update(self, done: int) -> None:
        """`done` of the stretch's bytes are there."""
        ...

    def note(self, sentence: str) -> None: ...


class Source(Protocol):
    """Fetches the bytes of one model."""

    @property
    def name(self) -> str: ...

    @property
    def resumes(self) -> bool:
        """Whether `fetch` goes on from what an earlier attempt, of any source, left behind."""
        ...

    def fetch(self, model: Model, partial: Path, progress: Progress) -> None:
        """Makes `partial` the whole file, unverified. Raises SourceFailed; leaves what it has."""
        ...


def size_of(path: Path) -> int:
    """Bytes on disk; 0 where there is nothing."""
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0
