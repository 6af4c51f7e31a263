"""One worker process, from its start to its end. Knows messages, not requests."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import deque
from collections.abc import Callable

import msgspec

from kibitz.inference.wire import (
    LENGTH_BYTES,
    FrameError,
    FromWorker,
    LoadFailed,
    ToWorker,
    frame,
    frame_length,
    from_worker,
)

GRACE = 1.0  # seconds a worker whose output has ended gets to end by itself


class WorkerProcess:
    """A child process on the running event loop; `run` it once.

    What it prints to stderr goes line by line into `stderr`.
    """

    def __init__(self, stderr: deque[str]) -> None:
        self._stderr = stderr
        self._process: asyncio.subprocess.Process | None = None

    @property
    def id(self) -> int | None:
        """The process id, while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def exit_code(self) -> int | None:
        """Of the ended process: negative is the signal that ended it. None before."""
        return self._process.returncode if self._process is not None else None

    def send(self, message: ToWorker) -> None:
        """Never waits. A process that has ended is noticed by `run`, not here."""
        stdin = self._process.stdin if self._process is not None else None
        if stdin is not None and not stdin.is_closing():
            stdin.write(_encoded(message))

    def kill(self) -> None:
        """End it without asking; `run` then returns."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def run(
        self, first: ToWorker, receive: Callable[[FromWorker], None]
    ) -> LoadFailed | None:
        """Send `first`, hand every message to `receive`, and return when the process has ended:
        why it could not load, or None for any other end. Cancelling kills it.

        Raises OSError when no process can be started.
        """
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # the working directory is somebody's project: no modules from there
            "-m",
            "kibitz.inference.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout and process.stderr
        printing = asyncio.create_task(self._keep_printed(process.stderr))
        try:
            self.send(first)
            failure = await self._read(process.stdout, receive)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(process.wait(), printing), GRACE)
            return failure
        finally:
            printing.cancel()
            self.kill()
            await process.wait()

    async def _read(
        self, stdout: asyncio.StreamReader, receive: Callable[[FromWorker], None]
    ) -> LoadFailed | None:
        try:
            while True:
                header = await stdout.readexactly(LENGTH_BYTES)
                message = from_worker(await stdout.readexactly(frame_length(header)))
                if isinstance(message, LoadFailed):
                    return message
                receive(message)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        except (FrameError, msgspec.DecodeError) as error:
            self._stderr.append(f"kibitz: the worker sent what is no message: {error}")
            return None

    async def _keep_printed(self, stderr: asyncio.StreamReader) -> None:
        while line := await _line(stderr):
            self._stderr.append(line.decode(errors="replace").rstrip())


async def _line(stream: asyncio.StreamReader) -> bytes:
    """The next line, or a piece of one that is too long; empty at the end."""
    try:
        return await stream.readline()
    except ValueError:
        return await stream.read(1024) or b"\n"


def _encoded(message: ToWorker) -> bytes:
    try:
        return frame(message)
    except UnicodeEncodeError:  # an editor may send half of a surrogate pair
        plain = msgspec.to_builtins(message)
        return frame(msgspec.convert(_whole_characters(plain), type(message)))


def _whole_characters(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {key: _whole_characters(item) for key, item in value.items()}
        case list() | tuple():
            return [_whole_characters(item) for item in value]
    return value
