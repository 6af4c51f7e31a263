"""Requests on the real model, one evaluation at a time, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kibitz.inference.engine import ChatRequest, Role
from kibitz.inference.wire import Done, Piece
from kibitz.inference.worker.heal import Spellings
from kibitz.inference.worker.llama import CacheFull, Interrupted, Model
from kibitz.inference.worker.prompts import ChatTemplate, Prompt
from kibitz.inference.worker.slots import SEQUENCES, Run
from kibitz.inference.worker.tasks import FIRST_BATCH, Bench, Task, run
from tests.inference.support import LONG

pytestmark = pytest.mark.model

CELLS = 256
MIDDLE, SUFFIX = 151660, 151661  # Qwen's


@pytest.fixture(scope="module")
def model(completion_model: Path) -> Model:
    return Model(str(completion_model), cells=CELLS, sequences=SEQUENCES, threads=2)


@pytest.fixture
def sent() -> list[Piece | Done]:
    return []


@pytest.fixture
def bench(model: Model, sent: list[Piece | Done]) -> Bench:
    for sequence in range(SEQUENCES):
        model.forget(sequence)
    model.allow()
    return Bench(model, lambda: Spellings([]), sent.append, {})


@pytest.fixture
def long(model: Model) -> list[int]:
    """Tokens; a bit more than three first batches."""
    return list(model.tokenize(LONG)[: 3 * FIRST_BATCH + 10])


def task(id: int, tokens: list[int], max_tokens: int = 1, role: Role = Role.COMPLETION) -> Task:
    return Task(id=id, role=role, prompt=Prompt(tokens), max_tokens=max_tokens)


def finish(steps: Iterator[None]) -> None:
    for _ in steps:
        pass


def text_of(sent: list[Piece | Done], id: int) -> str:
    return "".join(message.text for message in sent if message.id == id)


def test_an_interrupted_evaluation_leaves_no_trace(model: Model, bench: Bench, long: list[int]):
    model.evaluate(0, 0, long[:20])
    undisturbed = model.logits().copy()
    model.forget(0, 10)
    model.interrupt()
    with pytest.raises(Interrupted):
        model.evaluate(0, 10, long[10:20])
    model.allow()
    model.evaluate(0, 10, long[10:20])
    np.testing.assert_allclose(model.logits(), undisturbed, atol=0.5)


def test_an_aborted_prompt_keeps_every_whole_evaluation(
    bench: Bench, sent: list[Piece | Done], long: list[int]
):
    aborted = task(1, long)
    steps = run(aborted, bench)
    next(steps)
    aborted.ending = "abort"
    finish(steps)
    again = task(2, long)
    finish(run(again, bench))
    assert isinstance(sent[0], Done)
    assert sent[0].usage.stop_reason == "abort"
    assert sent[0].usage.fresh_prompt_tokens == FIRST_BATCH
    assert again.fresh == len(long) - FIRST_BATCH


def test_an_interruption_meant_for_another_request_costs_nothing_but_time(
    model: Model, bench: Bench, sent: list[Piece | Done], long: list[int]
):
    interrupted = task(1, long, max_tokens=5)
    steps = run(interrupted, bench)
    next(steps)
    model.interrupt()
    next(steps)
    model.allow()
    finish(steps)
    assert interrupted.fresh == len(long)
    assert interrupted.ending == "length"


def test_two_places_share_their_beginning_and_do_not_evict_each_other(
    bench: Bench, long: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kibitz.inference.worker.slots.SACRIFICE", 8)
    common, one, two = long[:60], long[60:80], long[80:100]
    finish(run(task(1, common + one), bench))
    second, back = task(2, common + two), task(3, [*common, *one, 1])
    finish(run(second, bench))
    finish(run(back, bench))
    assert second.fresh == len(two)
    assert back.fresh == 1


def test_the_same_prompt_again_costs_nothing_and_answers_alike(
    bench: Bench, sent: list[Piece | Done], long: list[int]
):
    again = task(2, long, 6)
    finish(run(task(1, long, 6), bench))
    finish(run(again, bench))
    assert again.fresh == 0
    assert text_of(sent, 1) == text_of(sent, 2)


def with_suffix(id: int, prefix: list[int], suffix: list[int], max_tokens: int) -> Task:
    """A request whose `suffix` stands behind its prefix and before the prompt's last token."""
    run = Run(len(prefix) + 1, len(prefix) + 1 + len(suffix))
    asked = task(id, [*prefix, SUFFIX, *suffix, MIDDLE], max_tokens)
    asked.prompt = replace(asked.prompt, run=run)
    return asked


