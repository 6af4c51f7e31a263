"""The scripted engine keeps the `Engine` contract that other tests rely on."""

from __future__ import annotations

import asyncio

import pytest

from kibitz.inference.engine import ChatRequest, EngineUnavailable, InfillRequest
from tests.fake_engine import FakeEngine
from tests.inference.support import collect

HOLE = InfillRequest("a", "b")


async def test_answers_come_in_order_and_the_last_one_stays():
    engine = FakeEngine([["o", "ne"], "two"])
    texts = [(await collect(engine.infill(HOLE))).text for _ in range(3)]
    assert texts == ["one", "two", "two"]
    assert engine.requests == [HOLE] * 3


async def test_an_answer_may_depend_on_the_request():
    engine = FakeEngine(lambda request: request.user)
    assert (await collect(engine.chat(ChatRequest("", "hello")))).text == "hello"


async def test_a_held_infill_is_superseded_by_the_next():
    engine = FakeEngine(["one", "two"], hold=True)
    older = asyncio.create_task(collect(engine.infill(HOLE)))
    await engine.started.wait()
    newer = asyncio.create_task(collect(engine.infill(HOLE)))
    assert (await older).usage.stop_reason == "abort"
    engine.go.set()
    assert (await newer).text == "two"
    assert engine.ended == ["abort", "end"]


async def test_a_cancelled_request_is_seen_to_end():
    engine = FakeEngine("one", hold=True)
    task = asyncio.create_task(collect(engine.infill(HOLE)))
    await engine.started.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert engine.ended == ["closed"]


async def test_it_can_be_unavailable():
    engine = FakeEngine(failure=EngineUnavailable("No model."))
    with pytest.raises(EngineUnavailable, match="No model"):
        await collect(engine.infill(HOLE))
