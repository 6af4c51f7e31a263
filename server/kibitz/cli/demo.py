"""`kibitz demo`: starts the server as an editor would and plays through the sample workspace.

Everything shown comes from the server over stdio; nothing is prepared. The
sample is copied to a folder of its own and nothing is written back.
"""

from __future__ import annotations

import asyncio
import difflib
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from kibitz.cli.headless import HeadlessEditor, applied_to, path_of, seconds_since
from kibitz.syntax.lines import split_lines

TRACKS = "src/MgX-Core/MgXTrackStore.class.st"
STORE = "src/MgX-Core/MgXStore.class.st"
NEW_CLASS = "MgXVenueStore"

ANCHOR = "{ #category : 'queries' }\nMgXTrackStore >> tracksLongerThan:"
POPUP = "{ #category : 'queries' }\nMgXTrackStore >> longTracks [\n\n\t^ self tr\n]\n\n"
GHOST = "{ #category : 'queries' }\nMgXTrackStore >> titlesBy: anArtist [\n\n\t^ (self tracksBy: anArtist) \n]\n\n"

SHOWN_ITEMS = 6
INDEX_SECONDS = 60.0
MODEL_SECONDS = 120.0


@click.command(short_help="Play through the sample workspace in the terminal.")
@click.option(
    "--models",
    type=click.Choice(["all", "small"]),
    default="all",
    show_default=True,
    help="`small` lets the 0.5B model serve both roles.",
)
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Copy the sample here and leave it there."
)
def demo(models: str, keep: Path | None) -> None:
    """Start the server on the bundled sample workspace and show what an editor would show:
    a popup completion, ghost text, "explain method" and "Generate Store subclass"."""
    console = Console(highlight=False)
    settings = {"models": {"command": "qwen2.5-coder-0.5b"}} if models == "small" else {}
    with tempfile.TemporaryDirectory(prefix="kibitz-demo-") as scratch:
        folder = keep or Path(scratch) / "sample"
        with as_file(files("kibitz.cli") / "sample") as sample:
            shutil.copytree(sample, folder, dirs_exist_ok=True)
        cache = {"KIBITZ_CACHE": str(Path(scratch) / "cache")}
        asyncio.run(_play(console, folder, settings, cache))


async def _play(
    console: Console, folder: Path, settings: Mapping[str, Any], environment: Mapping[str, str]
) -> None:
    started = time.perf_counter()
    async with HeadlessEditor(folder, settings, environment=environment) as editor:
        _title(console, "The server reads the workspace", seconds_since(started) + " to start")
        status = await editor.wait_for_index(INDEX_SECONDS)
        await _show_symbols(console, editor, status, started)
        await _show_popup(console, editor)
        await _show_ghost_text(console, editor)
        await _show_explanation(console, editor)
        await _show_subclass(console, editor)
    console.print(Rule(style="dim"))
    console.print(
        "That was the server that VS Code and Neovim start. To use it in your editor, see "
        "[bold]README.md[/]; [bold]kibitz doctor[/] says what is missing.",
    )


def _title(console: Console, text: str, aside: str = "") -> None:
    console.print()
    console.print(Rule(f"[bold]{text}[/]  [dim]{aside}[/]", align="left"))


def _timing(console: Console, text: str) -> None:
    console.print(f"[green]{text}[/]")


async def _show_symbols(
    console: Console, editor: HeadlessEditor, status: Mapping[str, Any], started: float
) -> None:
    _timing(console, f"{status['index']['files']} files known {seconds_since(started)} after start")
    asked = time.perf_counter()
    found = await editor.request("workspace/symbol", {"query": "Store"})
    console.print(
        f"Classes that match “Store”: "
        f"{', '.join(each['name'] for each in found if '>>' not in each['name'])}"
    )
    _timing(console, f"answered in {seconds_since(asked)}")


async def _show_popup(console: Console, editor: HeadlessEditor) -> None:
    _title(console, "Popup completion", "no model needed")
    uri, cursor = _type_method(editor, TRACKS, POPUP, "^ self tr")
    asked = time.perf_counter()
    answer = await editor.request("textDocument/completion", editor.at(uri, cursor))
    elapsed = seconds_since(asked)
    _show_code(console, POPUP, "^ self tr", "")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 4))
    for item in sorted(answer["items"], key=lambda item: item.get("sortText") or item["label"])[
        :SHOWN_ITEMS
    ]:
        table.add_row(Text(item["label"], style="bold"), Text(item.get("detail") or "", "dim"))
    console.print(table)
    _timing(console, f"{len(answer['items'])} items in {elapsed}")
    start = cursor - POPUP.index("^ self tr") - len("^ self tr")
    editor.replace(uri, start, start + len(POPUP), "")


async def _show_ghost_text(console: Console, editor: HeadlessEditor) -> None:
    typed = "^ (self tracksBy: anArtist) "
    _title(console, "Ghost text", "written by the completion model, checked before it is shown")
    if not await _model_is_ready(console, editor, "completion"):
        return
    uri, cursor = _type_method(editor, TRACKS, GHOST, typed)
    asked = time.perf_counter()
    ghost = await editor.suggest(uri, cursor)
    elapsed = seconds_since(asked)
    if not ghost:
        _show_code(console, GHOST, typed, "")
        console.print("Nothing the model wrote passed the checks here, so nothing is shown.")
        return
    _show_code(console, GHOST, typed, ghost)
    _timing(console, f"arrived in {elapsed}; the first one reads the whole context")
    editor.replace(uri, cursor, cursor, ghost[:4])
    asked = time.perf_counter()
    rest = await editor.suggest(uri, cursor + 4)
    if rest == ghost[4:]:
        _timing(console, f"typing through it: the rest again in {seconds_since(asked)}")


