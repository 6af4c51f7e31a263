"""How fast and how good the answers without a model are, at real call sites of a real tree.

python -m benchmarks.completion DIR [--sites N] [--held-out] [--cache DIR]

Each site is a message send of a random method. The selector and all that follows it
in its message is taken out of the text, the index is brought in line (as an editor's
change would do), the first 2 … 8 letters are typed (of a keyword message, of its first
keyword), and the true selector's place in the list is noted. With `--held-out` the sends of the rest of the site's folder are taken
out of the index too: only the structure of the package is known, not its habits.
S = 100 · Σ MRR@10(i+1)/i ÷ Σ 1/i over i = 1 … 7, after pharo-reranker.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.report import percentile, print_report
from kibitz.config.schema import Settings
from kibitz.features.code import code_of
from kibitz.features.completion import complete
from kibitz.features.definition import definition
from kibitz.features.hover import hover
from kibitz.features.implementation import implementation
from kibitz.features.references import references
from kibitz.features.snapshot import SMALLTALK, Snapshot
from kibitz.features.vocabulary import warm
from kibitz.formats.encoding import decode
from kibitz.formats.read import read_source
from kibitz.index.service import IndexService
from kibitz.index.workspace import WorkspaceIndex
from kibitz.languages.facts import facts_of

TOP = 10
PREFIXES = range(2, 9)


@dataclass(frozen=True)
class Site:
    """A message send: its selector, and the file span from there to the message's end."""

    path: Path
    text: str
    selector: str
    start: int
    end: int


async def indexed(folder: Path, cache: Path | None) -> WorkspaceIndex:
    """The index of a folder, read from the cache where there is one."""
    service = IndexService(cache=cache, in_memory=cache is None)
    service.start([folder])
    await service.wait_idle()
    index = service.index
    await service.stop()
    for _ in warm(index):  # as the server does when the first document is opened
        pass
    return index


def sites(folder: Path, count: int, seed: int) -> Iterator[Site]:
    """`count` sites, at most one in each method drawn, of unary and keyword messages."""
    draw = random.Random(seed)
    paths = sorted(folder.rglob("*.st"))
    while count:
        path = draw.choice(paths)
        site = _site_in(path, draw)
        if site is not None:
            count -= 1
            yield site


def _site_in(path: Path, draw: random.Random) -> Site | None:
    text = decode(path.read_bytes()).text
    source = read_source(path, text)
    if not source.methods:
        return None
    method = draw.choice(source.methods)
    snapshot = Snapshot(path, SMALLTALK, 0, text, WorkspaceIndex(), Settings())
    code = code_of(snapshot, method)
    sent = [send for send in code.analysis.sends if send.selector[0].isalpha()]
    if not sent:
        return None
    send = draw.choice(sent)
    span = code.map.span_to_file(send.span)
    return Site(path, text, send.selector, code.map.to_file(send.parts[0].start), span.end)


def opened(site: Site, typed: str, index: WorkspaceIndex) -> tuple[Snapshot, int]:
    """The file with nothing but `typed` left of the message, indexed, and the cursor."""
    text = site.text[: site.start] + typed + site.text[site.end :]
    facts = facts_of(str(site.path), text)
    if facts is not None:
        index.update(facts)
    snapshot = Snapshot(site.path, SMALLTALK, 1, text, index, Settings())
    return snapshot, site.start + len(typed)


def hide_habits(index: WorkspaceIndex, path: Path) -> list[Path]:
    """Take the sends of the folder's other files out of the index; returns those files."""
    hidden = [each for each in path.parent.glob("*.st") if each != path]
    for each in hidden:
        facts = facts_of(str(each), decode(each.read_bytes()).text)
        if facts is not None:
            methods = tuple(msgspec.structs.replace(method, sends=()) for method in facts.methods)
            index.update(msgspec.structs.replace(facts, methods=methods))
    return hidden


