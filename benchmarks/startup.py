"""How long an editor waits: server start to first answer, popups, and what a cancel costs.

python -m benchmarks.startup [--runs N]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.inline import SAMPLE
from benchmarks.report import Figures, percentile, print_report
from kibitz.cli.headless import HeadlessEditor, ServerError

TRACKS = "src/MgX-Core/MgXTrackStore.class.st"
METHOD = "{ #category : 'queries' }\nMgXTrackStore >> longTracks [\n\n\t^ self \n]\n\n"
POPUPS = 200
CANCELS = 20


async def _one_start(folder: Path, cache: Path) -> tuple[float, float]:
    """Seconds from the start of the process to the answer to `initialize`, and to the first hover."""
    started = time.perf_counter()
    async with HeadlessEditor(folder, environment={"KIBITZ_CACHE": str(cache)}) as editor:
        initialised = time.perf_counter() - started
        uri = editor.open(TRACKS, "smalltalk")
        await editor.request("textDocument/hover", editor.at(uri, editor.texts[uri].index("super")))
        return initialised, time.perf_counter() - started


async def _popups_and_cancels(folder: Path, cache: Path) -> tuple[list[float], list[float]]:
    popups: list[float] = []
    cancels: list[float] = []
    async with HeadlessEditor(folder, environment={"KIBITZ_CACHE": str(cache)}) as editor:
        await editor.wait_for_index()
        uri = editor.open(TRACKS, "smalltalk")
        at = editor.texts[uri].index("{ #category")
        editor.replace(uri, at, at, METHOD)
        cursor = at + METHOD.index("self ") + len("self ")
        for i in range(POPUPS):
            editor.replace(uri, cursor, cursor, "tracks"[i % 6])
            cursor += 1
            if i % 6 == 5:
                editor.replace(uri, cursor - 6, cursor, "")
                cursor -= 6
                continue
            started = time.perf_counter()
            await editor.request("textDocument/completion", editor.at(uri, cursor))
            popups.append(time.perf_counter() - started)
        for i in range(CANCELS):
            editor.replace(uri, cursor, cursor, "xyzzy"[i % 5])
            cursor += 1
            asking = asyncio.create_task(editor.suggest(uri, cursor))
            await asyncio.sleep(0.05)
            cancels.append(await _cancel(editor, asking))
    return popups, cancels


async def _cancel(editor: HeadlessEditor, asking: asyncio.Task[str]) -> float:
    """Seconds from `$/cancelRequest` to the answer, through a request sent right after it."""
    number = editor.last_id
    started = time.perf_counter()
    editor.notify("$/cancelRequest", {"id": number})
    with contextlib.suppress(ServerError):
        await asking
    return time.perf_counter() - started


def measure(runs: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="kibitz-bench-") as scratch:
        folder, cache = Path(scratch) / "sample", Path(scratch) / "cache"
        shutil.copytree(SAMPLE, folder)
        starts = [asyncio.run(_one_start(folder, cache)) for _ in range(runs)]
        popups, cancels = asyncio.run(_popups_and_cancels(folder, cache))
    return {
        "start to initialize answered p50 (ms)": percentile([a for a, _ in starts], 50) * 1000,
        "start to first hover p50 (ms)": percentile([b for _, b in starts], 50) * 1000,
        "completion on the sample p50 (ms)": percentile(popups, 50) * 1000,
        "completion on the sample p95 (ms)": percentile(popups, 95) * 1000,
        "cancel to answer p50 (ms)": percentile(cancels, 50) * 1000,
        "cancel to answer p95 (ms)": percentile(cancels, 95) * 1000,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    print_report("startup", measure(parser.parse_args().runs))


if __name__ == "__main__":
    main()
