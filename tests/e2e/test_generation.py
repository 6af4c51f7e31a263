"""Ghost text and commands from the real server with the real 0.5B model, on the sample."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from kibitz.cli.headless import HeadlessEditor, ServerError, applied_to, path_of
from kibitz.formats.check import check_source
from kibitz.formats.read import read_source
from kibitz.languages.treesitter.problems import parses_cleanly

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

SAMPLE = Path(__file__).parents[2] / "server" / "kibitz" / "cli" / "sample"
PATIENCE = 120  # seconds; a busy machine reads a model slowly

TRACKS = "src/MgX-Core/MgXTrackStore.class.st"
STORE = "src/MgX-Core/MgXStore.class.st"
RIGHTS = "fileouts/MgX-Rights.st"

TITLES = "{ #category : 'queries' }\nMgXTrackStore >> titlesBy: anArtist [\n\n\t$0\n]\n\n"
BEFORE = "{ #category : 'queries' }\nMgXTrackStore >> tracksLongerThan:"

# Every socket of the internet families that a Python process makes is written down.
WATCH_SOCKETS = """
import os, sys
def watch(event, arguments):
    if event == "socket.__new__" and arguments[1] in (2, 10):
        with open(os.environ["SOCKETS_SEEN"], "a") as seen:
            seen.write(f"{sys.argv}\\n")
