"""What the store keeps beside a file's facts to see whether they still hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileState:
    """Tells whether a file has changed: modification time in nanoseconds, size in bytes."""

    mtime_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was when it was read, and its encoded `PackedFile`; b"" if it has no facts."""

    path: str
    state: FileState
    facts: bytes
