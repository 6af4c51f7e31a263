"""`kibitz index`: indexes a folder as the server would, and tells what it holds."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import psutil
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kibitz.config.schema import IndexSettings
from kibitz.index.service import IndexService, IndexStatus
from kibitz.util.amounts import bytes_shown

_PROBLEMS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Result:
    """What one run found; sizes in bytes."""

    folder: str
    files: int
    files_read: int  # the others were known from the cache
    files_with_syntax_problems: int
    classes: int
    methods: int
    sends: int
    selectors: int
    symbols: int  # of other languages
    seconds: float
    bytes_read: int
    peak_rss: int  # of this process; the scanner's processes come on top
    problems: tuple[str, ...]


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the index below this directory instead of the user's cache directory.",
)
@click.option("--no-cache", is_flag=True, help="Read every file and store nothing.")
def index(path: Path, as_json: bool, cache: Path | None, no_cache: bool) -> None:
    """Index the workspace at PATH and print what it holds."""
    result = asyncio.run(_run(path.absolute(), cache, no_cache))
    if as_json:
        click.echo(json.dumps(asdict(result)))
    else:
        click.echo(_shown(result))


async def _run(path: Path, cache: Path | None, no_cache: bool) -> Result:
    messages: list[str] = []
    started = time.perf_counter()
    with Progress(
        TextColumn("Indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        service = IndexService(
            IndexSettings(),
            say=messages.append,
            changed=_bar_mover(bar),
            cache=cache,
            in_memory=no_cache,
        )
        service.start([path])
        await service.wait_idle()
    seconds = time.perf_counter() - started
    result = _result(path, service, seconds, messages)
    await service.stop()
    return result


def _bar_mover(bar: Progress) -> Callable[[IndexStatus], None]:
    task = bar.add_task("", total=None)
    return lambda status: bar.update(task, completed=status.files, total=status.total or None)


def _result(path: Path, service: IndexService, seconds: float, messages: list[str]) -> Result:
    found = service.index
    totals = found.totals()
    return Result(
        folder=str(path),
        files=sum(report.files for report in service.reports),
        files_read=sum(report.read for report in service.reports),
        files_with_syntax_problems=totals.files_with_problems,
        classes=totals.classes,
        methods=totals.methods,
        sends=totals.sends,
        selectors=totals.selectors,
        symbols=totals.symbols,
        seconds=round(seconds, 3),
        bytes_read=sum(report.bytes_read for report in service.reports),
        peak_rss=peak_rss(),
        problems=tuple(
            dict.fromkeys([*messages, *(it for each in service.reports for it in each.problems)])
        ),
    )


def peak_rss() -> int:
    """The most memory this process has held, in bytes."""
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _shown(result: Result) -> str:
    rate = result.bytes_read / result.seconds if result.seconds else 0.0
    lines = [
        f"{result.folder}: {result.files} files ({result.files_read} read, the others unchanged)",
        f"  {result.classes} classes, {result.methods} methods, {result.sends} sends of "
        f"{result.selectors} implemented selectors, {result.symbols} symbols of other languages",
        f"  {result.seconds:.2f} s, {bytes_shown(result.bytes_read)} read "
        f"({bytes_shown(rate)}/s), {bytes_shown(result.peak_rss)} of memory at most",
        f"  {result.files_with_syntax_problems} files with syntax problems",
        *(f"  {problem}" for problem in result.problems[:_PROBLEMS_SHOWN]),
    ]
    if len(result.problems) > _PROBLEMS_SHOWN:
        lines.append(f"  and {len(result.problems) - _PROBLEMS_SHOWN} problems more")
    return "\n".join(lines)
