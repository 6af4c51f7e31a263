"""`kibitz doctor`: each fault is found and comes with a way out."""

import json
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from kibitz.cli.findings.finding import Finding, Health
from kibitz.cli.findings.installation import llama_cpp
from kibitz.cli.findings.model_files import model_files
from kibitz.cli.findings.storage import storage
from kibitz.cli.findings.workspace import settings_in_use, without_comments
from kibitz.cli.findings.workspace_files import workspace_files
from kibitz.config.schema import IndexSettings, ModelSettings, Settings
from kibitz.models.files import verify

from .conftest import DATA, MODEL, Kibitz

TINY = Settings(models=ModelSettings(completion="tiny", command="tiny"))


def of(subject: str, findings: Iterable[Finding]) -> Finding:
    return next(each for each in findings if each.subject == subject)


def completion_model(directory: Path, settings: Settings = TINY, deep: bool = False) -> Finding:
    environ = {"KIBITZ_MODELS": str(directory)}
    return of("completion model", model_files(settings, deep, environ, (MODEL,)))


def test_an_absent_model_is_a_warning(directory: Path) -> None:
    finding = completion_model(directory)
    assert finding.health is Health.WARN
    assert "everything that needs no model works" in finding.sentence
    assert finding.way_out == "`kibitz models pull tiny` fetches it."


def test_a_truncated_model_fails(directory: Path) -> None:
    (directory / MODEL.file).write_bytes(DATA[:5000])
    finding = completion_model(directory)
    assert finding.health is Health.FAIL
    assert "cut short (5 kB of 102 kB)" in finding.sentence


def test_an_altered_model_is_found_when_looking_deep(directory: Path) -> None:
    (directory / MODEL.file).write_bytes(DATA[:-1] + b"?")
    assert completion_model(directory).health is Health.OK
    finding = completion_model(directory, deep=True)
    assert finding.health is Health.FAIL
    assert "has been altered" in finding.sentence


def test_a_verified_model_is_well(directory: Path) -> None:
    (directory / MODEL.file).write_bytes(DATA)
    verify(directory / MODEL.file, MODEL)
    assert "has the right checksum" in completion_model(directory).sentence


def test_a_model_setting_that_names_nothing_fails(directory: Path) -> None:
    wrong = Settings(models=ModelSettings(completion="gpt", command="tiny"))
    finding = completion_model(directory, wrong)
    assert finding.health is Health.FAIL
    assert "kibitz.models.completion" in finding.way_out


def test_a_model_that_serves_both_roles_is_in_memory_once(directory: Path) -> None:
    (directory / MODEL.file).write_bytes(DATA)
    environ = {"KIBITZ_MODELS": str(directory)}
    finding = of("memory", model_files(TINY, False, environ, (MODEL,)))
    assert finding.sentence.startswith("The models need about 1 kB;")


def test_an_adapter_that_is_not_there_fails(tmp_path: Path, directory: Path) -> None:
    settings = Settings(models=ModelSettings(completion_adapter=str(tmp_path / "no.gguf")))
    finding = of("completion adapter", model_files(settings, False, {}, (MODEL,)))
    assert finding.health is Health.FAIL
    assert "kibitz.models.completionAdapter" in finding.way_out


def test_a_model_directory_that_cannot_be_made_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environ = {"KIBITZ_MODELS": str(tmp_path / "file" / "models")}
    finding = of("model directory", storage(TINY, environ, (MODEL,)))
    assert finding.health is Health.FAIL
    assert "KIBITZ_MODELS" in finding.way_out


def test_a_model_directory_that_is_not_there_yet_is_well(tmp_path: Path) -> None:
    environ = {"KIBITZ_MODELS": str(tmp_path / "not" / "yet")}
    finding = of("model directory", storage(TINY, environ, (MODEL,)))
    assert finding.health is Health.OK
    assert not (tmp_path / "not").exists()


def test_a_cache_directory_that_cannot_be_made_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KIBITZ_CACHE", str(tmp_path / "file" / "cache"))
    finding = of("cache directory", storage(TINY, {}, (MODEL,)))
    assert finding.health is Health.WARN
    assert "KIBITZ_CACHE" in finding.way_out


def test_a_damaged_index_store_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBITZ_CACHE", str(tmp_path))
    (tmp_path / "index").mkdir()
    with sqlite3.connect(tmp_path / "index" / "good-1.sqlite3") as good:
        good.execute("CREATE TABLE file (path)")
    (tmp_path / "index" / "bad-2.sqlite3").write_bytes(b"no database" * 100)
    damaged = [each for each in storage(TINY, {}, (MODEL,)) if each.subject == "index store"]
    assert len(damaged) == 1
    assert "bad-2.sqlite3 is damaged" in damaged[0].sentence
    assert damaged[0].way_out.startswith("Delete it")


