"""Which file serves which role."""

from dataclasses import replace
from pathlib import Path

import pytest

from kibitz.config.schema import ModelSettings, Settings
from kibitz.inference.engine import Role
from kibitz.models.directory import models_directory
from kibitz.models.locate import NoModel, locate, thoroughly

from .conftest import DATA, MODEL

SMALL = MODEL
LARGE = replace(MODEL, name="large", file="large.gguf", role=Role.COMMAND)


def settings(completion: str = "tiny", command: str = "large") -> Settings:
    return Settings(models=ModelSettings(completion=completion, command=command))


def found(role: Role, directory: Path, wanted: Settings):
    return locate(role, wanted, {"KIBITZ_MODELS": str(directory)}, (SMALL, LARGE))


def put(path: Path, data: bytes = DATA) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def test_each_role_has_its_own_model(directory: Path) -> None:
    small, large = put(directory / "tiny.gguf"), put(directory / "large.gguf")
    assert found(Role.COMPLETION, directory, settings()).path == small
    assert found(Role.COMMAND, directory, settings()).path == large


def test_one_model_serves_both_roles(directory: Path) -> None:
    small = put(directory / "tiny.gguf")
    command = found(Role.COMMAND, directory, settings())
    assert command.path == small
    assert command.note.startswith("The completion model serves command too: ")


def test_a_truncated_model_is_stood_in_for(directory: Path) -> None:
    small = put(directory / "tiny.gguf")
    put(directory / "large.gguf", DATA[:1000])
    command = found(Role.COMMAND, directory, settings())
    assert command.path == small
    assert "cut short" in command.note


def test_an_altered_model_is_not_for_loading(directory: Path) -> None:
    put(directory / "tiny.gguf", DATA[:-1] + b"?")
    large = put(directory / "large.gguf")
    environ = {"KIBITZ_MODELS": str(directory)}
    completion = locate(Role.COMPLETION, settings(), environ, (SMALL, LARGE), check=thoroughly)
    assert completion.path == large
    assert "has been altered" in completion.note


def test_none_names_the_way_out(directory: Path) -> None:
    with pytest.raises(
        NoModel, match=r"No completion model: .*`kibitz models pull tiny` fetches it"
    ):
        found(Role.COMPLETION, directory, settings())


def test_a_path_serves(tmp_path: Path, directory: Path) -> None:
    own = put(tmp_path / "mine.gguf", b"GGUF...")
    assert found(Role.COMPLETION, directory, settings(completion=str(own))).path == own


def test_a_file_name_is_looked_for_in_the_model_directory(directory: Path) -> None:
    own = put(directory / "mine.gguf", b"GGUF...")
    assert found(Role.COMPLETION, directory, settings(completion="mine.gguf")).path == own


def test_a_catalogue_file_named_by_its_file_is_still_checked(directory: Path) -> None:
    put(directory / "tiny.gguf", DATA[:1000])
    with pytest.raises(NoModel, match="cut short"):
        found(Role.COMPLETION, directory, settings(completion="tiny.gguf"))


def test_a_name_that_is_none_points_to_the_list(directory: Path) -> None:
    with pytest.raises(NoModel, match=r"kibitz.models.completion to a name that"):
        found(Role.COMPLETION, directory, settings(completion="qwen-13b", command="what"))


def test_the_environment_goes_before_the_setting(tmp_path: Path) -> None:
    given = Settings(models=ModelSettings(directory=str(tmp_path / "set")))
    assert models_directory(given, {"KIBITZ_MODELS": str(tmp_path)}) == tmp_path
    assert models_directory(given, {}) == tmp_path / "set"


def test_the_users_data_directory_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert models_directory(Settings(), {}).parts[-2:] == ("kibitz", "models")
