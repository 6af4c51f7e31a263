"""How a pull's progress is shown: a bar on a terminal, lines in a log, JSON for a program."""

from __future__ import annotations

import json
import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as RichProgress

from kibitz.util.amounts import bytes_shown

_LINE_EVERY_SECONDS = 5.0
_JSON_EVERY_SECONDS = 0.5


class Bar(AbstractContextManager["Bar"]):
    """One live bar on stderr."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._rich = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._rich.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._rich.stop()

    def start(self, label: str, total: int) -> None:
        if self._task is not None:
            self._rich.remove_task(self._task)
        self._task = self._rich.add_task(label, total=total)

    def update(self, done: int) -> None:
        if self._task is not None:
            self._rich.update(self._task, completed=done)

    def note(self, sentence: str) -> None:
        self._rich.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


class Lines:
    """Plain lines on stderr, one every few seconds: for logs and pipes."""

    def __init__(self) -> None:
        self._label = ""
        self._total = 0
        self._next = 0.0

    def start(self, label: str, total: int) -> None:
        self._label, self._total = label, total
        self._next = time.monotonic() + _LINE_EVERY_SECONDS
        self.note(label)

    def update(self, done: int) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _LINE_EVERY_SECONDS
            share = 100 * done // self._total if self._total else 100
            self.note(
                f"{self._label}: {bytes_shown(done)} of {bytes_shown(self._total)}, {share} %"
            )

    def note(self, sentence: str) -> None:
        click.echo(sentence, err=True)


class JsonLines:
    """One JSON object a line on stdout: `start`, `progress` and `note` events."""

    def __init__(self) -> None:
        self._total = 0
        self._next = 0.0

    def start(self, label: str, total: int) -> None:
        self._total, self._next = total, 0.0
        emit({"event": "start", "label": label, "total": total})

    def update(self, done: int) -> None:
        if done == self._total or time.monotonic() >= self._next:
            self._next = time.monotonic() + _JSON_EVERY_SECONDS
            emit({"event": "progress", "done": done, "total": self._total})

    def note(self, sentence: str) -> None:
        emit({"event": "note", "text": sentence})


def emit(event: dict[str, object]) -> None:
    """Writes one event at once, so that a reader sees it while it is true."""
    click.echo(json.dumps(event, ensure_ascii=False))
    sys.stdout.flush()
