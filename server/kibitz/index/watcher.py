"""Watches folders where the editor cannot: watchdog's events as sets of changed paths.

Knows nothing of what a change means. A burst of events becomes one call, some
milliseconds after its first; a moved file or folder counts under both names.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from kibitz.util.errors import reason

BURST_SECONDS = 0.05  # long enough for a checkout's events to come together

_CHANGES = frozenset({"created", "modified", "deleted", "moved"})


class Watcher:
    """Runs from `start` until `stop`; `changed` is called on the event loop."""

    def __init__(self, changed: Callable[[frozenset[str]], None]) -> None:
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._waiting: set[str] = set()
        self._observer = Observer()
        self._observer.daemon = True

    def start(self, roots: Iterable[str]) -> tuple[str, ...]:
        """Watch the roots; a sentence for each that cannot be watched."""
        handler = _Handler(self._note)
        problems: list[str] = []
        self._observer.start()
        for root in roots:
            try:
                self._observer.schedule(handler, root, recursive=True)
            except OSError as error:
                problems.append(
                    f"Changes in {root} made outside the editor are not seen ({reason(error)}). "
                    "Raise fs.inotify.max_user_watches or restart the server after them."
                )
        return tuple(problems)

    def stop(self) -> None:
        """Let go of the folders; no call comes after this."""
        self._changed = lambda paths: None
        self._observer.stop()

    def _note(self, paths: tuple[str, ...]) -> None:
        """Called on watchdog's thread."""
        try:
            self._loop.call_soon_threadsafe(self._collect, paths)
        except RuntimeError:  # the loop has ended
            self._observer.stop()

    def _collect(self, paths: tuple[str, ...]) -> None:
        if not self._waiting:
            self._loop.call_later(BURST_SECONDS, self._deliver)
        self._waiting.update(paths)

    def _deliver(self) -> None:
        paths = frozenset(self._waiting)
        self._waiting.clear()
        self._changed(paths)


class _Handler(FileSystemEventHandler):
    def __init__(self, note: Callable[[tuple[str, ...]], None]) -> None:
        self._note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _CHANGES:
            return
        if event.is_directory and event.event_type == "modified":
            return  # the files in it have events of their own
        paths = (event.src_path, event.dest_path)
        self._note(tuple(os.fsdecode(path) for path in paths if path))
