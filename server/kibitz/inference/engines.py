"""Both roles' engines. One model alone serves both; with none, each says what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from kibitz.inference.client import WorkerEngine
from kibitz.inference.engine import (
    ChatRequest,
    Chunk,
    Engine,
    EngineState,
    EngineStatus,
    EngineUnavailable,
    InfillRequest,
    Role,
)
from kibitz.inference.spec import ModelSpec

NO_MODEL = "No model is installed, so nothing is suggested: run `kibitz models pull`."

RoleStatusCallback = Callable[[Role, EngineStatus], None]


class AbsentEngine:
    """Stands where no model is. Refuses everything with `sentence`."""

    def __init__(self, sentence: str = NO_MODEL) -> None:
        self._sentence = sentence

    @property
    def status(self) -> EngineStatus:
        return EngineStatus(EngineState.ABSENT, None, self._sentence)

    async def infill(self, request: InfillRequest) -> AsyncIterator[Chunk]:
        raise EngineUnavailable(self._sentence)
        yield

    async def chat(self, request: ChatRequest) -> AsyncIterator[Chunk]:
        raise EngineUnavailable(self._sentence)
        yield

    async def prewarm(self, request: InfillRequest) -> None:
        return

    async def start(self) -> None:
        raise EngineUnavailable(self._sentence)

    async def restart(self) -> None:
        raise EngineUnavailable(self._sentence)

    async def close(self) -> None:
        return


class Engines:
    """The completion and the command engine; the same object where there is one model.

    Processes start with the first request, or with `start`.
    """

    completion: Engine
    command: Engine

    def __init__(
        self,
        completion: ModelSpec | None,
        command: ModelSpec | None,
        on_status: RoleStatusCallback | None = None,
    ) -> None:
        self._on_status = on_status
        if completion and command and completion.path == command.path:
            completion = command = replace(completion, chat_adapter=command.chat_adapter)
        roles = {Role.COMPLETION: completion or command, Role.COMMAND: command or completion}
        self._workers: dict[ModelSpec, WorkerEngine] = {}
        for spec in dict.fromkeys(spec for spec in roles.values() if spec is not None):
            served = tuple(role for role, chosen in roles.items() if chosen == spec)
            self._workers[spec] = WorkerEngine(spec, self._reporter(served))
        self.completion = self._engine(roles[Role.COMPLETION])
        self.command = self._engine(roles[Role.COMMAND])

    def statuses(self) -> dict[Role, EngineStatus]:
        return {Role.COMPLETION: self.completion.status, Role.COMMAND: self.command.status}

    async def start(self) -> None:
        """Load the models now. What cannot be loaded says so in its status."""
        await asyncio.gather(
            *(worker.start() for worker in self._workers.values()), return_exceptions=True
        )

    async def restart(self) -> None:
        """Start every worker afresh, also those that gave up."""
        await asyncio.gather(
            *(worker.restart() for worker in self._workers.values()), return_exceptions=True
        )

    async def close(self) -> None:
        await asyncio.gather(*(worker.close() for worker in self._workers.values()))

    def _engine(self, spec: ModelSpec | None) -> Engine:
        return AbsentEngine() if spec is None else self._workers[spec]

    def _reporter(self, roles: tuple[Role, ...]) -> Callable[[EngineStatus], None]:
        def report(status: EngineStatus) -> None:
            if self._on_status is not None:
                for role in roles:
                    self._on_status(role, status)

        return report