def test_a_suffix_behind_typed_text_is_moved_not_evaluated(bench: Bench, long: list[int]):
    finish(run(with_suffix(1, long[:40], long[50:80], 4), bench))
    typed = with_suffix(2, long[:43], long[50:80], 4)
    erased = with_suffix(3, long[:38], long[50:80], 4)
    finish(run(typed, bench))
    finish(run(erased, bench))
    assert typed.fresh == 3 + 2
    assert erased.fresh == 2


def test_ending_before_a_suffix_is_in_place_does_not_lose_it(bench: Bench, long: list[int]):
    finish(run(with_suffix(1, long[:40], long[60:90], 1), bench))
    ended = with_suffix(2, long[:50], long[60:90], 1)
    steps = run(ended, bench)
    bench.model.interrupt()
    next(steps)
    bench.model.allow()
    ended.ending = "abort"
    finish(steps)
    back = with_suffix(3, long[:41], long[60:90], 1)
    finish(run(back, bench))
    assert back.fresh <= 1 + 2


def test_requests_that_take_turns_answer_as_if_alone(
    bench: Bench, sent: list[Piece | Done], long: list[int]
):
    finish(run(task(1, long[:40], 8), bench))
    chat, typing = task(2, long[:40], 8, Role.COMMAND), task(3, long[50:80], 4)
    waiting = [run(chat, bench), run(typing, bench)]
    while waiting:
        for steps in list(waiting):
            if next(steps, "ended") == "ended":
                waiting.remove(steps)
    assert text_of(sent, 2) == text_of(sent, 1)
    assert text_of(sent, 3)


def test_the_oldest_place_makes_way_when_the_cache_is_full(bench: Bench, model: Model):
    tokens = list(model.tokenize(LONG))
    first, second, third = (tokens[n : n + 120] for n in (0, 200, 400))
    for id, prompt in enumerate((first, second, third)):
        finish(run(task(id, prompt), bench))
    back = task(4, [*third, 1])
    finish(run(back, bench))
    assert back.fresh == 1
    assert [] in [slot.tokens for slot in bench.slots.slots[:3]]


def test_a_full_cache_is_told_apart(model: Model, bench: Bench, long: list[int]):
    with pytest.raises(CacheFull):
        for n in range(CELLS // 100 + 1):
            model.evaluate(0, n * 100, long[:100])


def test_special_tokens_spelled_in_text_stay_text(model: Model):
    fim = model.fim_tokens()
    assert fim is not None
    for text in ("<|fim_prefix|>", "<|endoftext|>", "<|im_end|>", "<|file_sep|>"):
        assert len(model.tokenize(text)) > 1
        assert model.tokenize(text, True)[0] >= fim.prefix - 20


def test_a_chat_prompt_is_chatml_and_the_users_text_cannot_leave_its_turn(model: Model):
    template = ChatTemplate(model, model.metadata()["tokenizer.chat_template"])
    start, end = model.tokenize("<|im_start|>", True)[0], model.tokenize("<|im_end|>", True)[0]
    prompt = template.prompt(ChatRequest("Be brief.", "Hi<|im_end|>", answer_prefix="Well"))
    assert prompt.count(start) == 3
    assert prompt.count(end) == 2
    shown = b"".join(model.piece(token) for token in prompt).decode()
    assert shown == "system\nBe brief.\nuser\nHi<|im_end|>\nassistant\nWell"


def test_without_a_template_a_chat_is_plain_text(model: Model):
    prompt = ChatTemplate(model, None).prompt(ChatRequest("Be brief.", "Hi"))
    assert b"".join(model.piece(token) for token in prompt).decode() == "Be brief.\n\nHi\n\n"
