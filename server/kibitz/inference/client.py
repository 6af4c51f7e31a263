"""A worker process as an `Engine`: started, watched, restarted, and asked.

Everything here runs on one event loop. The client never waits for the worker to
answer an abort, and every request ends, whatever happens to the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from kibitz.inference.engine import (
    ChatRequest,
    Chunk,
    EngineState,
    EngineStatus,
    EngineUnavailable,
    InfillRequest,
    RequestRefused,
    Usage,
)
from kibitz.inference.process import WorkerProcess
from kibitz.inference.spec import ModelSpec
from kibitz.inference.wire import (
    Abort,
    Chat,
    Done,
    FromWorker,
    Infill,
    Loaded,
    LoadFailed,
    Piece,
    Refused,
)

FIRST_BACKOFF = 0.5  # seconds before the first restart; doubled for each further crash
LONGEST_BACKOFF = 30.0
CRASHES = 5  # this many within CRASH_WINDOW, and the engine gives up
CRASH_WINDOW = 60.0
UNREAD_CRASHES = 2  # so many crashes in a row while reading the model, and it is the model's fault
PATIENCE = 2.0  # seconds a request waits for a restart; when it is farther away, it is refused
STDERR_LINES = 100

StatusCallback = Callable[[EngineStatus], None]


@dataclass(eq=False, slots=True)
class _Stream:
    """One request on its way: what the worker sent for it and nobody has read yet."""

    id: int
    sent: bool = False
    ended: bool = False
    queue: asyncio.Queue[Piece | Done | EngineUnavailable] = field(default_factory=asyncio.Queue)

    def end(self, last: Done | EngineUnavailable) -> None:
        if not self.ended:
            self.ended = True
            self.queue.put_nowait(last)


class WorkerEngine:
    """An `Engine` whose model runs in a child process; serves infill and chat."""

    def __init__(self, spec: ModelSpec, on_status: StatusCallback | None = None) -> None:
        self.spec = spec
        self.loaded: Loaded | None = None  # what the running worker says of its model
        self.stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._on_status = on_status
        self._status = EngineStatus(EngineState.STOPPED, spec.path.name, "Not started yet.")
        self._changed = asyncio.Event()
        self._ids = itertools.count(1)
        self._streams: dict[int, _Stream] = {}
        self._infill: _Stream | None = None
        self._prewarm: _Stream | None = None
        self._worker = WorkerProcess(self.stderr)
        self._supervisor: asyncio.Task[None] | None = None
        self._closed = False
        self._restart_at = 0.0  # on the loop's clock

    # Engine

    @property
    def status(self) -> EngineStatus:
        return self._status

    @property
    def process_id(self) -> int | None:
        """Of the worker, while there is one."""
        return self._worker.id

    async def infill(self, request: InfillRequest) -> AsyncIterator[Chunk]:
        """See `Engine`. A new call ends the one before it."""
        self._end(self._infill, "abort")
        self._end(self._prewarm, "abort")
        stream = self._infill = self._open()
        timer = None
        if request.deadline is not None:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(request.deadline, self._end, stream, "deadline")
        try:
            async for chunk in self._answer(stream, Infill(stream.id, request)):
                yield chunk
        finally:
            if timer is not None:
                timer.cancel()
            if self._infill is stream:
                self._infill = None
            self._close_stream(stream)

    async def chat(self, request: ChatRequest) -> AsyncIterator[Chunk]:
        """See `Engine`. Chats are answered one after the other."""
        stream = self._open()
        try:
            async for chunk in self._answer(stream, Chat(stream.id, request)):
                yield chunk
        finally:
            self._close_stream(stream)

    async def prewarm(self, request: InfillRequest) -> None:
        """See `Engine`. Does nothing where no model can serve: it is only a preparation."""
        self._end(self._prewarm, "abort")
        stream = self._prewarm = self._open()
        try:
            with contextlib.suppress(EngineUnavailable):
                async for _ in self._answer(stream, Infill(stream.id, request, prewarm=True)):
                    pass
        finally:
            if self._prewarm is stream:
                self._prewarm = None
            self._close_stream(stream)

    async def close(self) -> None:
        """End the worker and every request; the engine cannot be used afterwards."""
        self._closed = True
        await self._stop()
        self._set(EngineState.STOPPED, "Stopped.")

    # Life

    async def start(self) -> None:
        """Start the worker, if need be, and wait until it serves. Raises EngineUnavailable."""
        await self._until_ready(None)

    async def restart(self) -> None:
        """Start afresh, also after giving up. Raises EngineUnavailable."""
        await self._stop()
        self._set(EngineState.STOPPED, "Restarting on request.")
        await self.start()

    async def _stop(self) -> None:
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
        self._fail_all(EngineUnavailable("The model was stopped."))

    def _ensure_started(self) -> None:
        if self._closed:
            raise EngineUnavailable("The model was stopped.")
        if self._supervisor is None:
            self._supervisor = asyncio.create_task(self._supervise(), name="kibitz-engine")
            self._supervisor.add_done_callback(self._supervised)

    async def _supervise(self) -> None:
        """Keep a worker running until it is known that none can."""
        loop = asyncio.get_running_loop()
        crashes: deque[float] = deque()
        unread = 0  # crashes in a row while the model was being read
        if not self.spec.path.is_file():
            self._give_up(EngineState.ABSENT, _no_model(self.spec.path))
            return
        while True:
            self._set(
                EngineState.RESTARTING if crashes else EngineState.STARTING,
                f"Loading {self.spec.path.name}.",
            )
            self._worker, self.loaded = WorkerProcess(self.stderr), None
            failure = await self._worker.run(self.spec.load_message(), self._receive)
            if failure is not None:
                state = EngineState.ABSENT if failure.what == "library" else EngineState.FAILED
                self._give_up(state, failure.message)
                return
            now = loop.time()
            crashes.append(now)
            unread = 0 if self.loaded else unread + 1
            if unread >= UNREAD_CRASHES:
                self._give_up(EngineState.FAILED, _never_loads(self.spec.path))
                return
            while crashes[0] < now - CRASH_WINDOW:
                crashes.popleft()
            if len(crashes) >= CRASHES:
                self._give_up(EngineState.FAILED, _crashed_often(len(crashes)))
                return
            pause = min(FIRST_BACKOFF * 2 ** (len(crashes) - 1), LONGEST_BACKOFF)
            self._restart_at = now + pause
            detail = f"The model's process ended unexpectedly; it starts again in {pause:g} s."
            self._set(EngineState.RESTARTING, detail)
            self._fail_all(EngineUnavailable(detail))
            await asyncio.sleep(pause)
            self._restart_at = 0.0

    def _supervised(self, supervisor: asyncio.Task[None]) -> None:
        """Nobody may wait for ever because supervision itself failed, e.g. for want of memory."""
        if not supervisor.cancelled() and (error := supervisor.exception()) is not None:
            self._give_up(EngineState.FAILED, f"The model's process could not be run: {error}.")

    def _give_up(self, state: EngineState, sentence: str) -> None:
        self._set(state, sentence)
        self._fail_all(EngineUnavailable(sentence))

    def _fail_all(self, error: EngineUnavailable) -> None:
        for stream in list(self._streams.values()):
            if stream.sent:
                stream.end(error)

    def _set(self, state: EngineState, detail: str) -> None:
        status = EngineStatus(state, self.spec.path.name, detail)
        changed, self._status = status != self._status, status
        self._pulse()
        if changed and self._on_status is not None:
            self._on_status(status)

    def _pulse(self) -> None:
        """Wake whoever waits for a change of status or the end of a stream not yet sent."""
        self._changed.set()
        self._changed = asyncio.Event()

    # Requests

    def _open(self) -> _Stream:
        stream = _Stream(next(self._ids))
        self._streams[stream.id] = stream
        return stream

    async def _answer(self, stream: _Stream, message: Infill | Chat) -> AsyncIterator[Chunk]:
        await self._until_ready(stream)
        if not stream.ended:
            stream.sent = True
            self._worker.send(message)
            self._show_load()
        while True:
            match await stream.queue.get():
                case Piece(text=text, logprob=logprob, tokens=tokens):
                    yield Chunk(text, None, logprob, tokens)
                case Done(usage=usage, text=text, logprob=logprob, tokens=tokens):
                    yield Chunk(text, usage, logprob, tokens)
                    return
                case EngineUnavailable() as error:
                    raise error

    async def _until_ready(self, stream: _Stream | None) -> None:
        """Wait until the worker serves or `stream` has ended. Raises EngineUnavailable."""
        self._ensure_started()
        while stream is None or not stream.ended:
            match self._status.state:
                case EngineState.READY | EngineState.BUSY:
                    return
                case EngineState.ABSENT | EngineState.FAILED:
                    raise EngineUnavailable(self._status.detail)
                case EngineState.STOPPED if self._supervisor is None:
                    raise EngineUnavailable(self._status.detail)
            if self._restart_at - asyncio.get_running_loop().time() > PATIENCE:
                raise EngineUnavailable(self._status.detail)
            await self._changed.wait()

    def _end(self, stream: _Stream | None, reason: str) -> None:
        """Make `stream` end with that stop reason; the worker says what it had cost."""
        if stream is None or stream.ended:
            return
        if stream.sent:
            self._worker.send(Abort(stream.id, reason))
        else:
            stream.end(Done(stream.id, Usage(stop_reason=reason)))
            self._pulse()

    def _close_stream(self, stream: _Stream) -> None:
        """Nobody reads `stream` any more."""
        if stream.sent and not stream.ended:
            self._worker.send(Abort(stream.id))
        stream.ended = True
        self._streams.pop(stream.id, None)
        self._show_load()

    def _receive(self, message: FromWorker) -> None:
        if isinstance(message, Loaded):
            self.loaded = message
            self._set(EngineState.READY, f"{self.spec.path.name} is ready.")
            return
        stream = self._streams.get(message.id) if not isinstance(message, LoadFailed) else None
        if stream is None or stream.ended:
            return  # given up meanwhile
        match message:
            case Piece():
                stream.queue.put_nowait(message)
            case Done():
                stream.end(message)
            case Refused(message=sentence):
                stream.end(RequestRefused(sentence))

    def _show_load(self) -> None:
        if self._status.state in (EngineState.READY, EngineState.BUSY):
            busy = any(stream.sent and not stream.ended for stream in self._streams.values())
            state = EngineState.BUSY if busy else EngineState.READY
            self._set(state, f"{self.spec.path.name} is {'working' if busy else 'ready'}.")


def _no_model(path: Path) -> str:
    return f"The model {path.name} is not there: run `kibitz models pull`."


def _never_loads(path: Path) -> str:
    return (
        f"{path.name} ends the process that reads it, so it is probably damaged: run "
        "`kibitz models verify`, and pull it again if that says so."
    )


def _crashed_often(count: int) -> str:
    return (
        f"The model's process ended {count} times within a minute, so it is not started again: "
        "run `kibitz doctor`, and restart the server when the cause is gone."
    )
