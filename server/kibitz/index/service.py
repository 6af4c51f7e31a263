"""Keeps the index in line with the workspace: scans its folders, follows the editor and the disk.

The only writer of the index. Everything here is called on the event loop; what
is not awaited returns at once and goes on in the background. `wait_idle` is for
those who must know that all of it has been done.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kibitz.config.schema import IndexSettings
from kibitz.index.documents import OpenDocuments
from kibitz.index.files import Found, exclusion, is_included, is_under, look_at, walk
from kibitz.index.outstanding import Outstanding
from kibitz.index.scanner import Report, read, remove_from_store, scan
from kibitz.index.store import Store, cache_directory, open_store, store_path
from kibitz.index.watcher import Watcher
from kibitz.index.workspace import WorkspaceIndex

log = logging.getLogger(__name__)

_PROBLEMS_SAID = 3  # per scan; all of them go to the log


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What `kibitz/status` tells of the index; `files` of `total` are done."""

    state: Literal["scanning", "ready"] = "ready"
    files: int = 0
    total: int = 0


@dataclass(slots=True, eq=False)
class _Root:
    path: str
    store: Store | None = None
    done: int = 0
    total: int = 0
    scan: asyncio.Task[None] | None = None
    report: Report = field(default_factory=Report)


class IndexService:
    """`say` gets sentences for the user; `changed` is called when the status changes.

    `cache` is the directory of the stores; None keeps the index in memory alone.
    """

    def __init__(
        self,
        settings: IndexSettings | None = None,
        *,
        say: Callable[[str], None] = log.warning,
        changed: Callable[[IndexStatus], None] = lambda status: None,
        cache: Path | None = None,
        in_memory: bool = False,
    ) -> None:
        self.index = WorkspaceIndex()
        self._settings = settings or IndexSettings()
        self._excluded = exclusion(self._settings.exclude)
        self._say = say
        self._changed = changed
        self._cache = None if in_memory else cache or cache_directory()
        self._outstanding = Outstanding()
        self._documents = OpenDocuments(self.index, self._outstanding)
        self._roots: dict[str, _Root] = {}
        self._news: set[str] = set()  # paths that changed on the disk
        self._catching_up: asyncio.Task[None] | None = None
        self._watcher: Watcher | None = None
        self._begun = False

    @property
    def status(self) -> IndexStatus:
        roots = self._roots.values()
        scanning = not self._begun or any(root.scan for root in roots)
        return IndexStatus(
            "scanning" if scanning else "ready",
            sum(root.done for root in roots),
            sum(root.total for root in roots),
        )

    @property
    def reports(self) -> tuple[Report, ...]:
        """What the latest scan of each root did."""
        return tuple(root.report for root in self._roots.values())

    # The workspace's folders

    def start(self, roots: Iterable[str | Path], watch: bool = False) -> None:
        """Index the folders; `watch` follows their changes without the editor's help."""
        self.set_roots(roots)
        if watch:
            self._watch()

    def set_roots(self, roots: Iterable[str | Path]) -> None:
        """These are the workspace's folders now: scan the new ones, forget the others.

        A folder within another one of them is part of that one.
        """
        self._begun = True
        paths = sorted({os.path.abspath(root) for root in roots})  # noqa: PTH100
        wanted = [
            path for path in paths if not any(path != it and is_under(path, it) for it in paths)
        ]
        for path in self._roots.keys() - set(wanted):
            self._drop(self._roots.pop(path))
        for path in wanted:
            if path not in self._roots:
                self._roots[path] = _Root(path)
                self._begin_scan(self._roots[path])
        if self._watcher is not None:
            self._watch()

    def set_settings(self, settings: IndexSettings) -> None:
        """Scan again if the settings say something else about what is indexed."""
        if settings != self._settings:
            self._settings = settings
            self._excluded = exclusion(settings.exclude)
            for root in self._roots.values():
                self._begin_scan(root)

    def _drop(self, root: _Root) -> None:
        if root.scan is not None:
            root.scan.cancel()
        if root.store is not None:
            root.store.close_soon()
        for path in [path for path in self.index.paths() if is_under(path, root.path)]:
            if path not in self._documents:
                self.index.remove(path)

    def _watch(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
        self._watcher = Watcher(self.file_events)
        for problem in self._watcher.start(self._roots):
            self._say(problem)

    # Scanning

    def _begin_scan(self, root: _Root) -> None:
        earlier = root.scan
        if earlier is not None:
            earlier.cancel()
        self._outstanding.begin()
        root.scan = asyncio.create_task(self._scan(root, earlier))
        root.scan.add_done_callback(_log_failure)
        self._changed(self.status)

    async def _scan(self, root: _Root, earlier: asyncio.Task[None] | None) -> None:
        try:
            if earlier is not None:
                await asyncio.wait([earlier])
            await self._open_store(root)
            found = await asyncio.to_thread(
                walk, root.path, self._excluded, self._settings.max_file_bytes
            )
            root.report = await scan(
                found, root.store, self.index, self._progress_of(root), self._documents.__contains__
            )
            self._forget_others(root, found)
            self._tell(root.report)
        finally:
            if root.scan is asyncio.current_task():
                root.scan = None
            self._outstanding.end()
            self._changed(self.status)

    async def _open_store(self, root: _Root) -> None:
        if self._cache is None or root.store is not None:
            return
        problems: list[str] = []
        path = store_path(root.path, self._cache)
        root.store = await asyncio.to_thread(open_store, path, problems.append)
        for problem in problems:
            self._say(problem)

    def _progress_of(self, root: _Root) -> Callable[[int, int], None]:
        def progress(done: int, total: int) -> None:
            root.done, root.total = done, total
            self._changed(self.status)

        return progress

    def _forget_others(self, root: _Root, found: Found) -> None:
        """What an earlier scan knew and this one did not find."""
        for path in list(self.index.paths()):
            if is_under(path, root.path) and path not in found.files:
                self._forget(path)

    def _forget(self, path: str) -> None:
        if path not in self._documents:
            self.index.remove(path)

    def _tell(self, report: Report) -> None:
        for problem in report.problems:
            log.warning("%s", problem)
        for problem in report.problems[:_PROBLEMS_SAID]:
            self._say(problem)
        more = len(report.problems) - _PROBLEMS_SAID
        if more > 0:
            self._say(f"{more} more problems came up while indexing; the log names them.")

    # The editor

    def document_changed(self, path: str, text: str) -> None:
        """A document was opened or edited; from now on its text goes before the disk's.

        A text longer than files may be has no facts.
        """
        self._documents.changed(path, text if len(text) <= self._settings.max_file_bytes else "")

    def document_closed(self, path: str) -> None:
        """The disk's text counts again."""
        self._documents.closed(path)
        if self._root_of(path) is None:
            self.index.remove(path)
        else:
            self.file_events([path])

    # The disk

    def file_events(self, paths: Iterable[str]) -> None:
        """Files or folders were created, changed or deleted (a move counts as both)."""
        self._news.update(path for path in paths if self._root_of(path) is not None)
        if self._news and self._catching_up is None:
            self._outstanding.begin()
            self._catching_up = asyncio.create_task(self._catch_up())
            self._catching_up.add_done_callback(_log_failure)

    def _root_of(self, path: str) -> _Root | None:
        """The root under which `path` is indexed."""
        for root in self._roots.values():
            if is_included(path, root.path, self._excluded):
                return root
        return None

    async def _catch_up(self) -> None:
        try:
            while self._news:
                if scans := [root.scan for root in self._roots.values() if root.scan]:
                    await asyncio.wait(scans)
                news, self._news = self._news, set()
                by_root: dict[str, list[str]] = {}
                for path in sorted(news):
                    if root := self._root_of(path):
                        by_root.setdefault(root.path, []).append(path)
                for root_path, paths in by_root.items():
                    await self._refresh(self._roots[root_path], paths)
        finally:
            self._catching_up = None
            self._outstanding.end()

    async def _refresh(self, root: _Root, paths: list[str]) -> None:
        found = await asyncio.to_thread(self._look, root.path, paths)
        gone = [
            known
            for known in self.index.paths()
            if known not in found.files and any(is_under(known, path) for path in paths)
        ]
        for path in gone:
            self._forget(path)
        report = Report(files=len(found.files), problems=found.problems)
        await remove_from_store(root.store, report, gone)
        await read(
            found.files,
            root.store,
            self.index,
            lambda done, total: None,
            self._documents.__contains__,
            report,
        )
        self._tell(report)

    def _look(self, root: str, paths: list[str]) -> Found:
        """What is there now under `paths`; called in a thread."""
        excluded, max_bytes = self._excluded, self._settings.max_file_bytes
        found = Found()
        for path in paths:
            if Path(path).is_dir():
                inside = walk(root, excluded, max_bytes, path)
            else:
                inside = look_at([path], max_bytes)
            found.files.update(inside.files)
            found.problems.extend(inside.problems)
        return found

    # The end

    async def wait_idle(self) -> None:
        """Returns when no scan, no edit and no change on the disk waits to be taken in."""
        await self._outstanding.wait()

    async def stop(self) -> None:
        """End what goes on in the background; what is stored by now stays stored."""
        if self._watcher is not None:
            self._watcher.stop()
        await self._documents.close()
        tasks = [root.scan for root in self._roots.values()] + [self._catching_up]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
        for root in self._roots.values():
            if root.store is not None:
                await asyncio.to_thread(root.store.close)
        self._roots.clear()


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("The index fell behind the files.", exc_info=error)
