"""What the store keeps beside a file's facts to see whether they still hold."""

from __future__ import annotations

import msgspec


class FileState(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Tells whether a file has changed: modification time in nanoseconds, size in bytes."""

    mtime_ns: int
    size: int


class StoredFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file as it was when it was read, and its encoded `PackedFile`; b"" if it has no facts."""

    path: str
    state: FileState
    facts: bytes
