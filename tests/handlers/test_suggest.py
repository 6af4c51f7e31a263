"""From a hole to a suggestion: what is asked of the engine, and what the caches save."""

from __future__ import annotations

import asyncio

import pytest

from kibitz.config.schema import InlineSettings
from kibitz.features.infill import Infill
from kibitz.features.inline_completion import infill_at
from kibitz.handlers.suggest import Suggester, Suggestion
from kibitz.inference.engine import EngineUnavailable, InfillRequest
from tests.fake_engine import FakeEngine
from tests.features.support import fixture, method

SETTINGS = InlineSettings()


def infill(body: str) -> Infill:
    made = fixture(method(body))
    found = infill_at(made.snapshot, made.offset)
    assert found is not None
    return found


async def suggested(suggester: Suggester, body: str, engine: FakeEngine) -> Suggestion:
    return await suggester.suggest(infill(body), engine, SETTINGS)


def new_suggester() -> Suggester:
    return Suggester(lambda path: None, grace=0.0)


async def test_what_passes_the_checks_is_suggested():
    made = await suggested(new_suggester(), "^ $0", FakeEngine("self printString"))
    assert made.text == "self printString"


async def test_what_does_not_pass_is_nothing_and_says_why():
    made = await suggested(new_suggester(), "^ $0", FakeEngine("self frobnicate"))
    assert made.text == ""
    assert made.verdict.reasons == ("sends the unknown message `frobnicate`",)


async def test_the_model_is_stopped_at_the_methods_end():
    engine = FakeEngine([["self size", "\n]", "\n\nbar [", " never asked for"]])
    made = await suggested(new_suggester(), "^ $0", engine)
    assert made.text == "self size"
    assert engine.ended == ["closed"]


async def test_typing_through_asks_no_model():
    suggester, engine = new_suggester(), FakeEngine("self printString")
    await suggested(suggester, "^ $0", engine)
    made = await suggested(suggester, "^ self pri$0", engine)
    assert made.text == "ntString"
    assert made.usage is None
    assert len(engine.requests) == 1


async def test_silence_is_remembered_too():
    suggester, engine = new_suggester(), FakeEngine("nonsense")
    await suggested(suggester, "^ $0", engine)
    assert (await suggested(suggester, "^ $0", engine)).text == ""
    assert len(engine.requests) == 1


async def test_typing_what_is_being_written_waits_for_it():
    suggester, engine = new_suggester(), FakeEngine([["self ", "size"]], hold=True)
    first = asyncio.create_task(suggested(suggester, "^ $0", engine))
    await engine.started.wait()
    first.cancel()
    second = asyncio.create_task(suggested(suggester, "^ self s$0", engine))
    engine.go.set()
    assert (await second).text == "ize"
    assert len(engine.requests) == 1


async def test_typing_something_else_begins_anew():
    suggester, engine = new_suggester(), FakeEngine([["self ", "size"], ["ue"]], hold=True)
    first = asyncio.create_task(suggested(suggester, "^ $0", engine))
    await engine.started.wait()
    second = asyncio.create_task(suggested(suggester, "^ tr$0", engine))
    await asyncio.sleep(0)
    engine.go.set()
    assert (await second).text == "ue"
    assert (await first).text in ("", "self size")
    assert len(engine.requests) == 2


async def test_an_earlier_request_does_not_take_the_model_back():
    suggester, engine = new_suggester(), FakeEngine(["self size", "self hash"], hold=True)
    first = asyncio.create_task(suggested(suggester, "^ $0", engine))
    await engine.started.wait()
    second = asyncio.create_task(suggested(suggester, "self foo. ^ $0", engine))
    assert (await first).verdict.reasons == ("a later request took its place",)
    engine.go.set()
    assert (await second).text == "self hash"
    assert len(engine.requests) == 2


async def test_what_nobody_waits_for_is_ended():
    suggester, engine = new_suggester(), FakeEngine("self size", hold=True)
    asking = asyncio.create_task(suggested(suggester, "^ $0", engine))
    await engine.started.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with asyncio.timeout(10):
        await engine.finished.wait()
    assert engine.ended == ["closed"]


async def test_a_methods_context_is_made_once():
    suggester, engine = new_suggester(), FakeEngine("nonsense")
    await suggested(suggester, "^ $0", engine)
    await suggested(suggester, "^ self foo. $0", engine)
    first, second = engine.requests
    assert isinstance(first, InfillRequest) and isinstance(second, InfillRequest)
    assert first.blocks and first.blocks == second.blocks


async def test_no_model_is_said_to_the_caller():
    engine = FakeEngine(failure=EngineUnavailable("Run `kibitz models pull`."))
    with pytest.raises(EngineUnavailable, match="models pull"):
        await suggested(new_suggester(), "^ $0", engine)
