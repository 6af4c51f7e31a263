"""Serving one request, one evaluation at a time.

`run` is a generator: between its steps other requests may be served, and the
request may be told to end. It never blocks for longer than one evaluation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kibitz.inference.engine import Role, Usage
from kibitz.inference.wire import Done, Piece
from kibitz.inference.worker.choose import Choice, likeliest, sampled
from kibitz.inference.worker.heal import Spellings
from kibitz.inference.worker.llama import BATCH_TOKENS, CacheFull, Interrupted, Model
from kibitz.inference.worker.prompts import Prompt
from kibitz.inference.worker.slots import Move, Run, Slot, SlotTable
from kibitz.inference.worker.text import AnswerText

# The first evaluations of a prompt are small and then double: while somebody types, each request
# is aborted after some 150 ms, and only whole evaluations stay in the cache.
FIRST_BATCH = 32


@dataclass(slots=True, eq=False)
class Task:
    """One request, ready to run. `ending` is set, once, to make it end with that stop reason."""

    id: int
    role: Role
    prompt: Prompt
    max_tokens: int
    urgency: int = 0  # the lowest goes first
    single_line: bool = False
    stop: tuple[str, ...] = ()
    temperature: float = 0.0
    top_p: float = 1.0
    ending: str = ""
    fresh: int = 0
    generated: int = 0
    prefill_seconds: float = 0.0
    decode_seconds: float = 0.0

    def usage(self) -> Usage:
        return Usage(
            prompt_tokens=len(self.prompt.tokens),
            fresh_prompt_tokens=self.fresh,
            generated_tokens=self.generated,
            prefill_seconds=self.prefill_seconds,
            decode_seconds=self.decode_seconds,
            stop_reason=self.ending,
        )


@dataclass(slots=True)
class Bench:
    """What tasks run on: the model, its cache's bookkeeping, and the way out for their text."""

    model: Model
    spellings: Callable[[], Spellings]
    send: Callable[[Piece | Done], None]
    adapters: Mapping[Role, str]
    slots: SlotTable = field(default_factory=SlotTable)
    random: np.random.Generator = field(default_factory=np.random.default_rng)


def run(task: Task, bench: Bench) -> Iterator[None]:
    """Evaluate and answer; one evaluation per step. The last thing sent is `Done`."""
    if task.ending:
        bench.send(Done(task.id, task.usage()))
        return
    slot, move = _place(task, bench)
    slot.busy = True
    try:
        if move is not None:
            yield from _move(task, bench, slot, move)
        yield from _prefill(task, bench, slot, len(task.prompt.tokens))
        if task.ending or task.max_tokens == 0:
            task.ending = task.ending or "length"
            bench.send(Done(task.id, task.usage()))
        else:
            yield from _generate(task, bench, slot)
    finally:
        slot.busy = False


def _place(task: Task, bench: Bench) -> tuple[Slot, Move | None]:
    """The slot, cut to what it keeps; a run to be moved is parked meanwhile."""
    run = task.prompt.run if bench.model.can_move else None
    placement = bench.slots.place(task.role, task.prompt.tokens, run)
    slot, source, move = placement.slot, placement.source, placement.move
    if move is not None:
        bench.model.copy(slot.sequence, slot.parking, *move.run)
    if source is None:
        slot.cut(bench.model.forget(slot.sequence, placement.keep))
    else:
        slot.cut(bench.model.forget(slot.sequence))
        kept = bench.model.copy(source.sequence, slot.sequence, 0, placement.keep)
        slot.tokens = source.tokens[:kept]
    bench.slots.touch(slot)
    return slot, move


def _move(task: Task, bench: Bench, slot: Slot, move: Move) -> Iterator[None]:
    """Evaluate the prompt up to where the run begins, then put the run there.

    When the request ends before, the run is put behind what there is: the next request then
    finds it where an earlier text would have had it.
    """
    yield from _prefill(task, bench, slot, move.start)
    start, length = len(slot.tokens), move.run.end - move.run.start
    bench.model.move(slot.parking, slot.sequence, *move.run, start)
    slot.tokens += task.prompt.tokens[move.start : move.start + length]
    slot.run, slot.drift = Run(start, start + length), move.drift


def _prefill(task: Task, bench: Bench, slot: Slot, end: int) -> Iterator[None]:
    """Evaluate what the slot lacks of the prompt before position `end`. Does not pause after the
    last evaluation, since the logits would not survive it."""
    prompt = task.prompt.tokens
    size = FIRST_BATCH
    while len(slot.tokens) < end and not task.ending:
        batch = prompt[len(slot.tokens) : min(len(slot.tokens) + size, end)]
        if _evaluated(task, bench, slot, batch):
            task.fresh += len(batch)
            size = min(2 * size, BATCH_TOKENS)
        if len(slot.tokens) < end:
            yield
    if len(slot.tokens) == len(prompt):
        slot.run = task.prompt.run
        if slot.logits_at != len(prompt):
            slot.logits, slot.logits_at = bench.model.logits().copy(), len(prompt)


def _generate(task: Task, bench: Bench, slot: Slot) -> Iterator[None]:
    text = AnswerText(hidden=len(task.prompt.forced), single_line=task.single_line, stop=task.stop)
    forced = task.prompt.forced
    logprob, tokens, visible = 0.0, 0, 0
    logits = slot.logits
    while not task.ending and logits is not None:
        choice = _choose(task, bench, logits, forced)
        if bench.model.ends_text(choice.token):
            task.ending = "end"
            break
        piece = bench.model.piece(choice.token)
        shown = text.feed(piece)
        task.generated += 1
        if len(piece) > len(forced) and (shown or not text.stopped):
            tokens, visible, logprob = tokens + 1, visible + 1, logprob + choice.logprob
        forced = forced[len(piece) :]
        if text.stopped or visible >= task.max_tokens:
            task.ending = text.stopped or "length"
            bench.send(Done(task.id, task.usage(), shown + text.finish(), logprob, tokens))
            return
        if shown:
            bench.send(Piece(task.id, shown, logprob, tokens))
            logprob, tokens = 0.0, 0
        yield
        while not task.ending and not _evaluated(task, bench, slot, [choice.token]):
            yield
        logits = bench.model.logits()
    bench.send(Done(task.id, task.usage(), text.finish(), logprob, tokens))


def _choose(task: Task, bench: Bench, logits: npt.NDArray[np.float32], forced: bytes) -> Choice:
    if forced:
        return likeliest(logits, bench.spellings().of(forced))
    if task.temperature > 0:
        return sampled(logits, task.temperature, task.top_p, bench.random)
    return likeliest(logits)


def _evaluated(task: Task, bench: Bench, slot: Slot, tokens: list[int]) -> bool:
    """Append `tokens` to the slot; False when that was interrupted and nothing was appended."""
    prefilling = len(slot.tokens) < len(task.prompt.tokens)
    began = time.perf_counter()
    try:
        _evaluate(task, bench, slot, tokens)
    except Interrupted:
        return False
    finally:
        seconds = time.perf_counter() - began
        if prefilling:
            task.prefill_seconds += seconds
        else:
            task.decode_seconds += seconds
    slot.tokens += tokens
    return True


def _evaluate(task: Task, bench: Bench, slot: Slot, tokens: list[int]) -> None:
    bench.model.use_adapter(bench.adapters.get(task.role))
    while True:
        try:
            bench.model.evaluate(slot.sequence, len(slot.tokens), tokens)
            return
        except CacheFull:
            victim = bench.slots.to_evict()
            if victim is None:
                raise RuntimeError("the cache is full of requests that are running") from None
            bench.model.forget(victim.sequence)
            victim.cut(0)
