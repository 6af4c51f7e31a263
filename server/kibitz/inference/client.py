"""One role's way to a worker: the `Engine` that features ask.

Two roles may share one worker; each supersedes only its own requests.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from kibitz.inference.engine import (
    ChatRequest,
    Chunk,
    EngineStatus,
    EngineUnavailable,
    InfillRequest,
    Role,
)
from kibitz.inference.supervisor import Stream, Worker
from kibitz.inference.wire import Chat, Infill


class WorkerEngine:
    """An `Engine` whose model runs in a supervised child process."""

    def __init__(self, worker: Worker, role: Role) -> None:
        self.worker = worker
        self.role = role
        self._infill: Stream | None = None
        self._prewarm: Stream | None = None

    @property
    def status(self) -> EngineStatus:
        return self.worker.status

    async def infill(self, request: InfillRequest) -> AsyncGenerator[Chunk]:
        """See `Engine`. A new call ends the one before it, and prewarming."""
        self._supersede(self._infill)
        self._supersede(self._prewarm)
        stream = self._infill = self.worker.open()
        timer = None
        if request.deadline is not None:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(request.deadline, self.worker.end, stream, "deadline")
        try:
            message = Infill(stream.id, self.role, request)
            async for chunk in self.worker.answer(stream, message):
                yield chunk
        finally:
            if timer is not None:
                timer.cancel()
            self.worker.close_stream(stream)

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """See `Engine`. Chats are answered one after the other."""
        stream = self.worker.open()
        try:
            message = Chat(stream.id, self.role, request)
            async for chunk in self.worker.answer(stream, message):
                yield chunk
        finally:
            self.worker.close_stream(stream)

    async def prewarm(self, request: InfillRequest) -> None:
        """See `Engine`. Does nothing where no model can serve: it is only a preparation."""
        self._supersede(self._prewarm)
        stream = self._prewarm = self.worker.open()
        try:
            message = Infill(stream.id, self.role, request, prewarm=True)
            with contextlib.suppress(EngineUnavailable):
                async for _ in self.worker.answer(stream, message):
                    pass
        finally:
            self.worker.close_stream(stream)

    async def close(self) -> None:
        """Ends the worker, for the other role too if that shares it."""
        await self.worker.close()

    def _supersede(self, stream: Stream | None) -> None:
        if stream is not None:
            self.worker.end(stream, "abort")
