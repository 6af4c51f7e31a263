"""Every feature without a model, asked as an editor asks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.e2e.conftest import ClientAs, open_file, wait_until_indexed
from tests.e2e.rawclient import TIMEOUT

BOOKS = "src/Mg-Store/MgBookStore.class.st"
STORE = "src/Mg-Store/MgStore.class.st"


async def opened(client: LanguageClient, workspace: Path, name: str = BOOKS) -> str:
    await wait_until_indexed(client)
    return open_file(client, workspace / name)


def place(workspace: Path, name: str, marked: str) -> types.Position:
    """The position of the `|` in `marked`, which is otherwise a piece of the file's text."""
    text = (workspace / name).read_text()
    offset = text.index(marked.replace("|", "")) + marked.index("|")
    line = text.count("\n", 0, offset)
    return types.Position(line, offset - (text.rfind("\n", 0, offset) + 1))


def document(uri: str) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri)


def typed(client: LanguageClient, uri: str, at: types.Position, text: str) -> types.Position:
    """Insert one line of text; the position behind it."""
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, uri),
            [types.TextDocumentContentChangePartial(types.Range(at, at), text)],
        )
    )
    return types.Position(at.line, at.character + len(text))


async def completion(client: LanguageClient, uri: str, at: types.Position) -> types.CompletionList:
    found = await client.text_document_completion_async(types.CompletionParams(document(uri), at))
    assert isinstance(found, types.CompletionList)
    return found


async def test_completion_and_resolve(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace)
    at = typed(client, uri, place(workspace, BOOKS, "^ |super total"), "self ad")
    item = (await completion(client, uri, at)).items[0]
    assert item.label == "add:"
    assert item.insert_text_format is types.InsertTextFormat.Snippet
    resolved = await client.completion_item_resolve_async(item)
    assert isinstance(resolved.documentation, types.MarkupContent)
    assert "items add: anItem" in resolved.documentation.value


@pytest.mark.parametrize(
    ("profile", "inserted"),
    [
        ("vscode", "add: ${1:anItem}"),
        ("neovim", "add: ${1:anItem}"),
        ("emacs", "add: "),
        ("minimal", "add: "),
    ],
)
async def test_what_is_accepted_replaces_what_was_typed(
    client_as: ClientAs, workspace: Path, profile: str, inserted: str
):
    client = await client_as(profile)
    uri = await opened(client, workspace)
    behind = typed(client, uri, place(workspace, BOOKS, "^ |super total"), "self ad ")
    at = types.Position(behind.line, behind.character - 1)
    found = await completion(client, uri, at)
    item = found.items[0]
    if item.text_edit is not None:
        assert isinstance(item.text_edit, types.TextEdit)
        replaced, text = item.text_edit.range, item.text_edit.new_text
    else:
        assert found.item_defaults and isinstance(found.item_defaults.edit_range, types.Range)
        replaced, text = found.item_defaults.edit_range, item.text_edit_text
    assert (replaced.start.character, replaced.end) == (at.character - 2, at)
    assert text == inserted


async def test_hover(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace)
    found = await client.text_document_hover_async(
        types.HoverParams(document(uri), place(workspace, BOOKS, "super to|tal"))
    )
    assert found and isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind is types.MarkupKind.Markdown
    assert "`MgStore >> #total`" in found.contents.value


async def test_hover_without_markdown(client_as: ClientAs, workspace: Path):
    client = await client_as("minimal")
    uri = await opened(client, workspace)
    found = await client.text_document_hover_async(
        types.HoverParams(document(uri), place(workspace, BOOKS, "super to|tal"))
    )
    assert found and isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind is types.MarkupKind.PlainText
    assert "`" not in found.contents.value


async def test_definition(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace)
    found = await client.text_document_definition_async(
        types.DefinitionParams(document(uri), place(workspace, BOOKS, "super to|tal"))
    )
    assert isinstance(found, list)
    assert [each.uri for each in found if isinstance(each, types.Location)] == [
        (workspace / STORE).as_uri()
    ]


async def test_implementation(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace)
    found = await client.text_document_implementation_async(
        types.ImplementationParams(document(uri), place(workspace, BOOKS, "super to|tal"))
    )
    assert isinstance(found, list)
    assert len(found) == 2


async def test_references(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace)
    found = await client.text_document_references_async(
        types.ReferenceParams(
            types.ReferenceContext(include_declaration=True),
            document(uri),
            place(workspace, BOOKS, "super to|tal"),
        )
    )
    assert sorted((each.uri.rpartition("/")[2], each.range.start.line) for each in found or ()) == [
        ("MgBookStore.class.st", 7),
        ("MgBookStore.class.st", 8),
        ("MgStore.class.st", 18),
    ]


async def test_document_symbols(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace, STORE)
    found = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(document(uri))
    )
    assert found and isinstance(found[0], types.DocumentSymbol)
    assert [each.name for each in found[0].children or ()] == ["items", "add:", "total"]


async def test_document_symbols_for_a_client_without_trees(client_as: ClientAs, workspace: Path):
    client = await client_as("minimal")
    uri = await opened(client, workspace, STORE)
    found = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(document(uri))
    )
    assert [
        (each.name, each.container_name)
        for each in found or ()
        if isinstance(each, types.SymbolInformation)
    ] == [("MgStore", None), ("items", "MgStore"), ("add:", "MgStore"), ("total", "MgStore")]


async def test_document_symbols_of_python(client: LanguageClient, workspace: Path):
    await wait_until_indexed(client)
    uri = open_file(client, workspace / "till.py", "python")
    found = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(document(uri))
    )
    assert [each.name for each in found or ()] == ["total"]


async def test_workspace_symbols(client: LanguageClient, workspace: Path):
    await wait_until_indexed(client)
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams("MgBook"))
    assert found and found[0].name == "MgBookStore"
    assert isinstance(found[0].location, types.Location)
    assert found[0].location.range.start == place(workspace, BOOKS, "#|MgBookStore")


async def test_diagnostics_are_pushed_to_a_client_that_cannot_pull(
    client_as: ClientAs, workspace: Path
):
    client = await client_as("minimal")
    uri = await opened(client, workspace)
    typed(client, uri, place(workspace, BOOKS, "^ |super total"), "( ")
    async with asyncio.timeout(TIMEOUT):
        while not client.diagnostics.get(uri):
            await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    (problem,) = client.diagnostics[uri]
    assert problem.severity is types.DiagnosticSeverity.Error
    assert problem.range.start.line == place(workspace, BOOKS, "^ |super total").line


async def test_diagnostics_are_pulled_by_a_client_that_can(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace)
    typed(client, uri, place(workspace, BOOKS, "^ |super total"), "( ")
    report = await client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(document(uri))
    )
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert len(report.items) == 1


async def test_a_position_past_the_end_is_answered(client: LanguageClient, workspace: Path):
    uri = await opened(client, workspace)
    params = types.CompletionParams(document(uri), types.Position(9999, 9999))
    for request in ("hover", "definition", "completion", "implementation"):
        await getattr(client, f"text_document_{request}_async")(params)
