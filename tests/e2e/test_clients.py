"""The same session with clients that can more and less."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import psutil
import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.e2e.conftest import ClientAs, StartRaw, open_file, wait_until_indexed
from tests.e2e.profiles import PROFILES
from tests.e2e.rawclient import TIMEOUT, RawClient


async def symbols(client: LanguageClient, query: str) -> list[str]:
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(query))
    return [each.name for each in found or ()]


async def until_found(client: LanguageClient, query: str, wanted: bool = True) -> None:
    """Ask again and again; the disk's news take a moment."""
    async with asyncio.timeout(TIMEOUT):
        while bool(await symbols(client, query)) is not wanted:
            await wait_until_indexed(client)


@pytest.mark.parametrize("profile", sorted(PROFILES))
async def test_a_whole_session(client_as: ClientAs, workspace: Path, profile: str):
    client = await client_as(profile)
    await wait_until_indexed(client)
    store = workspace / "src" / "Mg-Store" / "MgStore.class.st"
    uri = open_file(client, store)
    text = store.read_text()

    encoding = {"neovim": "utf-8"}.get(profile, "utf-16")
    line = text[: text.index("items add:")].count("\n")
    before = "\t^ '日😋' , "
    width = len(before.encode("utf-8" if encoding == "utf-8" else "utf-16-le"))
    width = width if encoding == "utf-8" else width // 2
    at = types.Position(line, 0)
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version=2, uri=uri),
            [
                types.TextDocumentContentChangePartial(
                    types.Range(at, types.Position(line, 3)), before
                )
            ],
        )
    )
    hover = await client.text_document_hover_async(
        types.HoverParams(
            types.TextDocumentIdentifier(uri), types.Position(line, width + len("items a"))
        )
    )
    assert hover
    assert "add:" in json.dumps(client.protocol._converter.unstructure(hover))
    definition = await client.text_document_definition_async(
        types.DefinitionParams(
            types.TextDocumentIdentifier(uri), types.Position(line, width + len("items a"))
        )
    )
    found = definition if isinstance(definition, list) else [definition]
    assert found[0]
    assert "MgStore >> add:" in await asyncio.to_thread(_line_of, store, found[0])


def _line_of(path: Path, location: Any) -> str:
    range_ = getattr(location, "range", None) or location.target_selection_range
    return path.read_text().split("\n")[range_.start.line]


async def test_the_editors_text_goes_before_the_disks(client: LanguageClient, workspace: Path):
    await wait_until_indexed(client)
    uri = open_file(client, workspace / "src" / "Mg-Store" / "MgStore.class.st")
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version=2, uri=uri),
            [
                types.TextDocumentContentChangeWholeDocument(
                    "Class { #name : #MgKiosk, #superclass : #Object }\n"
                )
            ],
        )
    )
    await wait_until_indexed(client)
    assert await symbols(client, "MgKiosk")
    client.text_document_did_close(
        types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
    )
    await wait_until_indexed(client)
    assert not await symbols(client, "MgKiosk")
    assert await symbols(client, "MgStore")


KIOSK = "Class { #name : #MgKiosk, #superclass : #Object }\n"


async def test_the_clients_file_watcher_is_heard(client: LanguageClient, workspace: Path):
    await wait_until_indexed(client)
    path = workspace / "src" / "Mg-Store" / "MgKiosk.class.st"
    path.write_text(KIOSK)
    changed = types.DidChangeWatchedFilesParams(
        [types.FileEvent(path.as_uri(), types.FileChangeType.Created)]
    )
    client.workspace_did_change_watched_files(changed)
    await until_found(client, "MgKiosk")
    path.unlink()
    client.workspace_did_change_watched_files(changed)
    await until_found(client, "MgKiosk", wanted=False)


async def test_without_the_clients_watcher_our_own_sees_changes(
    client_as: ClientAs, workspace: Path
):
    client = await client_as("minimal")
    await wait_until_indexed(client)
    path = workspace / "src" / "Mg-Store" / "MgKiosk.class.st"
    path.write_text(KIOSK)
    await until_found(client, "MgKiosk")
    path.unlink()
    await until_found(client, "MgKiosk", wanted=False)


async def test_a_folder_joins_and_leaves(client: LanguageClient, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "MgKiosk.class.st").write_text(KIOSK)
    folder = types.WorkspaceFolder(other.as_uri(), "other")
    client.workspace_did_change_workspace_folders(
        types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([folder], []))
    )
    await until_found(client, "MgKiosk")
    client.workspace_did_change_workspace_folders(
        types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([], [folder]))
    )
    await until_found(client, "MgKiosk", wanted=False)


async def test_scanning_shows_progress(client: LanguageClient):
    await wait_until_indexed(client)
    async with asyncio.timeout(TIMEOUT):
        while not any(
            isinstance(report, types.WorkDoneProgressEnd)
            for reports in client.progress_reports.values()
            for report in reports
        ):
            await wait_until_indexed(client)


async def test_a_problem_in_the_settings_is_shown(client_as: ClientAs):
    client = await client_as("vscode", settings={"inline": {"maxTokens": "many"}})
    await wait_until_indexed(client)
    assert [each.message for each in client.messages if "maxTokens" in each.message]


async def test_without_a_model_the_status_says_what_to_do(client: LanguageClient):
    status = await wait_until_indexed(client)
    for engine in status["engines"].values():
        assert engine["state"] == "absent"
        assert "kibitz models pull" in engine["detail"]


# ---- cancelling and stale requests, in one write so that nothing can come between


def frames(*messages: dict[str, Any]) -> bytes:
    bodies = [json.dumps({"jsonrpc": "2.0", **each}).encode() for each in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(each), each) for each in bodies)


async def test_cancelling(raw: RawClient, workspace: Path):
    await raw.initialize(workspace)
    raw.send_bytes(
        frames(
            {"id": "slow", "method": "kibitz/waitUntilIndexed"},
            {"method": "$/cancelRequest", "params": {"id": "slow"}},
        )
    )
    assert (await raw.answer("slow"))["error"]["code"] == -32800
    assert await raw.end() == 0


async def test_a_request_for_a_version_that_is_gone(raw: RawClient, workspace: Path):
    await raw.initialize(workspace)
    uri = (workspace / "a.st").as_uri()
    raw.open(uri, "foo")
    raw.send_bytes(
        frames(
            {
                "id": "stale",
                "method": "textDocument/inlineCompletion",
                "params": {
                    "textDocument": {"uri": uri},
                    "position": {"line": 0, "character": 3},
                    "context": {"triggerKind": 1},
                },
            },
            {
                "method": "textDocument/didChange",
                "params": {
                    "textDocument": {"uri": uri, "version": 2},
                    "contentChanges": [{"text": "bar"}],
                },
            },
        )
    )
    assert (await raw.answer("stale"))["error"]["code"] == -32801
    assert await raw.end() == 0


async def test_nothing_is_left_behind(start_raw: StartRaw, workspace: Path):
    """However the server ends, so do the processes it started."""
    raw = await start_raw()
    await raw.initialize(workspace)
    await raw.request("kibitz/waitUntilIndexed")
    children = psutil.Process(raw.process.pid).children(recursive=True)
    raw.notify("exit")
    assert await raw.exit_code() == 1
    _, alive = await asyncio.to_thread(psutil.wait_procs, children, TIMEOUT)
    assert alive == []
