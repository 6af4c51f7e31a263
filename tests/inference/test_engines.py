"""Engines without a model, and workers that cannot load one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kibitz.inference.client import WorkerEngine
from kibitz.inference.engine import (
    ChatRequest,
    Engine,
    EngineState,
    EngineUnavailable,
    InfillRequest,
    Role,
)
from kibitz.inference.engines import Engines
from kibitz.inference.spec import ModelSpec
from kibitz.inference.supervisor import Worker
from tests.inference.support import collect

HOLE = InfillRequest("a", "b")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is there and is no model."""
    path = tmp_path / "model.gguf"
    path.write_bytes(b"not a model")
    return path


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Gives workers a llama_cpp module of this source, found before the real one."""
    folder = tmp_path / "library"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return lambda source: (folder / "llama_cpp.py").write_text(source) and None


async def assert_unavailable(engine: Engine, sentence: str) -> None:
    with pytest.raises(EngineUnavailable, match=sentence):
        await collect(engine.infill(HOLE))
    with pytest.raises(EngineUnavailable, match=sentence):
        await collect(engine.chat(ChatRequest("", "a")))
    await engine.prewarm(HOLE)


async def test_without_models_both_engines_say_what_to_do():
    engines = Engines(completion=None, command=None)
    await engines.start()
    for engine in (engines.completion, engines.command):
        assert engine.status.state is EngineState.ABSENT
        await assert_unavailable(engine, "`kibitz models pull`")
    await engines.close()


async def test_one_model_serves_both_roles_with_one_worker(file: Path):
    for engines in (Engines(ModelSpec(file), None), Engines(None, ModelSpec(file))):
        assert len(engines.workers) == 1
        assert isinstance(engines.completion, WorkerEngine)
        assert isinstance(engines.command, WorkerEngine)
        assert engines.completion.worker is engines.command.worker


async def test_two_models_have_a_worker_each(file: Path):
    other = file.with_name("other.gguf")
    engines = Engines(ModelSpec(file), ModelSpec(other))
    assert [worker.spec.path for worker in engines.workers] == [file, other]


async def test_a_shared_workers_status_is_told_for_both_roles(tmp_path: Path):
    seen: list[tuple[Role, EngineState]] = []
    engines = Engines(
        None,
        ModelSpec(tmp_path / "gone.gguf"),
        on_status=lambda role, status: seen.append((role, status.state)),
    )
    await engines.start()
    assert seen == [(Role.COMPLETION, EngineState.ABSENT), (Role.COMMAND, EngineState.ABSENT)]


async def test_a_missing_file_is_absent_and_can_be_pulled_later(tmp_path: Path):
    engines = Engines(ModelSpec(tmp_path / "gone.gguf"), None)
    await assert_unavailable(
        engines.completion, r"gone\.gguf is not there: run `kibitz models pull`"
    )
    assert engines.completion.status.state is EngineState.ABSENT
    await engines.close()


async def test_a_file_that_is_no_model_fails_at_once(file: Path):
    engines = Engines(ModelSpec(file), None)
    await assert_unavailable(engines.completion, "`kibitz models verify`")
    assert engines.completion.status.state is EngineState.FAILED
    await engines.close()


async def test_without_the_library_the_engine_is_absent(file: Path, library: Callable[[str], None]):
    library("raise ImportError('no such thing')")
    engines = Engines(ModelSpec(file), None)
    await assert_unavailable(engines.completion, r"pip install 'kibitz\[local\]'")
    assert engines.completion.status.state is EngineState.ABSENT
    await engines.close()


async def test_what_a_library_prints_does_not_reach_the_channel(
    file: Path, library: Callable[[str], None]
):
    library("import os; os.write(1, b'hello\\n'); raise ImportError")
    worker = Worker(ModelSpec(file))
    with pytest.raises(EngineUnavailable, match="pip install"):
        await worker.start()
    assert list(worker.stderr) == ["hello"]
    await worker.close()


async def test_a_file_that_crashes_its_reader_is_not_tried_for_ever(
    file: Path, library: Callable[[str], None]
):
    library("import os; os.abort()")
    worker = Worker(ModelSpec(file))
    with pytest.raises(EngineUnavailable, match="ends the process that reads it"):
        await worker.start()
    assert worker.status.state is EngineState.FAILED
    await worker.close()


async def test_a_worker_that_cannot_run_says_what_python_said(
    file: Path, library: Callable[[str], None]
):
    library("raise KeyError('broken installation')")
    worker = Worker(ModelSpec(file))
    with pytest.raises(EngineUnavailable, match=r"broken installation.*`kibitz doctor`"):
        await worker.start()
    assert worker.status.state is EngineState.FAILED
    await worker.close()


async def test_a_project_cannot_bring_its_own_modules(
    file: Path, library: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    library("import os; os.abort()")
    monkeypatch.delenv("PYTHONPATH")
    monkeypatch.chdir(tmp_path / "library")
    worker = Worker(ModelSpec(file))
    with pytest.raises(EngineUnavailable, match="`kibitz models verify`"):
        await worker.start()
    await worker.close()