async def _show_explanation(console: Console, editor: HeadlessEditor) -> None:
    _title(console, "Explain method", "MgXTrackStore>>#add: by the command model, streamed")
    if not await _model_is_ready(console, editor, "command"):
        return
    uri = editor.uri(TRACKS)
    place = editor.at(uri, editor.texts[uri].index("super add: aTrack"))
    asked = time.perf_counter()
    first: list[str] = []
    with Live(console=console, refresh_per_second=8, vertical_overflow="visible") as live:

        def show(method: str, params: Any) -> None:
            if method == "kibitz/explanation":
                if not first:
                    first.append(seconds_since(asked))
                live.update(Markdown(_unlinked(params["markdown"])))

        editor.on_notification = show
        answer = await editor.request(
            "workspace/executeCommand",
            {
                "command": "kibitz.explainMethod",
                "arguments": [{"uri": uri, "position": place["position"]}],
            },
        )
        live.update(Markdown(_unlinked(answer["markdown"])))
    editor.on_notification = lambda method, params: None
    if not console.is_terminal:
        console.print()
    _timing(
        console, f"first words after {first[0] if first else '-'}, done in {seconds_since(asked)}"
    )


def _unlinked(markdown: str) -> str:
    """Markdown with its links' texts alone: a terminal shows no page to jump to."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)


async def _show_subclass(console: Console, editor: HeadlessEditor) -> None:
    _title(console, "Generate Store subclass", f"{NEW_CLASS}, as the previewed edit an editor gets")
    uri = editor.open(STORE, "smalltalk")
    place = editor.at(uri, editor.texts[uri].index("'MgXStore'") + 1)
    asked = time.perf_counter()
    answer = await editor.request(
        "workspace/executeCommand",
        {
            "command": "kibitz.generateSubclass",
            "arguments": [{"uri": uri, "position": place["position"], "name": NEW_CLASS}],
        },
    )
    elapsed = seconds_since(asked)
    for edit in editor.applied:
        for path, before, after in _changes(editor, edit):
            console.print(
                Syntax(
                    _diff(path, before, after), "diff", background_color="default", word_wrap=True
                )
            )
    for sentence in answer.get("problems") or ():
        console.print(f"[yellow]{sentence}[/]")
    _timing(console, f"made in {elapsed}")


async def _model_is_ready(console: Console, editor: HeadlessEditor, role: str) -> bool:
    """Whether the role's model serves; if not, says why and how to get it."""

    # The completion model is loaded at the start, the command model by the first request.
    passing = ("starting", "restarting") + (("stopped",) if role == "completion" else ())

    def is_settled(status: Mapping[str, Any]) -> bool:
        return status["engines"][role]["state"] not in passing

    status = await editor.wait_for_status(is_settled, MODEL_SECONDS)
    engine = status["engines"][role]
    if engine["state"] in ("ready", "busy", "stopped"):
        console.print(f"[dim]model: {engine['model']}[/]")
        return True
    console.print(f"[yellow]{engine['detail']}[/]")
    return False


def _type_method(editor: HeadlessEditor, path: str, method: str, typed: str) -> tuple[str, int]:
    """Put a new method in front of `ANCHOR`; the document and the cursor after `typed`."""
    uri = editor.uri(path)
    if uri not in editor.texts:
        editor.open(path, "smalltalk")
    at = editor.texts[uri].index(ANCHOR)
    editor.replace(uri, at, at, method)
    return uri, at + method.index(typed) + len(typed)


def _show_code(console: Console, method: str, typed: str, ghost: str) -> None:
    """The method with the ghost text, dim, at the cursor."""
    cut = method.index(typed) + len(typed)
    shown = Text(method[method.index("\n") + 1 : cut])
    shown.append(ghost or "▏", style="italic dim cyan" if ghost else "blink")
    shown.append(method[cut:].rstrip())
    console.print(shown)


def _changes(editor: HeadlessEditor, edit: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(path, text before, text after) of each file an edit touches."""
    after: dict[str, str] = {}
    before: dict[str, str] = {}
    for change in edit.get("documentChanges") or ():
        if change.get("kind") == "create":
            before[change["uri"]], after[change["uri"]] = "", ""
        elif "textDocument" in change:
            uri = change["textDocument"]["uri"]
            if uri not in before:
                path = path_of(uri)
                known = editor.texts.get(uri)
                before[uri] = known if known is not None else path.read_text(encoding="utf-8")
                after[uri] = before[uri]
            after[uri] = applied_to(after[uri], change["edits"])
    for uri, edits in (edit.get("changes") or {}).items():
        before[uri] = editor.texts.get(uri) or path_of(uri).read_text(encoding="utf-8")
        after[uri] = applied_to(before[uri], edits)
    return [
        (str(path_of(uri).relative_to(editor.folder)), before[uri], after[uri]) for uri in after
    ]


def _diff(path: str, before: str, after: str) -> str:
    old = f"a/{path}" if before else "/dev/null"
    lines = difflib.unified_diff(
        split_lines(before), split_lines(after), old, f"b/{path}", "", "", 2, ""
    )
    return "\n".join(lines)
