"""The worker's private line to its parent.

llama.cpp may print to stdout at any time, so the original descriptors are moved
away before it is loaded. When the parent's end closes, the process ends at once,
in the middle of an evaluation too: nothing here is worth saving.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from kibitz.inference.wire import FrameBuffer, FromWorker, ToWorker, frame, to_worker

READ_BYTES = 1 << 16


class Channel:
    """Frames over two descriptors. `send` belongs to one thread, `listen` starts another."""

    def __init__(self, read_fd: int, write_fd: int) -> None:
        self._read_fd = read_fd
        self._write_fd = write_fd

    @classmethod
    def take_over(cls) -> Channel:
        """Keep stdin and stdout for frames alone; whoever prints writes to stderr from now on."""
        channel = cls(os.dup(0), os.dup(1))
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        return channel

    def send(self, message: FromWorker) -> None:
        """Write one message whole. Ends the process when the parent is gone."""
        data = memoryview(frame(message))
        try:
            while data:
                data = data[os.write(self._write_fd, data) :]
        except BrokenPipeError:
            os._exit(0)

    def listen(self, receive: Callable[[ToWorker], None]) -> None:
        """Call `receive` for every message, on a thread of its own, until the parent goes."""
        threading.Thread(target=self._read, args=(receive,), name="channel", daemon=True).start()

    def _read(self, receive: Callable[[ToWorker], None]) -> None:
        buffer = FrameBuffer()
        try:
            while data := os.read(self._read_fd, READ_BYTES):
                for payload in buffer.feed(data):
                    receive(to_worker(payload))
        finally:
            # The parent has gone, or what it sends cannot be read: either way nobody is served.
            os._exit(0)
