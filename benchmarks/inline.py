"""Types real methods at 6 characters a second into a real server and measures the ghost text.

    python -m benchmarks.inline [DIR] [--methods N] [--seed N]

DIR is a tree of Tonel files; without it the bundled sample. Methods are drawn at
random, their bodies are taken out of the text, and typed back one character at
a time; each character asks for ghost text as an editor does, cancelling what is
still unanswered. Latency is keystroke to answer, for answers that show something.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.report import Figures, percentile, print_report
from kibitz.cli.headless import HeadlessEditor, ServerError
from kibitz.formats.read import read_source

CHARACTERS_PER_SECOND = 6.0
SHORTEST, LONGEST = 40, 240  # characters of a body that is worth typing
SAMPLE = Path(__file__).parent.parent / "server" / "kibitz" / "cli" / "sample"


@dataclass(frozen=True)
class Typed:
    """A method to type: its file, the file's text without the body, where the body goes."""

    path: Path
    text: str
    at: int
    body: str


@dataclass
class Replay:
    """What was seen while typing."""

    latencies: list[float] = field(default_factory=list)  # seconds, answers that show something
    first_latencies: list[float] = field(default_factory=list)  # the first of each method
    fresh_tokens: list[int] = field(default_factory=list)  # per generation that ended
    flights: int = 0  # generations that ended, as the server counts them
    requests: int = 0
    answered: int = 0
    shown: int = 0
    from_cache: int = 0
    right: int = 0  # shown, and the rest of the line is what was typed next


def methods_in(folder: Path, count: int, seed: int) -> list[Typed]:
    """`count` methods at random from the Tonel files under `folder`, at most one a file."""
    paths = sorted(folder.rglob("*.class.st"))
    random.Random(seed).shuffle(paths)
    found: list[Typed] = []
    for path in paths:
        if len(found) == count:
            break
        found.extend(_one_method(path, seed))
    return found


def _one_method(path: Path, seed: int) -> Iterator[Typed]:
    text = path.read_text(encoding="utf-8", errors="replace")
    candidates = []
    for method in read_source(path, text).methods:
        start = text.index("[", method.pattern_span.end) + 1
        body = text[start : method.code_span.end].rstrip()
        lead = len(body) - len(body.lstrip("\r\n"))
        if SHORTEST <= len(body) <= LONGEST and '"' not in body:
            candidates.append(
                Typed(
                    path,
                    text[: start + lead] + text[start + len(body) :],
                    start + lead,
                    body[lead:],
                )
            )
    if candidates:
        yield random.Random(seed).choice(candidates)


async def type_method(editor: HeadlessEditor, typed: Typed, replay: Replay) -> None:
    """Type one method; the replay is added to."""
    uri = editor.open(typed.path, "smalltalk", typed.text)
    running: asyncio.Task[None] | None = None
    first = len(replay.latencies)
    for i, character in enumerate(typed.body):
        next_key = time.perf_counter() + 1 / CHARACTERS_PER_SECOND
        at = typed.at + i
        editor.replace(uri, at, at, character)
        if running is not None and not running.done():
            running.cancel()
        running = asyncio.create_task(_ask(editor, uri, at + 1, typed.body[i + 1 :], replay))
        await asyncio.sleep(max(0.0, next_key - time.perf_counter()))
    if running is not None:
        await asyncio.wait([running], timeout=10)
    replay.first_latencies.extend(replay.latencies[first : first + 1])
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


async def _ask(editor: HeadlessEditor, uri: str, at: int, rest: str, replay: Replay) -> None:
    replay.requests += 1
    started = time.perf_counter()
    params = {**editor.at(uri, at), "context": {"triggerKind": 1}}
    try:
        answer = await editor.request("textDocument/inlineCompletion", params)
    except (asyncio.CancelledError, ServerError):
        return
    elapsed = time.perf_counter() - started
    replay.answered += 1
    last = await editor.request("kibitz/lastSuggestion", None)
    if last and last["flights"] > replay.flights:
        replay.flights = last["flights"]
        replay.fresh_tokens.append(last["lastFlight"]["fresh_prompt_tokens"])
    if not answer or not answer["items"]:
        return
    replay.shown += 1
    replay.latencies.append(elapsed)
    replay.from_cache += bool(last and not last["usage"])
    line = answer["items"][0]["insertText"].split("\n")[0].rstrip()
    replay.right += line == rest.split("\n")[0].rstrip()


async def replay_methods(folder: Path, methods: Sequence[Typed], cache: Path) -> Replay:
    replay = Replay()
    async with HeadlessEditor(folder, environment={"KIBITZ_CACHE": str(cache)}) as editor:
        await editor.wait_for_index()
        await editor.wait_for_status(
            lambda it: it["engines"]["completion"]["state"] in ("ready", "busy"), 120
        )
        for typed in methods:
            await type_method(editor, typed, replay)
    return replay


def measure(folder: Path | None, count: int, seed: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="kibitz-bench-") as scratch:
        if folder is None:
            folder = Path(scratch) / "sample"
            shutil.copytree(SAMPLE, folder)
        methods = methods_in(folder, count, seed)
        replay = asyncio.run(replay_methods(folder, methods, Path(scratch) / "cache"))
    return {
        "methods typed": len(methods),
        "requests": replay.requests,
        "answered before the next key": replay.answered,
        "suggestions shown": replay.shown,
        "of these without a generation of their own": replay.from_cache,
        "of these right to the line's end": replay.right,
        "keystroke to ghost text p50 (ms)": percentile(replay.latencies, 50) * 1000,
        "keystroke to ghost text p95 (ms)": percentile(replay.latencies, 95) * 1000,
        "first ghost text in a method p50 (ms)": percentile(replay.first_latencies, 50) * 1000,
        "generations": len(replay.fresh_tokens),
        "fresh prompt tokens per generation p50": percentile(replay.fresh_tokens, 50),
        "fresh prompt tokens per generation p95": percentile(replay.fresh_tokens, 95),
        "fresh prompt tokens per typed character": sum(replay.fresh_tokens)
        / max(1, replay.requests),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    parser.add_argument("--methods", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print_report("inline", measure(arguments.folder, arguments.methods, arguments.seed))


if __name__ == "__main__":
    main()