def python_that(folder: Path, does: str) -> str:
    """The path of a program that stands in for a Python of another make."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")
class TestLlamaCpp:
    def test_that_is_not_installed_is_a_warning(self, tmp_path: Path) -> None:
        says = "echo \"ModuleNotFoundError: No module named 'llama_cpp'\" >&2; exit 1"
        finding = llama_cpp(python_that(tmp_path, says))
        assert finding.health is Health.WARN
        assert "pip install 'kibitz[local]'" in finding.way_out

    def test_that_crashes_fails(self, tmp_path: Path) -> None:
        finding = llama_cpp(python_that(tmp_path, "kill -ILL $$"))
        assert finding.health is Health.FAIL
        assert "SIGILL" in finding.sentence
        assert "compiles it for this one" in finding.way_out

    def test_that_is_broken_fails(self, tmp_path: Path) -> None:
        says = "echo 'OSError: libgomp.so.1: cannot open shared object file' >&2; exit 1"
        finding = llama_cpp(python_that(tmp_path, says))
        assert finding.health is Health.FAIL
        assert "libgomp.so.1" in finding.sentence

    def test_that_works_shows_its_version(self, tmp_path: Path) -> None:
        finding = llama_cpp(python_that(tmp_path, "echo 0.3.36"))
        assert finding.sentence == "llama-cpp-python 0.3.36 works."


def workspace(folder: Path, text: str) -> Path:
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text(text, encoding="utf-8")
    return folder


def test_workspace_settings_may_have_comments(tmp_path: Path) -> None:
    text = '{\n  // fewer\n  "kibitz.inline.maxTokens": 32, /* tokens */\n}'
    settings, findings = settings_in_use(None, workspace(tmp_path, text))
    assert settings.inline.max_tokens == 32
    assert [each.health for each in findings] == [Health.OK]


def test_comment_marks_in_strings_stay() -> None:
    assert json.loads(without_comments('{"a": "http://x/*,}*/", "b": "\\"//",}')) == {
        "a": "http://x/*,}*/",
        "b": '"//',
    }


def test_wrong_workspace_settings_are_warnings(tmp_path: Path) -> None:
    text = '{"kibitz.inline.maxTokens": "x", "editor.tabSize": 2}'
    _, (finding,) = settings_in_use(None, workspace(tmp_path, text))
    assert finding.health is Health.WARN
    assert finding.sentence.startswith("kibitz.inline.maxTokens must be a whole number")


def test_a_workspace_that_names_a_model_is_told_that_it_cannot(tmp_path: Path) -> None:
    text = '{"kibitz.models.completion": "evil.gguf"}'
    _, (finding,) = settings_in_use(None, workspace(tmp_path, text))
    assert "VS Code ignores kibitz.models.completion in a workspace" in finding.sentence


def test_the_users_own_settings_may_name_a_model(tmp_path: Path) -> None:
    own = tmp_path / "settings.json"
    own.write_text('{"kibitz.models.completion": "mine.gguf", "kibitz.inline.maxTokens": 8}')
    folder = tmp_path / "workspace"
    folder.mkdir()
    text = '{"kibitz.models.completion": "evil.gguf", "kibitz.inline.maxTokens": 16}'
    settings, _ = settings_in_use(own, workspace(folder, text))
    assert settings.models.completion == "mine.gguf"
    assert settings.inline.max_tokens == 16


@pytest.mark.parametrize("text", ["{", "[]", '{"a": \xff'])
def test_settings_that_cannot_be_read_are_a_warning(tmp_path: Path, text: str) -> None:
    path = workspace(tmp_path, "") / ".vscode" / "settings.json"
    path.write_bytes(text.encode("latin-1"))
    settings, (finding,) = settings_in_use(None, tmp_path)
    assert settings == Settings()
    assert finding.health is Health.WARN


def test_the_command_prints_json_and_exits_1_where_something_fails(
    kibitz: Kibitz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KIBITZ_MODELS", str(tmp_path / "file"))
    result = kibitz("doctor", "--workspace", tmp_path, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert answer["ok"] is False
    failed = [each["subject"] for each in answer["findings"] if each["health"] == "fail"]
    assert "model directory" in failed


def test_the_command_shows_every_finding_with_its_way_out(
    kibitz: Kibitz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBITZ_MODELS", str(tmp_path))
    monkeypatch.setenv("KIBITZ_CACHE", str(tmp_path))
    shown = kibitz("doctor", "--workspace", tmp_path).stdout
    assert "✓ python: Python 3" in shown
    assert "✓ grammar: The compiled Smalltalk grammar works." in shown
    assert "! completion model: " in shown
    assert "    `kibitz models pull qwen2.5-coder-0.5b` fetches it." in shown


@pytest.mark.parametrize(
    ("data", "said", "way_out"),
    [
        (b"Object subclass: #Caf\xe9\n", "Windows-1252", "UTF-8"),
        (b"'a\x00b' size\n", "NUL", "Export the file again"),
        (b"a.\nb.\r\nc\n", "Line ends are mixed", "keeps them as they are"),
        (bytes(range(256)) * 40, "binary", "export it again"),
        (b"x := 1.\n" * 200, "maxFileBytes", "Raise kibitz.index.maxFileBytes"),
    ],
)
def test_a_file_that_kibitz_doubts_is_named(
    tmp_path: Path, data: bytes, said: str, way_out: str
) -> None:
    (tmp_path / "good.st").write_text("3 + 4\n")
    (tmp_path / "doubtful.st").write_bytes(data)
    settings = Settings(index=IndexSettings(max_file_bytes=1000 if len(data) == 1600 else 100_000))
    (finding,) = workspace_files(settings, tmp_path)
    assert finding.health is Health.WARN
    assert "doubtful.st" in finding.sentence
    assert said in finding.sentence
    assert way_out in finding.way_out
    assert (tmp_path / "doubtful.st").read_bytes() == data


def test_a_workspace_of_good_files_is_well(tmp_path: Path) -> None:
    (tmp_path / "good.st").write_text("3 + 4\n")
    (finding,) = workspace_files(Settings(), tmp_path)
    assert finding.health is Health.OK
