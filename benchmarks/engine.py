"""How fast the completion model runs here: load, prompt, generation, abort, typing.

    python -m benchmarks.engine [--model FILE] [--order spm|psm|line] [--aborts N]

The typing figures come from a replay that types the end of a method one character at
a time and lets every answer come to its end; latency is keystroke to the last token.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

from benchmarks.report import Figures, percentile, print_report
from kibitz.config.schema import Settings
from kibitz.inference.client import WorkerEngine
from kibitz.inference.engine import Chunk, InfillRequest, Role, Usage
from kibitz.inference.spec import ModelSpec
from kibitz.inference.supervisor import Worker
from kibitz.inference.templates import Order
from kibitz.models.locate import NoModel, locate

SAMPLE = Path(__file__).parent.parent / "server" / "kibitz" / "cli" / "sample"
PROMPT_CHARACTERS = 2000  # some 600 tokens
DECODED_TOKENS = 64
ABORTS = 30


def sample_text() -> str:
    """Tonel source, longer than any prompt here."""
    return "\n".join(path.read_text() for path in sorted(SAMPLE.rglob("*.class.st")))


async def usage_of(chunks: AsyncIterator[Chunk]) -> Usage:
    last = None
    async for chunk in chunks:
        last = chunk.usage
    assert last is not None
    return last


async def raw_speed(engine: WorkerEngine, text: str) -> Figures:
    prompt = InfillRequest(text[:PROMPT_CHARACTERS], "", max_tokens=DECODED_TOKENS, heal=False)
    usage = await usage_of(engine.infill(prompt))
    return {
        "prompt tokens": usage.fresh_prompt_tokens,
        "prompt tokens a second": usage.fresh_prompt_tokens / usage.prefill_seconds,
        "generated tokens": usage.generated_tokens,
        "generated tokens a second": usage.generated_tokens / usage.decode_seconds,
    }


async def aborts(engine: WorkerEngine, text: str, count: int, seed: int = 1) -> Figures:
    """Milliseconds from the abort of a running prompt evaluation to the worker's word that
    it has ended."""
    chance = random.Random(seed)
    taken: list[float] = []
    for n in range(count):
        start = n * 50  # another text each time, so that nothing comes from the cache
        long = InfillRequest(text[start : start + 4000][::-1], "", max_tokens=1, deadline=None)
        running = asyncio.create_task(usage_of(engine.infill(long)))
        await asyncio.sleep(0.05 + chance.random() * 0.3)
        began = time.perf_counter()
        async with aclosing(engine.infill(InfillRequest("", "", max_tokens=1))) as newer:
            waiting = asyncio.ensure_future(anext(newer))
            usage = await running
            taken.append(1000 * (time.perf_counter() - began))
            await waiting
        assert usage.stop_reason == "abort", "the prompt was done before it was aborted"
    return {
        "aborts": count,
        "abort p50 ms": percentile(taken, 50),
        "abort p99 ms": percentile(taken, 99),
    }


async def typing(engine: WorkerEngine, text: str) -> Figures:
    start = text.index(">>", PROMPT_CHARACTERS)
    begun = text.index("\n", start) + 1
    suffix = text[begun + 120 : begun + 500]
    fresh: list[float] = []
    latencies: list[float] = []
    await usage_of(engine.infill(InfillRequest(text[:begun], suffix, max_tokens=1)))
    for end in range(begun + 1, begun + 81):
        request = InfillRequest(text[:end], suffix, max_tokens=16, single_line=True)
        began = time.perf_counter()
        usage = await usage_of(engine.infill(request))
        latencies.append(1000 * (time.perf_counter() - began))
        fresh.append(usage.fresh_prompt_tokens)
    return {
        "keystrokes": len(fresh),
        "fresh tokens a keystroke": sum(fresh) / len(fresh),
        "fresh tokens p95": int(percentile(fresh, 95)),
        "answer p50 ms": percentile(latencies, 50),
        "answer p95 ms": percentile(latencies, 95),
    }


async def measure(spec: ModelSpec, count: int) -> Figures:
    text = sample_text()
    worker = Worker(spec)
    engine = WorkerEngine(worker, Role.COMPLETION)
    began = time.perf_counter()
    await worker.start()
    started = time.perf_counter() - began
    assert worker.loaded is not None
    figures: dict[str, float | int | str] = {
        "model": spec.path.name,
        "order": str(worker.loaded.order),
        "start s": round(started, 2),
        "of which load s": round(worker.loaded.seconds, 2),
    }
    figures |= await raw_speed(engine, text)
    figures |= await typing(engine, text)
    figures |= await aborts(engine, text, count)
    await worker.close()
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, help="a GGUF file; default: the completion role's")
    parser.add_argument("--order", type=Order, choices=list(Order), help="default: the family's")
    parser.add_argument("--aborts", type=int, default=ABORTS)
    options = parser.parse_args()
    try:
        path = options.model or locate(Role.COMPLETION, Settings()).path
    except NoModel as error:
        print(error, file=sys.stderr)
        return 1
    figures = asyncio.run(measure(ModelSpec(path, order=options.order), options.aborts))
    print_report("engine", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
