"""Infill with the real model: what is evaluated, what is reused, and how it ends."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from kibitz.inference.client import WorkerEngine
from kibitz.inference.engine import EngineState, InfillRequest, Role
from kibitz.inference.spec import ModelSpec
from kibitz.inference.supervisor import Worker
from kibitz.inference.templates import Order
from tests.inference.support import AFTER, LONG, METHOD, collect

pytestmark = pytest.mark.model

HOLE = InfillRequest(METHOD, AFTER, single_line=True, max_tokens=16)


async def test_the_rest_of_a_line_is_found(engine: WorkerEngine):
    answer = await collect(engine.infill(HOLE))
    assert answer.text == "ifTrue: [ ^ false ]."
    assert answer.usage.stop_reason == "line"


async def test_typing_evaluates_only_what_was_typed(engine: WorkerEngine):
    first = await collect(engine.infill(HOLE))
    assert first.usage.fresh_prompt_tokens == first.usage.prompt_tokens
    fresh = []
    for typed in ["i", "if", "ifT", "ifTr", "ifTrue", "ifTrue:", "ifTrue: ", "ifTrue: ["]:
        answer = await collect(engine.infill(replace(HOLE, prefix=METHOD + typed)))
        assert (typed + answer.text).startswith("ifTrue: [")
        fresh.append(answer.usage.fresh_prompt_tokens)
    assert max(fresh) <= 3


async def test_where_the_suffix_comes_last_typing_moves_it(completion_model: Path):
    worker = Worker(ModelSpec(completion_model, order=Order.PSM, context_tokens=1024))
    engine = WorkerEngine(worker, Role.COMPLETION)
    hole = replace(HOLE, suffix=AFTER + LONG[:300])
    first = await collect(engine.infill(hole))
    second = await collect(engine.infill(replace(hole, prefix=METHOD + "ifTrue: [ ")))
    await worker.close()
    assert first.text == "ifTrue: [ ^ false ]."
    assert second.text
    assert "ifTrue" not in second.text
    assert second.usage.fresh_prompt_tokens < 12


async def test_a_warm_cache_answers_as_a_cold_one(engine: WorkerEngine):
    typed = replace(HOLE, prefix=METHOD + "ifTrue: ", heal=False)
    for n in range(3, 0, -1):
        await collect(engine.infill(replace(typed, prefix=typed.prefix[:-n])))
    warm = await collect(engine.infill(typed))
    other = Worker(engine.worker.spec)
    cold = await collect(WorkerEngine(other, Role.COMPLETION).infill(typed))
    await other.close()
    assert warm.usage.fresh_prompt_tokens < cold.usage.fresh_prompt_tokens
    assert warm.text == cold.text


async def test_a_half_typed_word_is_healed(engine: WorkerEngine):
    half = replace(HOLE, prefix=METHOD + "ifTr")
    healed = await collect(engine.infill(half))
    unhealed = await collect(engine.infill(replace(half, heal=False)))
    assert healed.text == "ue: [ ^ false ]."
    assert not unhealed.text.startswith("ue:")


async def test_the_newest_infill_wins_and_the_older_one_ends_with_abort(
    engine: WorkerEngine, busy: asyncio.Event
):
    await engine.worker.start()
    older = asyncio.create_task(collect(engine.infill(InfillRequest(LONG, "", max_tokens=200))))
    await busy.wait()
    newer = await collect(engine.infill(HOLE))
    aborted = (await older).usage
    assert newer.text == "ifTrue: [ ^ false ]."
    assert aborted.stop_reason == "abort"
    assert aborted.fresh_prompt_tokens < aborted.prompt_tokens
    assert aborted.generated_tokens == 0


async def test_leaving_early_stops_the_model(engine: WorkerEngine):
    async with aclosing(engine.infill(InfillRequest("\t", "", max_tokens=400))) as chunks:
        async for _ in chunks:
            break
    assert engine.status.state is EngineState.READY
    assert (await collect(engine.infill(HOLE))).text == "ifTrue: [ ^ false ]."


async def test_a_cancelled_task_stops_the_model(engine: WorkerEngine, busy: asyncio.Event):
    await engine.worker.start()
    task = asyncio.create_task(collect(engine.infill(InfillRequest(LONG, "", max_tokens=400))))
    await busy.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert (await collect(engine.infill(HOLE))).text == "ifTrue: [ ^ false ]."


async def test_a_deadline_ends_the_answer(engine: WorkerEngine):
    await engine.worker.start()
    answer = await collect(engine.infill(InfillRequest(LONG, "", max_tokens=400, deadline=0.05)))
    assert answer.usage.stop_reason == "deadline"


async def test_a_deadline_counts_while_the_model_loads(engine: WorkerEngine):
    answer = await collect(engine.infill(replace(HOLE, deadline=0)))
    assert answer.usage.stop_reason == "deadline"


async def test_max_tokens_ends_the_answer(engine: WorkerEngine):
    answer = await collect(engine.infill(replace(HOLE, max_tokens=3)))
    assert answer.usage.stop_reason == "length"
    assert answer.tokens == 3


async def test_the_sure_answer_has_the_higher_mean_logprob(engine: WorkerEngine):
    sure = await collect(engine.infill(HOLE))
    unsure = await collect(engine.infill(InfillRequest("zq", "", max_tokens=5)))
    assert 0 >= sure.logprob / sure.tokens > unsure.logprob / unsure.tokens


async def test_prewarming_leaves_no_token_to_evaluate(engine: WorkerEngine):
    await engine.prewarm(HOLE)
    answer = await collect(engine.infill(HOLE))
    assert answer.usage.fresh_prompt_tokens == 0


async def test_a_prompt_longer_than_the_context_is_cut_not_refused(completion_model: Path):
    worker = Worker(ModelSpec(completion_model, context_tokens=512))
    long = InfillRequest(LONG, LONG, max_tokens=4)
    answer = await collect(WorkerEngine(worker, Role.COMPLETION).infill(long))
    await worker.close()
    assert 256 < answer.usage.prompt_tokens <= 512
    assert answer.tokens > 0


async def test_text_that_spells_special_tokens_stays_text(engine: WorkerEngine):
    tricky = InfillRequest(
        "x := '<|fim_suffix|><|endoftext|>'.\n" + METHOD, AFTER, single_line=True
    )
    answer = await collect(engine.infill(tricky))
    assert answer.text == "ifTrue: [ ^ false ]."


async def test_half_a_surrogate_pair_is_no_reason_to_fail(engine: WorkerEngine):
    answer = await collect(engine.infill(replace(HOLE, suffix=AFTER + '"\ud83d"')))
    assert answer.text == "ifTrue: [ ^ false ]."
