"""How fast a workspace is indexed, kept and asked.

    python -m benchmarks.index DIR

Cold: nothing stored, every file read by the reader processes. Warm: a new process
with a store that is up to date. Memory is the server process's own, with the index
and without a model. Lookups are of selectors and classes drawn at random from the
tree, `senders of frequent` weighted by how often they are sent. CPU seconds count the
start of the process and its readers; they tell more than seconds on a busy machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import psutil

from benchmarks.report import percentile, print_report
from kibitz.formats.encoding import decode
from kibitz.index.service import IndexService
from kibitz.index.workspace import WorkspaceIndex
from kibitz.languages.facts import facts_of

LOOKUPS = 2000
UPDATES = 200
BEAT_SECONDS = 0.005  # the event loop's longest silence is measured with beats this far apart


async def started(folder: Path, cache: Path) -> tuple[IndexService, float, float]:
    """A service that has indexed the folder, seconds that took, and the loop's longest silence."""
    silence = 0.0

    async def beat() -> None:
        nonlocal silence
        last = time.perf_counter()
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            now = time.perf_counter()
            silence, last = max(silence, now - last - BEAT_SECONDS), now

    beating = asyncio.create_task(beat())
    service = IndexService(cache=cache)
    began = time.perf_counter()
    service.start([folder])
    await service.wait_idle()
    seconds = time.perf_counter() - began
    beating.cancel()
    return service, seconds, silence


async def measure(folder: Path, cache: Path) -> dict[str, Any]:
    """The figures of one start and of the index that it made."""
    service, seconds, silence = await started(folder, cache)
    (report,) = service.reports
    spent = os.times()
    figures: dict[str, Any] = {
        "seconds": seconds,
        "files": report.files,
        "files_read": report.read,
        "bytes_read": report.bytes_read,
        "rss": psutil.Process().memory_info().rss,
        "cpu_seconds": spent.user + spent.system + spent.children_user + spent.children_system,
        "silence_ms": silence * 1000,
    }
    totals = service.index.totals()
    figures |= {"classes": totals.classes, "methods": totals.methods, "sends": totals.sends}
    figures |= lookups(service.index)
    figures |= updates(service.index)
    await service.stop()
    return figures


def timed(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Microseconds that each call took."""
    times: list[float] = []
    for call in calls:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1e6)
    return times


def lookups(index: WorkspaceIndex) -> dict[str, float]:
    """p50 and p95 of each kind of question, in microseconds."""
    choice = random.Random(1)
    selectors = sorted(set(index.selectors()))
    weights = [index.selector_frequency(each) + 1 for each in selectors]
    classes = sorted(index.class_names())
    asked = choice.choices(selectors, weights, k=LOOKUPS)
    plain = choice.choices(selectors, k=LOOKUPS)
    owners = choice.choices(classes, k=LOOKUPS)
    kinds: dict[str, list[Callable[[], object]]] = {
        "implementors": [lambda s=s: index.implementors(s) for s in plain],
        "senders": [lambda s=s: index.senders(s) for s in plain],
        "senders of frequent": [lambda s=s: index.senders(s) for s in asked[:200]],
        "lookup": [
            lambda c=c, s=s: index.lookup(c, False, s) for c, s in zip(owners, asked, strict=True)
        ],
        "methods of class": [lambda c=c: index.methods_of(c, False) for c in owners],
        "superclass chain": [lambda c=c: index.superclass_chain(c) for c in owners],
        "search": [lambda c=c: index.search(c[:4], 100) for c in owners[:200]],
    }
    index.search("warm", 1)
    found: dict[str, float] = {}
    for name, calls in kinds.items():
        times = timed(calls)
        found[f"{name} p50 us"] = percentile(times, 50)
        found[f"{name} p95 us"] = percentile(times, 95)
    return found


def updates(index: WorkspaceIndex) -> dict[str, float]:
    """What an edit costs: the facts of a file of which one method changed, and taking them in."""
    choice = random.Random(2)
    paths = choice.sample(sorted(index.paths()), min(UPDATES, len(list(index.paths()))))
    facts_us: list[float] = []
    update_us: list[float] = []
    for path in paths:
        text = decode(Path(path).read_bytes()).text
        facts_of(path, text)  # the file as it was when it was opened
        edited = text.replace("^ ", "^ self ", 1)
        began = time.perf_counter()
        facts = facts_of(path, edited)
        made = time.perf_counter()
        if facts is not None:
            index.update(facts)
        facts_us.append((made - began) * 1e6)
        update_us.append((time.perf_counter() - made) * 1e6)
    return {
        "edit: facts p50 us": percentile(facts_us, 50),
        "edit: facts p95 us": percentile(facts_us, 95),
        "edit: update p50 us": percentile(update_us, 50),
        "edit: update p95 us": percentile(update_us, 95),
    }


def in_new_process(folder: Path, cache: Path) -> dict[str, Any]:
    command = (sys.executable, "-m", "benchmarks.index", str(folder), "--once", str(cache))
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return msgspec.json.decode(output)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)  # cache: one start, as JSON
    arguments = parser.parse_args()
    folder = arguments.folder.absolute()
    if arguments.once:
        print(msgspec.json.encode(asyncio.run(measure(folder, arguments.once))).decode())
        return
    with tempfile.TemporaryDirectory() as cache:
        cold = in_new_process(folder, Path(cache))
        warm = in_new_process(folder, Path(cache))
    print_report("index", report(cold, warm))


def report(cold: dict[str, Any], warm: dict[str, Any]) -> dict[str, float | int]:
    """Both starts in one table, in the units of its keys."""
    figures: dict[str, float | int] = {
        "files": cold["files"],
        "MB": cold["bytes_read"] / 1e6,
        "classes": warm["classes"],
        "methods": warm["methods"],
        "sends": warm["sends"],
        "cold s": cold["seconds"],
        "cold CPU s": cold["cpu_seconds"],
        "cold MB/s": cold["bytes_read"] / 1e6 / cold["seconds"],
        "cold methods/s": warm["methods"] / cold["seconds"],
        "cold memory MB": cold["rss"] / 1e6,
        "cold longest silence ms": cold["silence_ms"],
        "warm s": warm["seconds"],
        "warm CPU s": warm["cpu_seconds"],
        "warm files read": warm["files_read"],  # not 0: Kibitz's own code changed meanwhile
        "warm memory MB": warm["rss"] / 1e6,
        "warm longest silence ms": warm["silence_ms"],
    }
    return figures | {name: value for name, value in warm.items() if name.endswith(" us")}


if __name__ == "__main__":
    main()
