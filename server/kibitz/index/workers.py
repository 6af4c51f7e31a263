"""The processes that read files: started when there is much to read, ended after it.

py-tree-sitter holds the interpreter's lock while it parses, so a scan in threads
would stop the server from answering. Plain subprocesses instead of a pool of
`multiprocessing`: nothing of the server is imported again, no semaphores are
needed, and of a crash the file is known.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from types import TracebackType
from typing import Self

import msgspec

from kibitz.index.reading import LENGTH_BYTES, Batch, Request, framed, read_files
from kibitz.index.state import FileState

BATCH_BYTES = 400_000
BATCH_FILES = 200
SMALL_SCAN_BYTES = 400_000  # read within the server: less work than starting processes
_PIPE_BYTES = 1 << 20

_decode = msgspec.msgpack.Decoder(Batch).decode


class ReaderCrashed(Exception):
    """A reader process ended before it answered."""


class Reader:
    """One reader process, started at its first request and again after a crash.

    Requests are answered one at a time. `async with` ends the process at once.
    """

    def __init__(self) -> None:
        self._process: Process | None = None
        self._owes_an_answer = False  # to a request that was cancelled
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def ask(self, request: Request) -> Batch:
        """Raises ReaderCrashed; OSError where no process can be started."""
        async with self._lock:
            if self._owes_an_answer:
                await self.close()
            process = self._process or await self._start()
            assert process.stdin is not None
            assert process.stdout is not None
            self._owes_an_answer = True
            try:
                process.stdin.write(framed(request))
                await process.stdin.drain()
                head = await process.stdout.readexactly(LENGTH_BYTES)
                body = await process.stdout.readexactly(int.from_bytes(head, "little"))
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                await self.close()
                raise ReaderCrashed(f"exit code {process.returncode}") from error
            self._owes_an_answer = False
            return _decode(body)

    async def _start(self) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kibitz.index.reading"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=_PIPE_BYTES,
        )
        return self._process

    async def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        self._owes_an_answer = False
        if process is not None:
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself
                process.kill()
            await process.wait()


def processor_count() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batches(files: Mapping[str, FileState]) -> list[list[str]]:
    """The paths in groups of some hundred kilobytes, large files first."""
    groups: list[list[str]] = []
    group: list[str] = []
    group_bytes = 0
    for path, state in sorted(files.items(), key=lambda pair: (-pair[1].size, pair[0])):
        if group and (group_bytes + state.size > BATCH_BYTES or len(group) == BATCH_FILES):
            groups.append(group)
            group, group_bytes = [], 0
        group.append(path)
        group_bytes += state.size
    return [*groups, group] if group else groups


async def read_all(files: Mapping[str, FileState]) -> AsyncGenerator[Batch, None]:
    """Every file read, in batches, in any order. Few files are read within the server.

    Whoever may stop early closes the iterator (`contextlib.aclosing`), which ends the readers.
    """
    if sum(state.size for state in files.values()) <= SMALL_SCAN_BYTES:
        for path in sorted(files):
            yield await asyncio.to_thread(read_files, [path])
        return
    waiting = batches(files)
    answers: asyncio.Queue[Batch | None] = asyncio.Queue(maxsize=processor_count())
    async with asyncio.TaskGroup() as readers:
        running = min(processor_count(), len(waiting))
        for _ in range(running):
            readers.create_task(_drain(waiting, answers))
        while running:
            batch = await answers.get()
            if batch is None:
                running -= 1
            else:
                yield batch


async def _drain(waiting: list[list[str]], answers: asyncio.Queue[Batch | None]) -> None:
    """Have one reader read groups off `waiting` until none is left, then say None."""
    async with Reader() as reader:
        while waiting:
            group = waiting.pop(0)
            try:
                await answers.put(await reader.ask(Request(tuple(group))))
            except ReaderCrashed:
                for path in group:
                    await answers.put(await _read_alone(reader, path))
            except OSError:  # no process to be had
                await answers.put(await asyncio.to_thread(read_files, group))
        await answers.put(None)


async def _read_alone(reader: Reader, path: str) -> Batch:
    """One file of a group of which some file ended its reader."""
    try:
        return await reader.ask(Request((path,)))
    except ReaderCrashed as crash:
        message = f"{path} is not indexed: its reader crashed ({crash}); please report it."
        return Batch((), (message,))
