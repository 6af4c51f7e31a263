"""`kibitz complete` against the real server on the bundled sample workspace."""

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from .conftest import Kibitz

METHOD = """
{ #category : 'queries' }
MgXTrackStore >> firstBy: anArtist [

	^ (self tracksBy: anArtist)\x20
]
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The end of the last statement of a method in the sample, as FILE:LINE:COLUMN."""
    monkeypatch.setenv("KIBITZ_CACHE", str(tmp_path / "cache"))
    with as_file(files("kibitz.cli") / "sample") as sample:
        shutil.copytree(sample, tmp_path / "sample")
    path = tmp_path / "sample" / "src" / "MgX-Core" / "MgXTrackStore.class.st"
    text = path.read_text(encoding="utf-8") + METHOD
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("anArtist) ")].count("\n") + 1
    return f"{path}:{line}:30"


def test_popup(kibitz: Kibitz, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBITZ_MODELS", str(tmp_path))
    result = kibitz("complete", place, "--workspace", tmp_path / "sample", "--json")
    labels = [each["label"] for each in json.loads(result.stdout)["items"]]
    assert "tracksLongerThan:" in labels


def test_ghost_text_without_a_model_names_the_way_out(
    kibitz: Kibitz, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBITZ_MODELS", str(tmp_path))
    result = kibitz("complete", place, "--kind", "inline", "--workspace", tmp_path / "sample")
    assert result.exit_code == 1
    assert "`kibitz models pull qwen2.5-coder-0.5b` fetches it." in result.stderr


@pytest.mark.model
@pytest.mark.usefixtures("completion_model")
class TestWithTheModel:
    def test_ghost_text(self, kibitz: Kibitz, place: str, tmp_path: Path) -> None:
        options = ("--kind", "inline", "--workspace", tmp_path / "sample", "--json")
        result = kibitz("complete", place, *options)
        assert result.exit_code == 0, result.stderr
        assert isinstance(json.loads(result.stdout)["text"], str)

    def test_the_doctor_lets_each_model_write_a_token(self, kibitz: Kibitz, tmp_path: Path) -> None:
        result = kibitz("doctor", "--run", "--workspace", tmp_path, "--json")
        found = {each["subject"]: each for each in json.loads(result.stdout)["findings"]}
        assert "wrote a token" in found["completion inference"]["sentence"]
        assert "wrote a token" in found["command inference"]["sentence"]
