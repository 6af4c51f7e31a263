"""The processes that read files: started when there is much to read, ended after it.

py-tree-sitter holds the interpreter's lock while it parses, so a scan in threads
would stop the server from answering.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from kibitz.index.reading import Batch, read_files, start_worker
from kibitz.index.state import FileState

BATCH_BYTES = 400_000
BATCH_FILES = 200
SMALL_SCAN_BYTES = 400_000  # read within the server: less work than starting processes

P = ParamSpec("P")
T = TypeVar("T")


def processor_count() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batches(files: Mapping[str, FileState]) -> list[list[str]]:
    """The paths in groups of some hundred kilobytes; large files first and by themselves."""
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


class Workers:
    """A pool of processes, made at first use."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function`'s result from a process. Raises BrokenProcessPool where the process died."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._count, multiprocessing.get_context("spawn"), initializer=start_worker
            )
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            pool.shutdown(wait=False)
            raise

    def close(self) -> None:
        """Drop what waits and end the processes after what they do now; returns at once."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


async def read_all(files: Mapping[str, FileState]) -> AsyncIterator[Batch]:
    """Every file read, in batches, in any order. Few files are read within the server."""
    if sum(state.size for state in files.values()) <= SMALL_SCAN_BYTES:
        for path in sorted(files):
            yield await asyncio.to_thread(read_files, [path])
        return
    workers = Workers(processor_count())
    try:
        async for batch in _read_in(workers, batches(files), processor_count() + 1):
            yield batch
    finally:
        workers.close()


async def _read_in(
    workers: Workers, groups: Iterable[Sequence[str]], at_once: int
) -> AsyncIterator[Batch]:
    waiting = list(reversed([list(group) for group in groups]))
    running: dict[asyncio.Task[Batch], list[str]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                group = waiting.pop()
                running[asyncio.create_task(workers.call(read_files, group))] = group
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                group = running.pop(task)
                try:
                    yield task.result()
                except BrokenProcessPool:
                    async for batch in _read_one_by_one(group):
                        yield batch
    finally:
        for task in running:
            task.cancel()


async def _read_one_by_one(group: Sequence[str]) -> AsyncIterator[Batch]:
    """Read files of which one may kill its reader; that one is named and left out."""
    workers = Workers(1)
    try:
        for path in group:
            try:
                yield await workers.call(read_files, [path])
            except BrokenProcessPool:
                message = f"{path} made its reader crash and is not indexed; please report it."
                yield Batch((), (message,))
    finally:
        workers.close()
