"""`kibitz check PATH…`: syntax problems of Smalltalk, Python, TypeScript and JavaScript files.

For scripts and commit hooks: one line a problem, exit code 1 where there are any.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from kibitz.config.schema import Settings
from kibitz.formats.check import check_file
from kibitz.formats.encoding import decode
from kibitz.index.files import exclusion, walk
from kibitz.languages.detect import SMALLTALK, language_of
from kibitz.languages.treesitter.problems import problems
from kibitz.syntax.lines import LineIndex
from kibitz.util.amounts import seconds_shown
from kibitz.util.errors import KibitzError, reason
from kibitz.util.spans import Problem

_NO_LIMIT = 1 << 62
_FEW = 100  # files; fewer are done before other processes have started
_COLOURS = {"error": "red", "warning": "yellow"}


@dataclass(frozen=True, slots=True)
class Reported:
    """One problem as it is printed; lines and columns count from 1, columns are characters."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: str
    code: str
    message: str


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check files, and all files below folders, for syntax problems.

    Exits 1 where there are problems; hints do not count.
    """
    began = time.monotonic()
    files = list(_files(paths))
    found: list[Reported] = []
    for reported in _checked(files):
        found += reported
        if not as_json:
            for each in reported:
                _show(each)
    counted = sum(each.severity in _COLOURS for each in found)
    if as_json:
        answer = {"files": len(files), "problems": [asdict(each) for each in found]}
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        took = seconds_shown(time.monotonic() - began)
        click.echo(f"{_count(len(files), 'file')}, {_count(counted, 'problem')}, {took}", err=True)
    sys.exit(1 if counted else 0)


def check_one(path: str) -> list[Reported]:
    """The problems of one file, in file order; what cannot be read is one too."""
    try:
        text = decode(Path(path).read_bytes()).text
    except OSError as error:
        message = f"This file cannot be read: {reason(error)}."
        return [Reported(path, 1, 1, 1, 1, "error", "unreadable", message)]
    language = language_of(path, text)
    if language == SMALLTALK:
        found = check_file(Path(path))
    elif language:
        found = problems(text, language, path)
    else:
        message = "This file is in no language that Kibitz knows; it was not checked."
        return [Reported(path, 1, 1, 1, 1, "hint", "unknown-language", message)]
    lines = LineIndex(text)
    return [_reported(path, lines, each) for each in sorted(found, key=lambda each: each.span)]


def _files(paths: Iterable[Path]) -> Iterator[str]:
    """Every file once: those that are named, and the source files below folders."""
    seen: set[str] = set()
    excluded = exclusion(Settings().index.exclude)
    for path in paths:
        if not path.exists():
            raise KibitzError(f"{path} does not exist.")
        found = sorted(walk(str(path), excluded, _NO_LIMIT).files) if path.is_dir() else [str(path)]
        for each in map(os.path.normpath, found):
            if each not in seen:
                seen.add(each)
                yield each


def _checked(files: Sequence[str]) -> Iterator[list[Reported]]:
    if len(files) < _FEW or (os.cpu_count() or 1) == 1:
        yield from map(check_one, files)
        return
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(check_one, files, chunksize=32)


def _reported(path: str, lines: LineIndex, problem: Problem) -> Reported:
    start, end = problem.span.start, problem.span.end
    line, end_line = lines.line_of(start), lines.line_of(end)
    return Reported(
        path,
        line + 1,
        start - lines.line_start(line) + 1,
        end_line + 1,
        end - lines.line_start(end_line) + 1,
        problem.severity,
        problem.code,
        problem.message,
    )


def _show(each: Reported) -> None:
    severity = click.style(each.severity, fg=_COLOURS.get(each.severity, "blue"))
    click.echo(f"{each.path}:{each.line}:{each.column}: {severity}: {each.message} [{each.code}]")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
