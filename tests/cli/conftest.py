"""A small model file in a catalogue of its own, and the command line as a function."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kibitz.cli.main import cli
from kibitz.inference.engine import Role
from kibitz.models.catalogue import Model

DATA = b"GGUF" + bytes(range(256)) * 400

MODEL = Model(
    name="tiny",
    title="Tiny",
    file="tiny.gguf",
    bytes=len(DATA),
    sha256=hashlib.sha256(DATA).hexdigest(),
    license="Apache-2.0",
    role=Role.COMPLETION,
    memory_bytes=1000,
)

Kibitz = Callable[..., Result]


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty model directory that the commands use, with `tiny` as the only known model."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("KIBITZ_MODELS", str(folder))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "no-ollama"))
    monkeypatch.setattr("kibitz.cli.models.CATALOGUE", (MODEL,))
    return folder


@pytest.fixture
def kibitz() -> Kibitz:
    """Runs `kibitz` with the given arguments in this process."""

    def run(*arguments: str | Path, input: str | None = None) -> Result:
        return CliRunner().invoke(cli, [str(each) for each in arguments], input=input)

    return run
