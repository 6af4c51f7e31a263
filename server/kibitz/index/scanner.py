"""Brings the index in line with the files of one root: from the store where they are unchanged,
from the files themselves where they are not.

Runs on the event loop in slices of a few milliseconds; what blocks is done in
threads and processes. Whoever starts a scan may cancel it at any point; what is
stored by then is good.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from msgspec import DecodeError

from kibitz.index import packed
from kibitz.index.files import Found
from kibitz.index.reading import Batch
from kibitz.index.state import FileState, StoredFile
from kibitz.index.store import Store
from kibitz.index.workers import read_all
from kibitz.index.workspace import WorkspaceIndex

SLICE_SECONDS = 0.006  # at a stretch on the event loop

Progress = Callable[[int, int], None]  # files done, files in all
Skip = Callable[[str], bool]  # files whose facts come from elsewhere (open in the editor)


@dataclass(slots=True)
class Report:
    """What one scan did."""

    files: int = 0
    read: int = 0  # files that were read; the others were known unchanged
    bytes_read: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)


async def scan(
    found: Found,
    store: Store | None,
    index: WorkspaceIndex,
    progress: Progress,
    skip: Skip,
) -> Report:
    """Take every found file into the index and the store; `found` is all there is in the root.

    Store failures are reported in the result and otherwise ignored: the index is whole without.
    """
    report = Report(files=len(found.files), problems=list(found.problems))
    missing = dict(found.files)
    gone: list[str] = []
    async for rows in _stored(store, report):
        known = [row for row in rows if missing.get(row.path) == row.state]
        gone.extend(row.path for row in rows if row.path not in found.files)
        async for path in _taken(known, index, skip, report):
            del missing[path]
        progress(report.files - len(missing), report.files)
    report.removed = len(gone)
    await remove_from_store(store, report, gone)
    await read(missing, store, index, progress, skip, report)
    return report


async def read(
    files: Mapping[str, FileState],
    store: Store | None,
    index: WorkspaceIndex,
    progress: Progress,
    skip: Skip,
    report: Report,
) -> None:
    """Read `files` into the index and the store."""
    done = report.files - len(files)
    saving: asyncio.Future[None] | None = None
    async with aclosing(read_all(files)) as batches:
        async for batch in batches:
            report.problems.extend(batch.problems)
            report.read += len(batch.files)
            report.bytes_read += sum(each.state.size for each in batch.files)
            async for _ in _taken(batch.files, index, skip, report):
                done += 1
            if saving is not None:
                await saving
            saving = asyncio.ensure_future(_save(store, report, batch))
            progress(done, report.files)
    if saving is not None:
        await saving


async def _taken(
    files: Sequence[StoredFile], index: WorkspaceIndex, skip: Skip, report: Report
) -> AsyncIterator[str]:
    """The paths of `files`, each after its facts went into the index; not those that are damaged."""
    async for each in _in_slices(files):
        try:
            facts = packed.decode(each.facts) if each.facts else None
        except DecodeError as error:
            report.problems.append(f"The index cache's facts of {each.path} are damaged: {error}.")
            continue
        if not skip(each.path):
            index.insert(facts) if facts else index.remove(each.path)
        yield each.path
    gc.freeze()  # else every full collection walks the whole index: 100 ms while someone types


async def _in_slices(files: Sequence[StoredFile]) -> AsyncIterator[StoredFile]:
    """`files`, with a breath for the event loop every few milliseconds."""
    until = time.monotonic() + SLICE_SECONDS
    for each in files:
        yield each
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + SLICE_SECONDS


async def _stored(store: Store | None, report: Report) -> AsyncIterator[list[StoredFile]]:
    if store is None:
        return
    rows: Iterator[list[StoredFile]] = store.batches()
    while True:
        try:
            batch = await store.run(next, rows, None)
        except sqlite3.OperationalError as error:
            report.problems.append(f"The index cache {store.path} cannot be read: {error}.")
            return
        except sqlite3.DatabaseError as error:
            report.problems.append(
                f"The index cache {store.path} is damaged ({error}); Kibitz makes it again."
            )
            await _in_store(store, report, Store.rebuild)
            return
        if batch is None:
            return
        yield batch


async def remove_from_store(store: Store | None, report: Report, paths: Sequence[str]) -> None:
    """Forget stored files; one that is not stored is no error."""
    if paths:
        await _in_store(store, report, lambda store: store.delete(paths))


async def _save(store: Store | None, report: Report, batch: Batch) -> None:
    await _in_store(store, report, lambda store: store.save(batch.files))


async def _in_store(store: Store | None, report: Report, action: Callable[[Store], None]) -> None:
    if store is None:
        return
    try:
        await store.run(action, store)
    except sqlite3.Error as error:
        problem = f"The index cache {store.path} cannot be written: {error}."
        if problem not in report.problems:
            report.problems.append(problem)
