"""Crashes, parents that die, and model files that are bad."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from kibitz.inference.client import WorkerEngine
from kibitz.inference.engine import (
    EngineState,
    EngineStatus,
    EngineUnavailable,
    InfillRequest,
    Role,
)
from kibitz.inference.spec import ModelSpec
from kibitz.inference.supervisor import Worker
from tests.inference.support import AFTER, LONG, METHOD, collect

pytestmark = pytest.mark.model

HOLE = InfillRequest(METHOD, AFTER, single_line=True, max_tokens=16)
PARENT = """
import asyncio, sys
from pathlib import Path
from kibitz.inference.client import WorkerEngine
from kibitz.inference.engine import InfillRequest, Role
from kibitz.inference.spec import ModelSpec
from kibitz.inference.supervisor import Worker

async def main():
    worker = Worker(ModelSpec(Path(sys.argv[1])))
    await worker.start()
    request = InfillRequest(sys.argv[2], "", max_tokens=4000)
    chunks = WorkerEngine(worker, Role.COMPLETION).infill(request)
    task = asyncio.ensure_future(anext(chunks))
    while worker.status.state != "busy":
        await asyncio.sleep(0)
    print(worker.process_id, flush=True)
    await asyncio.sleep(3600)

asyncio.run(main())
"""


async def test_a_worker_dies_with_its_parent_in_the_middle_of_an_evaluation(completion_model: Path):
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(completion_model), LONG),
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    worker = psutil.Process(int(await parent.stdout.readline()))
    parent.kill()
    await parent.wait()
    await asyncio.to_thread(worker.wait, 20)
    assert not worker.is_running()


async def test_a_killed_worker_ends_its_request_and_serves_the_next(
    engine: WorkerEngine, busy: asyncio.Event
):
    await engine.worker.start()
    running = asyncio.create_task(collect(engine.infill(InfillRequest(LONG, "", max_tokens=400))))
    await busy.wait()
    assert engine.worker.process_id is not None
    os.kill(engine.worker.process_id, signal.SIGKILL)
    with pytest.raises(EngineUnavailable, match="starts again"):
        await running
    assert engine.status.state is EngineState.RESTARTING
    assert (await collect(engine.infill(HOLE))).text == "ifTrue: [ ^ false ]."


async def test_a_hung_worker_is_replaced(
    engine: WorkerEngine, monkeypatch: pytest.MonkeyPatch, busy: asyncio.Event
):
    monkeypatch.setattr("kibitz.inference.supervisor.HANG", 0.0)
    await engine.worker.start()
    hung = engine.worker.process_id
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    older = asyncio.create_task(collect(engine.infill(HOLE)))
    await busy.wait()
    for request in (collect(engine.infill(HOLE)), older):
        with pytest.raises(EngineUnavailable, match="starts again"):
            await request
    assert (await collect(engine.infill(HOLE))).text == "ifTrue: [ ^ false ]."
    assert engine.worker.process_id != hung


async def test_states_follow_one_another(completion_model: Path):
    seen: list[EngineStatus] = []
    worker = Worker(ModelSpec(completion_model, context_tokens=512), on_status=seen.append)
    await collect(WorkerEngine(worker, Role.COMPLETION).infill(HOLE))
    await worker.close()
    assert [status.state for status in seen] == ["starting", "ready", "busy", "ready", "stopped"]
    assert {status.model for status in seen} == {completion_model.name}


async def test_closing_leaves_no_process_and_no_waiting_request(
    engine: WorkerEngine, busy: asyncio.Event
):
    await engine.worker.start()
    process = psutil.Process(engine.worker.process_id)
    running = asyncio.create_task(collect(engine.infill(InfillRequest(LONG, "", max_tokens=400))))
    await busy.wait()
    await engine.close()
    with pytest.raises(EngineUnavailable):
        await running
    assert not process.is_running()
    with pytest.raises(EngineUnavailable):
        await collect(engine.infill(HOLE))


async def test_restarting_on_request_gives_a_new_process(engine: WorkerEngine):
    await engine.worker.start()
    before = engine.worker.process_id
    await engine.worker.restart()
    assert engine.worker.process_id not in (None, before)


async def test_a_worker_inherits_no_files(engine: WorkerEngine, tmp_path: Path):
    with (tmp_path / "secret").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        await engine.worker.start()
        opened = psutil.Process(engine.worker.process_id).open_files()
    assert str(tmp_path / "secret") not in [each.path for each in opened]


async def test_a_truncated_model_fails_at_once_and_says_what_to_do(
    completion_model: Path, tmp_path: Path
):
    cut = tmp_path / "cut.gguf"
    with completion_model.open("rb") as whole:
        cut.write_bytes(whole.read(30_000_000))
    seen: list[EngineStatus] = []
    worker = Worker(ModelSpec(cut), on_status=seen.append)
    with pytest.raises(EngineUnavailable, match=r"cut\.gguf .* `kibitz models verify`"):
        await worker.start()
    await worker.close()
    assert [status.state for status in seen] == ["starting", "failed", "stopped"]
