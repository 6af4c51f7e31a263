"""LSP from offsets and paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from kibitz.features.snapshot import Location
from kibitz.formats.model import Span, TextEdit
from kibitz.protocol import convert
from kibitz.protocol.convert import FileEdit, NewFile
from kibitz.protocol.errors import JsonRpcException
from tests.protocol.conftest import Session

MODERN = {
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create"],
            "changeAnnotationSupport": {},
        }
    }
}
URI = "file:///code/a.st"
OLD = FileEdit(Path("/code/a.st"), "one\ntwo\n", (TextEdit(Span(4, 7), "2"),))
NEW = NewFile(Path("/code/b.st"), "three\n")


def range_(*numbers: int) -> types.Range:
    return types.Range(types.Position(*numbers[:2]), types.Position(*numbers[2:]))


async def test_an_edit_of_several_files(session: Session):
    await session.initialize(MODERN)
    session.open(URI, OLD.text, version=7)
    edit = convert.workspace_edit(session.server, [OLD, NEW], label="Generate")
    assert edit.changes is None
    assert edit.change_annotations == {
        "kibitz": types.ChangeAnnotation("Generate", needs_confirmation=True)
    }
    assert edit.document_changes == [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(URI, 7),
            [types.AnnotatedTextEdit("kibitz", range_(1, 0, 1, 3), "2")],
        ),
        types.CreateFile("file:///code/b.st", annotation_id="kibitz"),
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier("file:///code/b.st", None),
            [types.AnnotatedTextEdit("kibitz", range_(0, 0, 0, 0), "three\n")],
        ),
    ]


async def test_without_a_label_nothing_is_annotated(session: Session):
    await session.initialize(MODERN)
    edit = convert.workspace_edit(session.server, [OLD])
    assert edit.change_annotations is None
    assert edit.document_changes == [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(URI, None),
            [types.TextEdit(range_(1, 0, 1, 3), "2")],
        )
    ]


async def test_an_edit_for_a_client_that_can_little(running: Session):
    edit = convert.workspace_edit(running.server, [OLD, NEW], label="Generate")
    assert edit.document_changes is None
    assert edit.change_annotations is None
    assert edit.changes == {
        URI: [types.TextEdit(range_(1, 0, 1, 3), "2")],
        "file:///code/b.st": [types.TextEdit(range_(0, 0, 0, 0), "three\n")],
    }
    assert not convert.can_create_files(running.server)


async def test_an_edit_of_a_text_that_is_gone_is_refused(session: Session):
    await session.initialize(MODERN)
    session.open(URI, "other")
    with pytest.raises(JsonRpcException) as raised:
        convert.workspace_edit(session.server, [OLD])
    assert raised.value.code == -32801


async def test_the_clients_spelling_of_a_uri_is_kept(running: Session):
    running.open("file:///code/a%62.st", "")
    assert convert.uri_of(running.server, Path("/code/ab.st")) == "file:///code/a%62.st"
    assert convert.uri_of(running.server, Path("/code/a b;c#日.st")) == (
        "file:///code/a%20b%3Bc%23%E6%97%A5.st"
    )


@pytest.mark.parametrize("name", ["a b.st", "a;b#c?d%e.st", "日本.st", "\udcff.st"])
async def test_a_path_survives_its_uri(running: Session, name: str):
    path = Path("/work") / name
    assert convert.path_of(convert.uri_of(running.server, path)) == path


async def test_a_location_in_a_file_on_disk(running: Session, tmp_path: Path):
    path = tmp_path / "a.st"
    path.write_bytes("a\r\n😋b".encode())
    found = convert.location(running.server, Location(str(path), 4, 5))
    assert found == types.Location(path.as_uri(), range_(1, 2, 1, 3))


async def test_a_location_in_an_open_document(running: Session, tmp_path: Path):
    path = tmp_path / "a.st"
    path.write_text("old")
    running.open(path.as_uri(), "\n\nnew")
    found = convert.location(running.server, Location(str(path), 2, 5))
    assert found
    assert found.range == range_(2, 0, 2, 3)


async def test_a_location_in_a_file_that_is_gone(running: Session, tmp_path: Path):
    assert convert.location(running.server, Location(str(tmp_path / "no.st"), 0, 1)) is None


async def test_a_changed_file_is_read_again(running: Session, tmp_path: Path):
    path = tmp_path / "a.st"
    path.write_text("old")
    assert running.server.text_of(path) == "old"
    path.write_text("newer")
    assert running.server.text_of(path) == "newer"


async def test_a_range_of_the_client(running: Session):
    running.open(URI, "ab\ncd")
    document = running.server.documents.get(URI)
    assert document
    codec = running.server.codec
    assert convert.span(codec, document.lines, range_(0, 1, 1, 99)) == Span(1, 5)
    assert convert.span(codec, document.lines, range_(1, 0, 0, 0)) == Span(3, 3)


def test_markup():
    both = [types.MarkupKind.Markdown, types.MarkupKind.PlainText]
    text = "**at:** `x`\n```smalltalk\nat: x\n```\n---\nrest"
    assert convert.markup(both, text) == types.MarkupContent(types.MarkupKind.Markdown, text)
    assert convert.markup(None, text).value == "at: x\nat: x\nrest"
    assert convert.markup(["plaintext"], text).kind is types.MarkupKind.PlainText