def restore(index: WorkspaceIndex, paths: Iterable[Path]) -> None:
    for path in paths:
        facts = facts_of(str(path), decode(path.read_bytes()).text)
        if facts is not None:
            index.update(facts)


@dataclass
class Results:
    """Milliseconds by request, and places of the true selector by prefix length (0: not there)."""

    times: defaultdict[str, list[float]]
    places: defaultdict[int, list[int]]

    def timed(self, name: str, started: float) -> None:
        self.times[name].append((time.perf_counter() - started) * 1000)

    def mean_reciprocal_rank(self, prefix: int) -> float:
        places = self.places[prefix]
        return sum(1 / each for each in places if 0 < each <= TOP) / max(1, len(places))

    def hits(self, prefix: int, top: int) -> float:
        """Per cent of sites whose true selector is among the first `top`."""
        places = self.places[prefix]
        return 100 * sum(0 < each <= top for each in places) / max(1, len(places))


def measure(index: WorkspaceIndex, chosen: Iterable[Site], held_out: bool) -> Results:
    results = Results(defaultdict(list), defaultdict(list))
    for site in chosen:
        hidden = hide_habits(index, site.path) if held_out else []
        for length in PREFIXES:
            if length <= len(site.selector.partition(":")[0]):
                _complete(results, index, site, site.selector[:length])
        restore(index, [*hidden, site.path])
        _navigate(results, index, site)
    return results


def _complete(results: Results, index: WorkspaceIndex, site: Site, typed: str) -> None:
    snapshot, at = opened(site, typed, index)
    started, busy = time.perf_counter(), time.process_time()
    found = complete(snapshot, at)
    results.timed("completion", started)
    results.times["completion, processor time"].append((time.process_time() - busy) * 1000)
    labels = [item.label for item in found.items]
    place = labels.index(site.selector) + 1 if site.selector in labels else 0
    results.places[len(typed)].append(place)


def _navigate(results: Results, index: WorkspaceIndex, site: Site) -> None:
    snapshot = Snapshot(site.path, SMALLTALK, 2, site.text, index, Settings())

    def text_of(path: str) -> str:
        return decode(Path(path).read_bytes()).text

    started = time.perf_counter()
    hover(snapshot, site.start, text_of)
    results.timed("hover", started)
    for name, feature in (("definition", definition), ("implementors", implementation)):
        started = time.perf_counter()
        feature(snapshot, site.start)
        results.timed(name, started)
    started = time.perf_counter()
    references(snapshot, site.start, include_declaration=False)
    results.timed("senders", started)


def figures(results: Results) -> dict[str, float | int]:
    found: dict[str, float | int] = {"sites": len(results.places[PREFIXES[0]])}
    for name, times in results.times.items():
        found[f"{name} p50 ms"] = percentile(times, 50)
        found[f"{name} p95 ms"] = percentile(times, 95)
    for prefix in (2, 3, 4):
        found[f"top 1 at {prefix} letters %"] = results.hits(prefix, 1)
        found[f"top {TOP} at {prefix} letters %"] = results.hits(prefix, TOP)
    ranks = {prefix: results.mean_reciprocal_rank(prefix) for prefix in PREFIXES}
    for prefix, rank in ranks.items():
        found[f"MRR@{TOP} at {prefix} letters %"] = 100 * rank
    weighted = sum(ranks[at + 1] / at for at in range(1, 8))
    found["S"] = 100 * weighted / sum(1 / at for at in range(1, 8))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--held-out", action="store_true", help="hide the package's habits")
    parser.add_argument("--cache", type=Path, help="where the index is kept between runs")
    options = parser.parse_args()
    folder = options.folder.absolute()
    index = asyncio.run(indexed(folder, options.cache))
    chosen = list(sites(folder, options.sites, options.seed))
    results = measure(index, chosen, options.held_out)
    name = "completion, package held out" if options.held_out else "completion"
    print_report(name, figures(results))


if __name__ == "__main__":
    main()
