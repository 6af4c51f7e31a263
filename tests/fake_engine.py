"""A scripted engine, for tests that are not about the model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing

from kibitz.inference.engine import (
    ChatRequest,
    Chunk,
    EngineState,
    EngineStatus,
    EngineUnavailable,
    InfillRequest,
    Usage,
)

Script = str | Sequence[str] | Callable[[InfillRequest | ChatRequest], str | Sequence[str]]


class FakeEngine:
    """An `Engine` that answers from a script and keeps record of what it was asked.

    `answers` are used one per request, the last one again and again; each is a text, its
    chunks, or a function from the request to those. With `hold`, nothing is answered until
    `go` is set; `started` tells that a request has come, `finished` that one has ended. `failure` is raised instead of
    answering. `requests`, `prewarmed` and `ended` (a stop reason per request, "closed" where
    the caller left early) say what happened.
    """

    def __init__(
        self,
        answers: Script | Iterable[Script] = "",
        *,
        hold: bool = False,
        failure: EngineUnavailable | None = None,
        logprob: float = -0.1,
    ) -> None:
        listed = isinstance(answers, str) or callable(answers)
        self._answers: list[Script] = [answers] if listed else list(answers)  # type: ignore[list-item,arg-type]
        self._failure = failure
        self._logprob = logprob
        self._superseded = asyncio.Event()
        self.go = asyncio.Event()
        self.started = asyncio.Event()
        self.finished = asyncio.Event()
        self.requests: list[InfillRequest | ChatRequest] = []
        self.prewarmed: list[InfillRequest] = []
        self.ended: list[str] = []
        self.closed = False
        if not hold:
            self.go.set()

    @property
    def status(self) -> EngineStatus:
        if self._failure is not None:
            return EngineStatus(EngineState.ABSENT, None, str(self._failure))
        return EngineStatus(EngineState.READY, "fake.gguf", "fake.gguf is ready.")

    async def infill(self, request: InfillRequest) -> AsyncGenerator[Chunk]:
        self._superseded.set()
        superseded = self._superseded = asyncio.Event()
        async with aclosing(self._answer(request, superseded)) as answer:
            async for chunk in answer:
                yield chunk

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        async with aclosing(self._answer(request, asyncio.Event())) as answer:
            async for chunk in answer:
                yield chunk

    async def prewarm(self, request: InfillRequest) -> None:
        self.prewarmed.append(request)

    async def close(self) -> None:
        self.closed = True

    async def _answer(
        self, request: InfillRequest | ChatRequest, superseded: asyncio.Event
    ) -> AsyncGenerator[Chunk]:
        self.requests.append(request)
        if self._failure is not None:
            raise self._failure
        pieces = self._pieces(request)
        self.started.set()
        reason = "closed"
        try:
            await _first_of(self.go, superseded)
            sent = 0
            for piece in pieces:
                if superseded.is_set():
                    break
                yield Chunk(piece, logprob=self._logprob, tokens=1)
                sent += 1
            reason = "abort" if superseded.is_set() else "end"
            yield Chunk("", Usage(generated_tokens=sent, stop_reason=reason))
        finally:
            self.ended.append(reason)
            self.finished.set()

    def _pieces(self, request: InfillRequest | ChatRequest) -> Sequence[str]:
        script = self._answers[min(len(self.requests), len(self._answers)) - 1]
        answer = script(request) if callable(script) else script
        return [answer] if isinstance(answer, str) else answer


async def _first_of(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
