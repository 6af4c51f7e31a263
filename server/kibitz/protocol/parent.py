"""Notices that the editor has died, so that no server is left behind.

A thread watches, so that it works whatever the event loop is doing.
"""

from __future__ import annotations

import logging
import os
import select
import threading
from collections.abc import Callable

import psutil

log = logging.getLogger(__name__)

_POLL_SECONDS = 1.0


def when_process_ends(pid: int, ended: Callable[[], None]) -> None:
    """Call `ended`, from a thread, once process `pid` is no more.

    A process that cannot be seen from here at the start (another container's)
    is not watched: its absence tells nothing.
    """
    if not psutil.pid_exists(pid):
        log.warning("The editor's process %d cannot be seen from here; it is not watched.", pid)
        return
    threading.Thread(
        target=lambda: (_wait_for_end(pid), ended()), name="parent-watch", daemon=True
    ).start()


def _wait_for_end(pid: int) -> None:
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):  # not Linux, or an old kernel
        _poll_for_end(pid)
        return
    try:
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        poller.poll()
    finally:
        os.close(descriptor)


def _poll_for_end(pid: int) -> None:
    pause = threading.Event()
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            pause.wait(_POLL_SECONDS)
    except psutil.NoSuchProcess:
        return
