"""`kibitz complete FILE:LINE:COLUMN`: what an editor would be offered at a place in a file.

Starts the server on the file's workspace and asks as an editor does, so what
is printed is what an editor would get.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import click

from kibitz.cli.headless import HeadlessEditor, ServerError
from kibitz.formats.encoding import decode
from kibitz.languages.detect import language_of
from kibitz.syntax.lines import LineIndex
from kibitz.util.errors import KibitzError, reason

INDEX_SECONDS = 600.0
MODEL_SECONDS = 60.0
_ROOT_MARKS = (".git", ".hg", ".project", "pyproject.toml", "package.json")
_SHOWN_ITEMS = 20
_NOT_SETTLED = ("stopped", "starting", "restarting")


class PlaceError(KibitzError):
    """FILE:LINE:COLUMN names no place; the text says why."""


@click.command()
@click.argument("place", metavar="FILE:LINE:COLUMN")
@click.option(
    "--kind",
    type=click.Choice(["popup", "inline"]),
    default="popup",
    show_default=True,
    help="The list of completions, or the ghost text that the completion model writes.",
)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder to index; without it the nearest one that looks like a project.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def complete(place: str, kind: str, workspace: Path | None, as_json: bool) -> None:
    """Show what an editor would be offered at a place in a file.

    LINE and COLUMN count from 1; a column is a character, and the cursor stands before it.
    """
    path, offset, text = read_place(place)
    language = language_of(path, text)
    if language is None:
        raise PlaceError(f"{path} is in no language that Kibitz knows.")
    folder = (workspace or project_of(path)).resolve()
    try:
        offered = asyncio.run(_ask(folder, path, language, text, offset, kind))
    except (ServerError, TimeoutError) as error:
        why = str(error).rstrip(".") or "it took too long"
        raise KibitzError(f"The server gave no answer: {why}.") from error
    if as_json:
        click.echo(json.dumps(offered, indent=2, ensure_ascii=False))
    elif kind == "inline":
        click.echo(offered["text"] or "Nothing is suggested here.")
    else:
        _show(offered["items"])


def read_place(place: str) -> tuple[Path, int, str]:
    """The file, the cursor's offset in its text, and the text; raises PlaceError."""
    name, *numbers = place.rsplit(":", 2)
    if len(numbers) != 2 or not all(each.isdecimal() for each in numbers):
        raise PlaceError(f"{place} is not of the form FILE:LINE:COLUMN.")
    path = Path(name).absolute()
    try:
        text = decode(path.read_bytes()).text
    except OSError as error:
        raise PlaceError(f"{path} cannot be read: {reason(error)}.") from error
    line, column = int(numbers[0]), int(numbers[1])
    lines = LineIndex(text)
    if not 1 <= line <= lines.count:
        raise PlaceError(f"{path} has lines 1 to {lines.count}, but no line {line}.")
    length = len(lines.line_text(line - 1))
    if not 1 <= column <= length + 1:
        raise PlaceError(
            f"Line {line} of {path} has columns 1 to {length + 1}, but no column {column}."
        )
    return path, lines.line_start(line - 1) + column - 1, text


def project_of(path: Path) -> Path:
    """The nearest folder above `path` that looks like a project's; else the file's own."""
    for folder in path.resolve().parents:
        if any((folder / mark).exists() for mark in _ROOT_MARKS):
            return folder
    return path.parent


async def _ask(
    folder: Path, path: Path, language: str, text: str, offset: int, kind: str
) -> dict[str, Any]:
    async with HeadlessEditor(folder) as editor:
        await editor.wait_for_index(INDEX_SECONDS)
        uri = editor.open(path, language, text)
        if kind == "popup":
            began = time.perf_counter()
            answer = await editor.request("textDocument/completion", editor.at(uri, offset))
            items = answer["items"] if isinstance(answer, dict) else answer or []
            shown = [
                {"label": each["label"], "detail": each.get("detail")}
                for each in sorted(items, key=lambda each: each.get("sortText") or each["label"])
            ]
            return {"items": shown, "seconds": round(time.perf_counter() - began, 4)}
        await _wait_for_model(editor)
        began = time.perf_counter()
        suggested = await editor.suggest(uri, offset)
        return {"text": suggested, "seconds": round(time.perf_counter() - began, 4)}


async def _wait_for_model(editor: HeadlessEditor) -> None:
    def is_settled(status: dict[str, Any]) -> bool:
        return status["engines"]["completion"]["state"] not in _NOT_SETTLED

    status = await editor.wait_for_status(is_settled, MODEL_SECONDS)
    engine = status["engines"]["completion"]
    if engine["state"] not in ("ready", "busy"):
        raise KibitzError(engine["detail"])


def _show(items: list[dict[str, Any]]) -> None:
    if not items:
        click.echo("Nothing is offered here.")
        return
    width = max(len(each["label"]) for each in items[:_SHOWN_ITEMS])
    for each in items[:_SHOWN_ITEMS]:
        detail = click.style(each["detail"] or "", dim=True)
        click.echo(f"{each['label']:<{width}}  {detail}".rstrip())
    if len(items) > _SHOWN_ITEMS:
        click.echo(f"… and {len(items) - _SHOWN_ITEMS} more (--json prints them all)")
