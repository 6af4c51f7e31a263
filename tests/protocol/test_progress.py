"""Work-done progress for clients that have it, and silence for the others."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from kibitz.protocol.server import KibitzServer
from tests.protocol.conftest import Session

CAN_CREATE = {"window": {"workDoneProgress": True}}


def kinds(session: Session) -> list[str]:
    return [
        each["params"]["value"]["kind"]
        for each in session.sent
        if each.get("method") == "$/progress"
    ]


@pytest.fixture
def work(session: Session) -> Session:
    """`test/work` takes a token, shows half of its way and then waits for `test/go`."""
    go = asyncio.Event()

    @session.server.request("test/work")
    async def work(server: KibitzServer, params: dict[str, Any] | None) -> str:
        async with server.progress("Work", (params or {}).get("token")) as progress:
            progress.report("half", 50.9)
            await go.wait()
            if (params or {}).get("fail"):
                raise ValueError("no")
        return "done"

    session.server.notification("test/go")(lambda server, params: go.set())
    return session


async def test_the_clients_own_token_is_used(work: Session):
    await work.initialize()
    work.ask(1, "test/work", {"token": "mine"})
    begin = await work.sent_with("$/progress")
    work.notify("test/go")
    assert (await work.answer(1))["result"] == "done"
    assert begin["params"] == {
        "token": "mine",
        "value": {"kind": "begin", "title": "Work", "cancellable": True},
    }
    assert kinds(work) == ["begin", "report", "end"]
    report = [each for each in work.sent if each.get("method") == "$/progress"][1]
    assert report["params"]["value"]["percentage"] == 50


async def test_a_token_is_created_where_the_client_can(work: Session):
    await work.initialize(CAN_CREATE)
    work.ask(1, "test/work")
    create = await work.sent_with("window/workDoneProgress/create")
    work.respond(create)
    begin = await work.sent_with("$/progress")
    assert begin["params"]["token"] == create["params"]["token"]


async def test_a_refused_token_means_no_progress(work: Session):
    await work.initialize(CAN_CREATE)
    work.ask(1, "test/work")
    work.refuse(await work.sent_with("window/workDoneProgress/create"))
    work.notify("test/go")
    assert (await work.answer(1))["result"] == "done"
    assert kinds(work) == []


async def test_a_client_without_progress_sees_none(work: Session):
    await work.initialize()
    work.ask(1, "test/work")
    work.notify("test/go")
    await work.answer(1)
    assert [each.get("method") for each in work.sent if "method" in each] == []


async def test_the_users_cancel_cancels_the_request(work: Session):
    await work.initialize()
    work.ask(1, "test/work", {"token": "mine"})
    await work.sent_with("$/progress")
    work.notify("window/workDoneProgress/cancel", {"token": "mine"})
    assert (await work.answer(1))["error"]["code"] == -32800
    assert kinds(work) == ["begin", "report", "end"]


async def test_a_cancelled_request_ends_its_progress(work: Session):
    await work.initialize()
    work.ask(1, "test/work", {"token": "mine"})
    await work.sent_with("$/progress")
    work.notify("$/cancelRequest", {"id": 1})
    await work.message(lambda each: kinds(work)[-1:] == ["end"])


async def test_a_failure_ends_it_too(work: Session):
    await work.initialize()
    work.ask(1, "test/work", {"token": "mine", "fail": True})
    await work.sent_with("$/progress")
    work.notify("test/go")
    assert "error" in await work.answer(1)
    assert kinds(work) == ["begin", "report", "end"]


async def test_cancelling_an_unknown_token_changes_nothing(work: Session):
    await work.initialize()
    work.notify("window/workDoneProgress/cancel", {"token": "no such"})
    work.ask(1, "kibitz/status")
    assert "result" in await work.answer(1)


async def test_partial_results_need_a_token(running: Session):
    running.server.send_partial(None, "lost")
    running.server.send_partial("t", {"text": "kept"})
    assert [each["params"] for each in running.sent if "method" in each] == [
        {"token": "t", "value": {"text": "kept"}}
    ]
