"""A model kept at work: its process started, watched, restarted, and handed requests.

Everything here runs on one event loop. Every request ends, whatever happens to
the process: with an answer, or with a sentence saying why there is none.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kibitz.inference.engine import (
    Chunk,
    EngineState,
    EngineStatus,
    EngineUnavailable,
    RequestRefused,
    Role,
    Usage,
)
from kibitz.inference.process import WorkerProcess
from kibitz.inference.spec import ModelSpec, load_message
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
CRASHES = 5  # this many within CRASH_WINDOW, and the worker is given up
CRASH_WINDOW = 60.0
UNREAD_CRASHES = 2  # so many crashes in a row while reading the model, and it is the model's fault
PATIENCE = 2.0  # seconds a request waits for a restart; when it is farther away, it is refused
HANG = 10.0  # seconds without an answer to an abort, and the process counts as hung
STDERR_LINES = 100

StatusCallback = Callable[[EngineStatus], None]


@dataclass(eq=False, slots=True)
class Stream:
    """One request on its way: what the worker sent for it and nobody has read yet."""

    id: int
    sent: bool = False
    ended: bool = False
    queue: asyncio.Queue[Piece | Done | EngineUnavailable] = field(default_factory=asyncio.Queue)

    def end(self, last: Done | EngineUnavailable) -> None:
        if not self.ended:
            self.ended = True
            self.queue.put_nowait(last)


class Worker:
    """One model's process under supervision. Starts with the first request, or with `start`."""

    def __init__(
        self,
        spec: ModelSpec,
        adapters: Mapping[Role, Path] | None = None,
        on_status: StatusCallback | None = None,
    ) -> None:
        self.spec = spec
        self.loaded: Loaded | None = None  # what the running process says of its model
        self.stderr: deque[str] = deque(maxlen=STDERR_LINES)  # the last lines it printed
        self._load = load_message(spec, adapters or {})
        self._on_status = on_status
        self._status = EngineStatus(EngineState.STOPPED, spec.path.name, "Not started yet.")
        self._changed = asyncio.Event()
        self._ids = itertools.count(1)
        self._streams: dict[int, Stream] = {}
        self._aborted: dict[int, asyncio.TimerHandle] = {}  # not answered yet
        self._process = WorkerProcess(self.stderr)
        self._supervisor: asyncio.Task[None] | None = None
        self._restart_at = 0.0  # on the loop's clock
        self._closed = False

    @property
    def status(self) -> EngineStatus:
        return self._status

    @property
    def process_id(self) -> int | None:
        """While there is a process."""
        return self._process.id

    # Life

    async def start(self) -> None:
        """Start the process, if need be, and wait until it serves. Raises EngineUnavailable."""
        await self._until_ready(None)

    async def restart(self) -> None:
        """Start afresh, also after giving up. Raises EngineUnavailable."""
        await self._stop()
        self._set(EngineState.STOPPED, "Restarting on request.")
        await self.start()

    async def close(self) -> None:
        """End the process and every request; the worker cannot be used afterwards."""
        self._closed = True
        await self._stop()
        self._set(EngineState.STOPPED, "Stopped.")

    async def _stop(self) -> None:
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
        self._fail_sent(EngineUnavailable("The model was stopped."))

    def _ensure_started(self) -> None:
        if self._closed:
            raise EngineUnavailable("The model was stopped.")
        if self._supervisor is None:
            self._supervisor = asyncio.create_task(self._supervise(), name="kibitz-worker")
            self._supervisor.add_done_callback(self._supervised)

    async def _supervise(self) -> None:
        """Keep a process running until it is known that none can."""
        loop = asyncio.get_running_loop()
        name = self.spec.path.name
        crashes: deque[float] = deque()
        unread = 0  # crashes in a row while the model was being read
        if not self.spec.path.is_file():
            self._give_up(EngineState.ABSENT, _no_model(name))
            return
        while True:
            self._set(
                EngineState.RESTARTING if crashes else EngineState.STARTING, f"Loading {name}."
            )
            self._process, self.loaded = WorkerProcess(self.stderr), None
            failure = await self._process.run(self._load, self._receive)
            if failure is not None:
                state = EngineState.ABSENT if failure.what == "library" else EngineState.FAILED
                self._give_up(state, failure.message)
                return
            now = loop.time()
            crashes.append(now)
            while crashes[0] < now - CRASH_WINDOW:
                crashes.popleft()
            unread = 0 if self.loaded else unread + 1
            if unread >= UNREAD_CRASHES:
                self._give_up(EngineState.FAILED, self._why_never_loaded())
                return
            if len(crashes) >= CRASHES:
                self._give_up(EngineState.FAILED, _crashes_often(len(crashes)))
                return
            pause = min(FIRST_BACKOFF * 2 ** (len(crashes) - 1), LONGEST_BACKOFF)
            self._restart_at = now + pause
            detail = f"The model's process ended unexpectedly; it starts again in {pause:g} s."
            self._set(EngineState.RESTARTING, detail)
            self._fail_sent(EngineUnavailable(detail))
            await asyncio.sleep(pause)
            self._restart_at = 0.0

    def _supervised(self, supervisor: asyncio.Task[None]) -> None:
        """Nobody may wait for ever because supervision itself failed, e.g. for want of memory."""
        if not supervisor.cancelled() and (error := supervisor.exception()) is not None:
            self._give_up(EngineState.FAILED, f"The model's process could not be run: {error}.")

    def _why_never_loaded(self) -> str:
        if (self._process.exit_code or 0) > 0 and self.stderr:  # Python ended it, not a signal
            return f"The model's process does not start ({self.stderr[-1]}): run `kibitz doctor`."
        return (
            f"{self.spec.path.name} ends the process that reads it, so it is probably damaged: run "
            "`kibitz models verify`, and pull it again if that says so."
        )

    def _give_up(self, state: EngineState, sentence: str) -> None:
        self._set(state, sentence)
        self._fail_sent(EngineUnavailable(sentence))

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

    def open(self) -> Stream:
        """A stream for one request; `close_stream` it in any case."""
        stream = Stream(next(self._ids))
        self._streams[stream.id] = stream
        return stream

    async def answer(self, stream: Stream, message: Infill | Chat) -> AsyncIterator[Chunk]:
        """Send `message`, whose id is the stream's, as soon as the model is ready; its chunks.

        Raises EngineUnavailable.
        """
        await self._until_ready(stream)
        if not stream.ended:
            stream.sent = True
            self._process.send(message)
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

    def end(self, stream: Stream, reason: str) -> None:
        """Make `stream` end with that stop reason; its last chunk tells what it had cost."""
        if stream.ended:
            return
        if stream.sent:
            self._abort(stream.id, reason)
        else:
            stream.end(Done(stream.id, Usage(stop_reason=reason)))
            self._pulse()

    def close_stream(self, stream: Stream) -> None:
        """Nobody reads `stream` any more: its request is aborted if it still runs."""
        if stream.sent and not stream.ended:
            self._abort(stream.id, "abort")
        stream.ended = True
        self._streams.pop(stream.id, None)
        self._show_load()

    async def _until_ready(self, stream: Stream | None) -> None:
        """Wait until the process serves or `stream` has ended. Raises EngineUnavailable."""
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

    def _abort(self, id: int, reason: str) -> None:
        self._process.send(Abort(id, reason))
        if id not in self._aborted:
            loop = asyncio.get_running_loop()
            self._aborted[id] = loop.call_later(HANG, self._process.kill)

    def _receive(self, message: FromWorker) -> None:
        match message:
            case Loaded():
                self.loaded = message
                self._set(EngineState.READY, f"{self.spec.path.name} is ready.")
            case Piece(id=id):
                stream = self._streams.get(id)
                if stream is not None and not stream.ended:
                    stream.queue.put_nowait(message)
            case Done(id=id):
                self._ended(id, message)
            case Refused(id=id, message=sentence):
                self._ended(id, RequestRefused(sentence))
            case LoadFailed():
                raise AssertionError("the process reports this as its result")

    def _ended(self, id: int, last: Done | EngineUnavailable) -> None:
        if id in self._aborted:
            self._aborted.pop(id).cancel()
        if id in self._streams:
            self._streams[id].end(last)

    def _fail_sent(self, error: EngineUnavailable) -> None:
        """End what the process that is gone was working on."""
        for timer in self._aborted.values():
            timer.cancel()
        self._aborted.clear()
        for stream in self._streams.values():
            if stream.sent:
                stream.end(error)

    def _show_load(self) -> None:
        if self._status.state in (EngineState.READY, EngineState.BUSY):
            busy = any(stream.sent and not stream.ended for stream in self._streams.values())
            state = EngineState.BUSY if busy else EngineState.READY
            self._set(state, f"{self.spec.path.name} is {'working' if busy else 'ready'}.")


def _no_model(name: str) -> str:
    return f"The model {name} is not there: run `kibitz models pull`."


def _crashes_often(count: int) -> str:
    return (
        f"The model's process ended {count} times within a minute, so it is not started again: "
        "run `kibitz doctor`, and restart the server when the cause is gone."
    )
