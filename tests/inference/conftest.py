"""Workers over the real model, and over none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kibitz.inference.client import WorkerEngine
from kibitz.inference.engine import EngineState, EngineStatus, Role
from kibitz.inference.spec import ModelSpec
from kibitz.inference.supervisor import Worker
from kibitz.inference.templates import Order


@pytest.fixture
def busy() -> asyncio.Event:
    """Set as soon as `worker` has been sent a request."""
    return asyncio.Event()


@pytest.fixture
async def worker(completion_model: Path, busy: asyncio.Event) -> AsyncIterator[Worker]:
    """A worker over the 0.5B model; starts with the first request."""

    def watch(status: EngineStatus) -> None:
        if status.state is EngineState.BUSY:
            busy.set()

    spec = ModelSpec(completion_model, context_tokens=1024, order=Order.SPM)
    worker = Worker(spec, on_status=watch)
    yield worker
    await worker.close()


@pytest.fixture
def engine(worker: Worker) -> WorkerEngine:
    return WorkerEngine(worker, Role.COMPLETION)