sys.addaudithook(watch)
"""


@pytest.fixture
async def editor(tmp_path: Path, completion_model: Path) -> AsyncIterator[HeadlessEditor]:
    folder = tmp_path / "sample"
    shutil.copytree(SAMPLE, folder)
    watch = tmp_path / "watch"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(WATCH_SOCKETS)
    environment = {
        "KIBITZ_MODELS": str(completion_model.parent),
        "KIBITZ_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": str(watch),
        "SOCKETS_SEEN": str(tmp_path / "sockets"),
    }
    settings = {"models": {"command": "qwen2.5-coder-0.5b"}}
    async with HeadlessEditor(folder, settings, environment=environment) as editor:
        await editor.wait_for_index(PATIENCE)
        await editor.wait_for_status(
            lambda status: status["engines"]["completion"]["state"] == "ready", PATIENCE
        )
        yield editor


def problems(path: Path, text: str) -> list[str]:
    return [each.message for each in check_source(read_source(path, text))]


def typed(editor: HeadlessEditor, path: str, before: str, text: str, language: str) -> Any:
    """Put `text` in front of `before`; the document and the place of its `$0`."""
    uri = editor.open(path, language)
    at = editor.texts[uri].index(before)
    editor.replace(uri, at, at, text.replace("$0", ""))
    return uri, at + text.index("$0")


async def test_ghost_text_parses_in_place_and_can_be_typed_through(editor: HeadlessEditor):
    body = TITLES.replace("$0", "^ (self tracksBy: anArtist) $0")
    uri, at = typed(editor, TRACKS, BEFORE, body, "smalltalk")
    ghost = await editor.suggest(uri, at)
    assert ghost
    editor.replace(uri, at, at, ghost[:3])
    assert await editor.suggest(uri, at + 3) == ghost[3:]
    editor.replace(uri, at + 3, at + 3, ghost[3:])
    assert problems(path_of(uri), editor.texts[uri]) == []


async def test_ghost_text_stands_at_the_cursor(editor: HeadlessEditor):
    body = TITLES.replace("$0", "^ (self tracksBy: anArtist) $0")
    uri, at = typed(editor, TRACKS, BEFORE, body, "smalltalk")
    answer = await editor.request(
        "textDocument/inlineCompletion", {**editor.at(uri, at), "context": {"triggerKind": 2}}
    )
    here = editor.at(uri, at)["position"]
    assert [item["range"] for item in answer["items"]] == [{"start": here, "end": here}]


async def test_ghost_text_in_a_chunk_file(editor: HeadlessEditor):
    before = "!MgXStreamingRightsStore methodsFor: 'queries'"
    method = (
        "!MgXStreamingRightsStore methodsFor: 'queries' stamp: 'kb 3/12/2024 10:14'!\n"
        "rightsFor: aTerritory\n\t^ self select: [:each | each $0]! !\n\n"
    )
    uri, at = typed(editor, RIGHTS, before, method, "smalltalk")
    ghost = await editor.suggest(uri, at)
    assert ghost
    editor.replace(uri, at, at, ghost)
    assert problems(path_of(uri), editor.texts[uri]) == []


@pytest.mark.parametrize(
    ("path", "before", "text", "language"),
    [
        (
            "tools/royalties.py",
            "def longest_play",
            "def total_seconds(plays: list[Play]) -> int:\n    return $0\n\n\n",
            "python",
        ),
        (
            "web/catalogue.ts",
            "export class Catalogue",
            "export function isLong(track: Track): boolean {\n  return $0\n}\n\n",
            "typescript",
        ),
    ],
)
async def test_ghost_text_in_other_languages(
    editor: HeadlessEditor, path: str, before: str, text: str, language: str
):
    uri, at = typed(editor, path, before, text, language)
    ghost = await editor.suggest(uri, at)
    assert ghost
    editor.replace(uri, at, at, ghost)
    assert parses_cleanly(editor.texts[uri], language)


async def test_a_killed_worker_is_replaced_and_the_server_goes_on(editor: HeadlessEditor):
    body = TITLES.replace("$0", "^ (self tracksBy: anArtist) $0")
    uri, at = typed(editor, TRACKS, BEFORE, body, "smalltalk")
    asking = asyncio.create_task(editor.suggest(uri, at))
    (worker,) = [each for each in psutil.Process(editor.pid).children() if _is_worker(each)]
    worker.send_signal(signal.SIGKILL)
    await asking  # answered, with a suggestion or without
    async with asyncio.timeout(PATIENCE):
        while not await editor.suggest(uri, at):  # waits for the restart by itself
            pass
    (new_worker,) = [each for each in psutil.Process(editor.pid).children() if _is_worker(each)]
    assert new_worker.pid != worker.pid


def _is_worker(process: psutil.Process) -> bool:
    return "kibitz.inference.worker" in process.cmdline()


async def test_a_method_is_explained_in_markdown_that_names_who_takes_part(
    editor: HeadlessEditor,
):
    seen: list[dict[str, Any]] = []
    editor.on_notification = lambda method, params: (
        seen.append(params) if method == "kibitz/explanation" else None
    )
    uri = editor.open(TRACKS, "smalltalk")
    place = editor.at(uri, editor.texts[uri].index("super add: aTrack"))
    answer = await editor.request(
        "workspace/executeCommand",
        {
            "command": "kibitz.explainMethod",
            "arguments": [{"uri": uri, "position": place["position"]}],
        },
    )
    assert answer["title"] == "MgXTrackStore>>#add:"
    assert "MgXStore>>#add:" in answer["markdown"]
    assert seen[-1]["done"] and seen[-1]["markdown"] == answer["markdown"]


async def test_explaining_can_be_cancelled(editor: HeadlessEditor):
    uri = editor.open(TRACKS, "smalltalk")
    place = editor.at(uri, editor.texts[uri].index("super add: aTrack"))
    argument = {"uri": uri, "position": place["position"]}
    asking = asyncio.create_task(
        editor.request(
            "workspace/executeCommand",
            {"command": "kibitz.explainMethod", "arguments": [argument]},
        )
    )
    await editor.wait_for_status(
        lambda status: status["engines"]["command"]["state"] == "busy", PATIENCE
    )
    editor.notify("$/cancelRequest", {"id": editor.last_id})
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ServerError, match="cancelled"):
            await asking


async def generated(editor: HeadlessEditor, path: str, word: str, name: str) -> dict[str, str]:
    """The text of each file that generating a subclass touches, by its name."""
    uri = editor.open(path, "smalltalk")
    position = editor.at(uri, editor.texts[uri].index(word) + 1)["position"]
    argument = {"uri": uri, "position": position, "name": name}
    await editor.request(
        "workspace/executeCommand",
        {"command": "kibitz.generateSubclass", "arguments": [argument]},
    )
    (edit,) = editor.applied
    texts: dict[str, str] = {}
    for change in edit["documentChanges"]:
        if "textDocument" in change:
            changed = change["textDocument"]["uri"]
            texts[path_of(changed).name] = applied_to(
                editor.texts.get(changed, ""), change["edits"]
            )
    return texts


async def test_a_store_subclass_is_generated_in_tonel(editor: HeadlessEditor):
    texts = await generated(editor, STORE, "MgXStore'", "MgXVenueStore")
    assert set(texts) == {"MgXVenueStore.class.st", "MgXVenueStoreTest.class.st"}
    made = texts["MgXVenueStore.class.st"]
    assert problems(Path("MgXVenueStore.class.st"), made) == []
    selectors = [each.selector for each in read_source(Path("x.class.st"), made).methods]
    assert selectors == ["entryClass", "keyFor:", "validate:"]
    assert "^ MgXVenue\n" in made
    assert "Track" not in made
    assert not (editor.folder / "src/MgX-Core/MgXVenueStore.class.st").exists()


async def test_a_store_subclass_is_generated_in_a_chunk_file(editor: HeadlessEditor):
    texts = await generated(editor, RIGHTS, "MgXStore subclass:", "MgXVenueStore")
    made = texts["MgX-Rights.st"]
    before = (SAMPLE / RIGHTS).read_text()
    assert made.startswith(before)
    assert problems(Path("MgX-Rights.st"), made) == []
    classes = [each.name for each in read_source(Path("MgX-Rights.st"), made).classes]
    assert classes[-1] == "MgXVenueStore"


async def test_a_taken_name_is_refused_in_every_format(editor: HeadlessEditor):
    with pytest.raises(ServerError, match="MgXStreamingRightsStore is taken"):
        await generated(editor, STORE, "MgXStore'", "MgXStreamingRightsStore")


async def test_no_process_of_the_server_makes_a_network_socket(
    editor: HeadlessEditor, tmp_path: Path
):
    body = TITLES.replace("$0", "^ (self tracksBy: anArtist) $0")
    uri, at = typed(editor, TRACKS, BEFORE, body, "smalltalk")
    await editor.suggest(uri, at)
    await generated(editor, STORE, "MgXStore'", "MgXVenueStore")
    server = psutil.Process(editor.pid)
    processes = [server, *server.children(recursive=True)]
    assert any(_is_worker(each) for each in processes)
    assert [each.net_connections(kind="inet") for each in processes] == [[] for _ in processes]
    assert not (tmp_path / "sockets").exists()
