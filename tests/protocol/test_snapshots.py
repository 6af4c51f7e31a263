"""What features are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from kibitz.protocol.errors import JsonRpcException
from tests.protocol.conftest import Session

URI = "file:///code/a.st"


async def test_it_is_the_same_until_the_document_changes(running: Session):
    running.open(URI, "foo")
    first = running.server.snapshot(URI)
    assert running.server.snapshot(URI) is first
    assert first.lines is running.server.snapshot(URI).lines
    running.change(URI, 2, "bar")
    second = running.server.snapshot(URI)
    assert (first.text, first.version) == ("foo", 1)
    assert (second.text, second.version) == ("bar", 2)


async def test_new_settings_make_a_new_one(running: Session):
    running.open(URI, "foo")
    first = running.server.snapshot(URI)
    running.notify("workspace/didChangeConfiguration", {"settings": {"inline": {"maxTokens": 9}}})
    await running.server.protocol.background_ended()
    assert running.server.snapshot(URI).settings.inline.max_tokens == 9
    assert first.settings.inline.max_tokens != 9


async def test_a_file_that_is_not_open(running: Session, tmp_path: Path):
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    snapshot = running.server.snapshot(path.as_uri())
    assert (snapshot.path, snapshot.language, snapshot.text) == (path, "python", "x = 1")


@pytest.mark.parametrize("uri", ["file:///no/such.st", "untitled:Untitled-1"])
async def test_there_is_no_text(running: Session, uri: str):
    with pytest.raises(JsonRpcException) as raised:
        running.server.snapshot(uri)
    assert raised.value.code == -32602


@pytest.mark.parametrize(
    ("uri", "told", "language"),
    [
        ("file:///a.st", "plaintext", "smalltalk"),
        ("file:///a.tsx", "typescriptreact", "typescript"),
        ("untitled:Untitled-1", "smalltalk", "smalltalk"),
        ("untitled:Untitled-1", "javascriptreact", "javascript"),
        ("file:///a.rs", "rust", "rust"),
    ],
)
async def test_the_language(running: Session, uri: str, told: str, language: str):
    running.server.documents.open(uri, told, 1, "foo")
    assert running.server.snapshot(uri).language == language


async def test_a_text_that_is_too_long_is_left_alone_and_the_user_told(session: Session):
    await session.initialize(initializationOptions={"index": {"maxFileBytes": 1000}})
    session.open(URI, "x" * 1001)
    assert session.server.snapshot(URI).source is None
    [told] = [each for each in session.sent if each.get("method") == "window/showMessage"]
    assert "kibitz.index.maxFileBytes" in told["params"]["message"]
    session.change(URI, 2, "foo")
    assert session.server.snapshot(URI).source is not None
