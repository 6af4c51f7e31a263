"""Reads files into packed facts; the work of the scanner's processes.

Imported by those processes alone with what it needs: no protocol, no features.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path

from kibitz.formats.encoding import decode
from kibitz.index import packed
from kibitz.index.state import FileState, StoredFile
from kibitz.languages.facts import facts_of
from kibitz.util.errors import reason

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of reading some files."""

    files: tuple[StoredFile, ...]
    problems: tuple[str, ...]


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


def start_worker() -> None:
    """Make a scanner process harmless: it never writes to the server's stdout (which carries
    the protocol) and never outlives the server."""
    os.dup2(sys.stderr.fileno() if sys.stderr else os.open(os.devnull, os.O_WRONLY), 1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
