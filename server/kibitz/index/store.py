"""The durable copy of the index: one SQLite file per workspace root, a packed blob per file.

A cache and nothing more: whatever is wrong with it, the user is told once and
the index is made again or kept in memory. Two servers may use one store at the
same time. Every method does I/O; call them through `run`, which keeps them in
order on one thread of their own.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import platformdirs

import kibitz
from kibitz.index.state import FileState, StoredFile
from kibitz.util.errors import reason

CACHE_VARIABLE = "KIBITZ_CACHE"
BUSY_SECONDS = 5.0  # how long another server's write is waited for
_ROWS_AT_ONCE = 500

# What decides a file's facts: a change in these packages makes every stored fact stale.
_FACT_MAKERS = ("formats", "index", "languages", "syntax")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY,
    mtime_ns INTEGER NOT NULL,
    size INTEGER NOT NULL,
    facts BLOB NOT NULL
);
"""

P = ParamSpec("P")
T = TypeVar("T")


def cache_directory() -> Path:
    """KIBITZ_CACHE, or the user's cache directory for Kibitz."""
    set_by_user = os.environ.get(CACHE_VARIABLE)
    return Path(set_by_user) if set_by_user else platformdirs.user_cache_path("kibitz")


def store_path(root: str, directory: Path) -> Path:
    """The store of the workspace at `root`: readable by name, unique by hash."""
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return directory / "index" / f"{Path(root).name or 'root'}-{digest}.sqlite3"


def build_fingerprint() -> str:
    """Changes with every change to the code that makes facts."""
    package = Path(kibitz.__file__).parent
    digest = hashlib.sha256(kibitz.__version__.encode())
    for name in _FACT_MAKERS:
        for path in sorted((package / name).rglob("*")):
            if path.suffix in (".py", ".so", ".pyd", ".scm", ".json"):
                stat = path.stat()
                digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Store:
    """An open store. Made by `open_store`; `sqlite3.Error` from its methods is the caller's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kibitz-store")
        self._connection = _connection(path)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a method of this store, called on the store's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: function(*args, **kwargs))

    def prepare(self) -> None:
        """Make the tables where they are missing; forget facts that other code made."""
        connection = self._connection
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        with connection:
            connection.executescript(_SCHEMA)
        fingerprint = build_fingerprint()
        found = connection.execute("SELECT value FROM about WHERE key = 'build'").fetchone()
        if found is None or found[0] != fingerprint:
            with connection:
                connection.execute("DELETE FROM file")
                connection.execute("REPLACE INTO about VALUES ('build', ?)", (fingerprint,))

    def batches(self) -> Iterator[list[StoredFile]]:
        """Every stored file, some hundreds at a time."""
        cursor = self._connection.execute("SELECT path, mtime_ns, size, facts FROM file")
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield [
                StoredFile(path, FileState(mtime, size), data) for path, mtime, size, data in rows
            ]

    def save(self, files: Iterable[StoredFile]) -> None:
        with self._connection as connection:
            connection.executemany(
                "REPLACE INTO file VALUES (?, ?, ?, ?)",
                ((each.path, each.state.mtime_ns, each.state.size, each.facts) for each in files),
            )

    def delete(self, paths: Iterable[str]) -> None:
        with self._connection as connection:
            connection.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in paths))

    def rebuild(self) -> None:
        """Throw a damaged store away and begin an empty one."""
        self._connection.close()
        _delete_files(self.path)
        self._connection = _connection(self.path)
        self.prepare()

    def close_soon(self) -> None:
        """Let go of the file after what runs; returns at once."""
        self._thread.submit(self._connection.close)
        self._thread.shutdown(wait=False)

    def close(self) -> None:
        """Let go of the file after what runs."""
        self.close_soon()
        self._thread.shutdown(wait=True)


def open_store(path: Path, say: Callable[[str], None]) -> Store | None:
    """The store at `path`, made where it is missing and made anew where it is damaged.

    None where it cannot be used; `say` has then got one sentence with the way out.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        say(_unusable(path, reason(error)))
        return None
    try:
        return _opened(path)
    except sqlite3.OperationalError as error:
        say(_unusable(path, str(error)))
        return None
    except sqlite3.DatabaseError as error:
        say(f"The index cache {path} is damaged ({error}); Kibitz makes it again.")
    try:
        _delete_files(path)
        return _opened(path)
    except (OSError, sqlite3.Error) as error:
        say(_unusable(path, str(error)))
        return None


def _opened(path: Path) -> Store:
    store = Store(path)
    try:
        store.prepare()
    except sqlite3.Error:
        store.close()
        raise
    return store


def _connection(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)


def _delete_files(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _unusable(path: Path, why: str) -> str:
    return (
        f"The index cache {path} cannot be used ({why}); the workspace is indexed in memory and "
        f"read again at the next start. Make the directory writable or set {CACHE_VARIABLE}."
    )
