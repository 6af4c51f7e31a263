"""Both roles' engines. One model alone serves both; with none, each says what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

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
from kibitz.inference.supervisor import Worker

NO_MODEL = "No model is installed, so nothing is suggested: run `kibitz models pull`."

RoleStatusCallback = Callable[[Role, EngineStatus], None]


class AbsentEngine:
    """Stands where no model is (yet). Refuses everything with `sentence`."""

    def __init__(self, sentence: str = NO_MODEL, state: EngineState = EngineState.ABSENT) -> None:
        self._sentence = sentence
        self._state = state

    @property
    def status(self) -> EngineStatus:
        return EngineStatus(self._state, None, self._sentence)

    async def infill(self, request: InfillRequest) -> AsyncGenerator[Chunk]:
        raise EngineUnavailable(self._sentence)
        yield

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        raise EngineUnavailable(self._sentence)
        yield

    async def prewarm(self, request: InfillRequest) -> None:
        return

    async def close(self) -> None:
        return


class Engines:
    """The completion and the command engine. Processes start with the first request, or `start`.

    Where only one model is given, or both are the same file, one process serves both roles, each
    with its own adapter.
    """

    completion: Engine
    command: Engine

    def __init__(
        self,
        completion: ModelSpec | None,
        command: ModelSpec | None,
        on_status: RoleStatusCallback | None = None,
        absent: str = NO_MODEL,
        absent_state: EngineState = EngineState.ABSENT,
    ) -> None:
        """`absent` is what the engines say when there is no model, with the way out."""
        given = {Role.COMPLETION: completion, Role.COMMAND: command}
        specs = {role: spec for role, spec in given.items() if spec is not None}
        paths = list(dict.fromkeys(spec.path for spec in specs.values()))
        self._on_status = on_status
        self.workers: list[Worker] = []
        for path in paths:
            own = {role: spec for role, spec in specs.items() if spec.path == path}
            self.workers.append(self._worker(own, tuple(Role) if len(paths) == 1 else tuple(own)))
        if not self.workers:
            self.completion = self.command = AbsentEngine(absent, absent_state)
            return
        self.completion = WorkerEngine(self.workers[0], Role.COMPLETION)
        self.command = WorkerEngine(self.workers[-1], Role.COMMAND)

    def statuses(self) -> dict[Role, EngineStatus]:
        return {Role.COMPLETION: self.completion.status, Role.COMMAND: self.command.status}

    async def start(self) -> None:
        """Load the models now. What cannot be loaded says so in its status."""
        await asyncio.gather(*(worker.start() for worker in self.workers), return_exceptions=True)

    async def restart(self) -> None:
        """Start every process afresh, also those that were given up."""
        await asyncio.gather(*(worker.restart() for worker in self.workers), return_exceptions=True)

    async def close(self) -> None:
        await asyncio.gather(*(worker.close() for worker in self.workers))

    def _worker(self, specs: Mapping[Role, ModelSpec], roles: Sequence[Role]) -> Worker:
        """One process that serves `roles`; the `specs` name one and the same file."""

        def report(status: EngineStatus) -> None:
            if self._on_status is not None:
                for role in roles:
                    self._on_status(role, status)

        adapters = {role: spec.adapter for role, spec in specs.items() if spec.adapter is not None}
        return Worker(next(iter(specs.values())), adapters, report)
