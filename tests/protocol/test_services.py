"""The index and the models behind a session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kibitz.config.schema import parse_settings
from kibitz.protocol.models import Models, find_models
from tests.protocol.conftest import Session


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("KIBITZ_MODELS", str(folder))
    for name in ("small.gguf", "large.gguf"):
        (folder / name).write_bytes(b"GGUF" + bytes(4096))
    return folder


def found(**models: str) -> Models:
    settings, problems = parse_settings({"models": models, "inference": {"threads": 3}})
    assert problems == ()
    return find_models(settings)


def test_each_role_has_its_model_and_its_adapter(models: Path):
    got = found(
        completion="small.gguf",
        command="large.gguf",
        completionAdapter="/small.lora",
        commandAdapter="/large.lora",
    )
    assert got.completion and got.command
    assert (got.completion.path, got.completion.adapter) == (
        models / "small.gguf",
        Path("/small.lora"),
    )
    assert (got.command.path, got.command.adapter) == (models / "large.gguf", Path("/large.lora"))
    assert got.completion.threads == 3


def test_one_model_serves_both_roles_without_the_others_adapter(models: Path):
    (models / "large.gguf").unlink()
    got = found(completion="small.gguf", command="large.gguf", commandAdapter="/large.lora")
    assert got.completion and got.command
    assert got.command.path == models / "small.gguf"
    assert got.command.adapter is None
    assert len(got.notes) == 1


def test_with_no_model_each_role_says_what_is_missing(models: Path):
    got = found(completion="no.gguf", command="none.gguf")
    assert got.completion is got.command is None
    assert "no.gguf" in got.completion_problem
    assert "none.gguf" in got.command_problem


def is_absent(message: dict[str, Any]) -> bool:
    return (
        message.get("method") == "kibitz/status"
        and message["params"]["engines"]["completion"]["state"] == "absent"
    )


async def test_the_status_without_a_model(running: Session):
    running.notify("initialized", {})
    told = (await running.message(is_absent))["params"]
    assert "No completion model" in told["engines"]["completion"]["detail"]
    assert "No command model" in told["engines"]["command"]["detail"]
    running.ask(1, "kibitz/status")
    assert (await running.answer(1))["result"] == told


async def test_the_same_status_is_told_once(running: Session):
    running.notify("initialized", {})
    await running.message(is_absent)
    running.server.status_changed()
    running.server.status_changed()
    assert len([each for each in running.sent if is_absent(each)]) == 1


async def test_the_workspace_is_indexed_and_an_open_document_counts(
    session: Session, tmp_path: Path
):
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "Foo.class.st").write_text("Class { #name : #Foo, #superclass : #Object }\n")
    await session.initialize(rootUri=root.as_uri())
    session.notify("initialized", {})
    session.open((root / "Bar.class.st").as_uri(), "Class { #name : #Bar, #superclass : #Foo }\n")
    session.ask(1, "kibitz/waitUntilIndexed")
    status = (await session.answer(1))["result"]
    assert status["index"] == {"state": "ready", "files": 1, "total": 1}
    assert list(session.server.index.subclasses("Foo")) == ["Bar"]


async def test_what_is_not_a_file_is_not_indexed(running: Session):
    running.notify("initialized", {})
    running.open("untitled:Bar.class.st", "Class { #name : #Bar, #superclass : #Object }\n")
    running.ask(1, "kibitz/waitUntilIndexed")
    await running.answer(1)
    assert running.server.index.class_definition("Bar") is None
