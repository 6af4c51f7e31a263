"""Turns files into packed facts; the scanner's reader processes run this module.

Imports what reading needs and no more: no protocol, no features. A reader gets
`Request`s on stdin and answers each with a `Batch` on stdout, both as msgpack
behind a length of four bytes, little-endian; it ends when its stdin does, so it
never outlives the server.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kibitz.formats.encoding import decode
from kibitz.index import packed
from kibitz.index.state import FileState, StoredFile
from kibitz.languages.facts import facts_of
from kibitz.util.errors import reason

LENGTH_BYTES = 4
_NICENESS = 5  # the server itself goes before

log = logging.getLogger(__name__)


class Request(msgspec.Struct, array_like=True):
    """Files to read, or one text to take instead of its file's."""

    paths: tuple[str, ...]
    text: str | None = None  # an editor's text of the only path


class Batch(msgspec.Struct, array_like=True):
    """What came of reading some files."""

    files: tuple[StoredFile, ...]
    problems: tuple[str, ...] = ()


def answer(request: Request) -> Batch:
    """The facts that a request asks for."""
    if request.text is None:
        return read_files(request.paths)
    (path,) = request.paths
    return Batch((StoredFile(path, FileState(0, 0), packed_facts(path, request.text)),))


def read_files(paths: Sequence[str]) -> Batch:
    """The facts of each file that can be read. Never raises for what files hold."""
    files: list[StoredFile] = []
    problems: list[str] = []
    for path in paths:
        try:
            state, data = _read(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(f"Cannot read {path}: {reason(error)}.")
            continue
        try:
            files.append(StoredFile(path, state, packed_facts(path, decode(data).text)))
        except Exception as error:  # our fault, not the file's: one file must not end the scan
            log.exception("%s", path)
            problems.append(f"{path} is not indexed: Kibitz failed on it ({error!r}); report it.")
    return Batch(tuple(files), tuple(problems))


def packed_facts(path: str, text: str) -> bytes:
    """The encoded facts of a text; b"" where its language is not known."""
    facts = facts_of(path, text)
    return packed.encode(packed.pack(facts)) if facts else b""


def _read(path: str) -> tuple[FileState, bytes]:
    with Path(path).open("rb") as file:
        stat = os.fstat(file.fileno())
        return FileState(stat.st_mtime_ns, stat.st_size), file.read()


def main() -> None:
    """Answer requests until stdin ends."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not get between the frames
    with contextlib.suppress(AttributeError):  # Windows has no niceness
        os.nice(_NICENESS)
    decoder = msgspec.msgpack.Decoder(Request)
    with contextlib.suppress(BrokenPipeError):
        while len(head := requests.read(LENGTH_BYTES)) == LENGTH_BYTES:
            body = requests.read(int.from_bytes(head, "little"))
            answers.write(framed(answer(decoder.decode(body))))
            answers.flush()


def framed(message: Request | Batch) -> bytes:
    """A message with its length in front."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "little") + body


if __name__ == "__main__":
    main()
