"""Where the bytes come from and go to: this process's stdin and stdout, or one TCP connection.

Threads of their own read and write, so a client that stops reading never stops
the event loop, and any kind of stdin works (pipe, file, terminal). Nothing but
what is written here reaches the client: the real stdout is taken away from the
rest of the process, C libraries included.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import socket
import sys
import threading
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

_CHUNK_BYTES = 256 * 1024


class Stream(Protocol):
    """A byte stream with blocking calls; `read` gives b"" at its end."""

    def read(self) -> bytes: ...

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


class FileStream:
    """Two file descriptors."""

    def __init__(self, read_fd: int, write_fd: int) -> None:
        self._read_fd = read_fd
        self._write_fd = write_fd

    def read(self) -> bytes:
        return os.read(self._read_fd, _CHUNK_BYTES)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._write_fd, view) :]

    def close(self) -> None:
        os.close(self._write_fd)


class SocketStream:
    """One connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def read(self) -> bytes:
        return self._connection.recv(_CHUNK_BYTES)

    def write(self, data: bytes) -> None:
        self._connection.sendall(data)

    def close(self) -> None:
        """Wakes the reader too; closing alone would leave it, and the peer, waiting."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()


def claim_stdio() -> FileStream:
    """Take stdin and stdout for the protocol.

    Afterwards descriptor 1 is stderr and descriptor 0 is empty, for prints and
    for child processes.
    """
    while (nowhere := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(nowhere, True)  # takes the place of one we were started without
    stream = FileStream(os.dup(0), os.dup(1))
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    os.close(nowhere)
    sys.stdout = sys.stderr
    return stream


def accept_one(host: str, port: int, announce: Callable[[str], None]) -> SocketStream:
    """Wait for one client on a TCP port (0: any free one) and stop listening.

    `announce` is told the address once a client may connect. Raises OSError
    where the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=1) as listener:
        bound_host, bound_port = listener.getsockname()[:2]
        announce(f"{bound_host}:{bound_port}")
        connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return SocketStream(connection)


class Transport:
    """Pumps a stream: what is read is handed to the event loop, what is sent is queued."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="protocol-writer", daemon=True)
        self._broken = threading.Event()

    def start(self, received: Callable[[bytes], None]) -> None:
        """`received` is called on the running loop with each piece, and with b"" at the end."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            data = b"-"
            while data:
                try:
                    data = self._stream.read()
                except OSError as error:
                    log.warning("The connection to the client is gone: %s", error)
                    data = b""
                try:
                    loop.call_soon_threadsafe(received, data)
                except RuntimeError:  # the loop is closed: nobody is left to tell
                    return

        threading.Thread(target=read, name="protocol-reader", daemon=True).start()
        self._writer.start()

    def send(self, data: bytes) -> None:
        """Queue whole frames; dropped once the client is gone."""
        if not self._broken.is_set():
            self._outgoing.put(data)

    def finish(self, timeout: float) -> None:
        """Wait, at most `timeout` seconds, until everything queued is written."""
        self._outgoing.put(None)
        if self._writer.is_alive():
            self._writer.join(timeout)

    def _write(self) -> None:
        while (data := self._outgoing.get()) is not None:
            try:
                self._stream.write(data)
            except OSError as error:
                self._broken.set()
                log.warning("The client no longer reads: %s", error)
                return
        self._stream.close()
