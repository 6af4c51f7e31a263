"""Cancelling, superseding and ending while the real model works."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.conftest import StartRaw
from tests.e2e.rawclient import TIMEOUT, RawClient
from tests.e2e.test_lifecycle import EDITOR

pytestmark = pytest.mark.model


@pytest.fixture
def model_env(server_env: dict[str, str], completion_model: Path) -> dict[str, str]:
    return {**server_env, "KIBITZ_MODELS": str(completion_model.parent)}


@pytest.fixture
async def busy(start_raw: StartRaw, workspace: Path, model_env: dict[str, str]) -> RawClient:
    """The model, which serves both roles, is writing the answer to request `explain`."""
    raw = await start_raw(env=model_env)
    await keep_busy(raw, workspace, os.getpid())
    return raw


async def keep_busy(raw: RawClient, workspace: Path, editor: int) -> None:
    settings = {"models": {"command": "qwen2.5-coder-0.5b"}}
    await raw.initialize(workspace, processId=editor, initializationOptions=settings)
    path = workspace / "src" / "Mg-Store" / "MgStore.class.st"
    raw.open(path.as_uri(), path.read_text())
    await raw.request("kibitz/waitUntilIndexed")
    line = path.read_text().split("\n").index("MgStore >> total [") + 1
    place = {"uri": path.as_uri(), "position": {"line": line, "character": 4}}
    params = {"command": "kibitz.explainMethod", "arguments": [place]}
    raw.send({"id": "explain", "method": "workspace/executeCommand", "params": params})
    await raw.wait_for(has_command_engine("busy"))
    raw.forget()


def has_command_engine(state: str) -> Callable[[dict[str, Any]], bool]:
    """Tells the status notification that says so."""
    return lambda message: (
        message.get("method") == "kibitz/status"
        and message["params"]["engines"]["command"]["state"] == state
    )


def children(raw: RawClient) -> list[psutil.Process]:
    """The processes that the client's process has started; the model has one of its own."""
    found = psutil.Process(raw.process.pid).children(recursive=True)
    assert found
    return found


async def all_end(processes: list[psutil.Process]) -> None:
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, TIMEOUT)
    assert alive == []


async def test_cancelling(busy: RawClient):
    busy.notify("$/cancelRequest", {"id": "explain"})
    assert (await busy.answer("explain"))["error"]["code"] == -32800
    await busy.wait_for(has_command_engine("ready"))
    assert await busy.end() == 0


async def test_shutdown_during_inference(busy: RawClient):
    processes = children(busy)
    assert await busy.end() == 0
    await all_end(processes)


async def test_the_end_of_stdin_during_inference(busy: RawClient):
    processes = children(busy)
    assert busy.process.stdin
    busy.process.stdin.close()
    assert await busy.exit_code() == 1
    await all_end(processes)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
async def test_a_killed_server_leaves_nothing_behind(busy: RawClient, by: signal.Signals):
    processes = children(busy)
    busy.process.send_signal(by)
    assert await busy.exit_code() == (1 if by is signal.SIGTERM else -by)
    await all_end(processes)


async def test_a_killed_worker_is_told_and_started_again(busy: RawClient):
    for each in children(busy):
        each.kill()
    assert "ended unexpectedly" in (await busy.answer("explain"))["result"]["markdown"]
    await busy.wait_for(has_command_engine("ready"))
    assert await busy.end() == 0


async def test_the_editor_dies_during_inference(workspace: Path, model_env: dict[str, str]):
    """This test holds the server's stdin open, so only the editor's end can tell the server."""
    editor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", EDITOR, "initialize",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **model_env},
    )  # fmt: skip
    raw = RawClient(editor)
    await keep_busy(raw, workspace, editor.pid)
    processes = children(raw)
    assert len(processes) > 1
    editor.kill()
    try:
        await all_end(processes)
    finally:
        for each in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
