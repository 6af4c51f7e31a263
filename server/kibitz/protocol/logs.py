"""Logging of a server process: to stderr or a rotated file, from a thread of its own.

A client that does not read our stderr would otherwise stop the event loop. What
documents contain is never logged.
"""

from __future__ import annotations

import logging
import logging.handlers
import queue
import sys
from collections.abc import Callable
from pathlib import Path

_FILE_BYTES = 4_000_000
_OLD_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging(level: str, file: Path | None) -> Callable[[], None]:
    """Log everything from `level` up; the result writes what is left and stops."""
    handler, problem = _handler(file)
    handler.setFormatter(logging.Formatter(_FORMAT))
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    listener = logging.handlers.QueueListener(records, handler)
    listener.start()
    root = logging.getLogger()
    root.handlers = [logging.handlers.QueueHandler(records)]
    root.setLevel(level.upper())
    for chatty in ("pygls", "asyncio", "httpx", "httpcore", "watchdog"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # pygls logs whole messages below
    logging.captureWarnings(True)
    if problem:
        logging.getLogger(__name__).error("%s", problem)

    def stop() -> None:
        listener.stop()
        handler.close()

    return stop


def _handler(file: Path | None) -> tuple[logging.Handler, str | None]:
    """Where records go, and a sentence where that is not the file that was asked for."""
    to_stderr = logging.StreamHandler(sys.stderr) if sys.stderr else logging.NullHandler()
    if file is None:
        return to_stderr, None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return (
            logging.handlers.RotatingFileHandler(
                file, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8"
            ),
            None,
        )
    except OSError as error:
        return to_stderr, f"Cannot log to {file}: {error}. Using stderr."
