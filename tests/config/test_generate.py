"""What is derived from the schema, and that the committed copies have not drifted."""

import json
from pathlib import Path

import pytest

from kibitz.config.generate import BEGIN, END, main, package_json, readme, vscode_configuration
from kibitz.config.schema import all_settings

ROOT = Path(__file__).resolve().parents[2]


def properties() -> dict[str, dict[str, object]]:
    return vscode_configuration()["properties"]  # type: ignore[return-value]


def test_the_committed_files_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], ROOT) == 0, capsys.readouterr()


def test_every_setting_is_offered_with_default_type_and_description() -> None:
    offered = properties()
    assert list(offered) == [f"kibitz.{key}" for key in all_settings()]
    for entry in offered.values():
        assert entry["type"] and "default" in entry and entry["markdownDescription"]


def test_bounds_choices_and_null() -> None:
    offered = properties()
    assert offered["kibitz.inline.maxTokens"]["maximum"] == 1024
    assert "verbose" in offered["kibitz.trace.server"]["enum"]  # type: ignore[operator]
    assert offered["kibitz.models.directory"]["type"] == ["string", "null"]


def test_a_workspace_cannot_choose_what_is_run_or_loaded() -> None:
    offered = properties()
    for key in ("server.path", "models.directory", "models.completion", "models.commandAdapter"):
        assert offered[f"kibitz.{key}"]["scope"] == "machine"


def test_the_rest_of_the_package_is_left_alone() -> None:
    old = '{"name": "x", "contributes": {"configuration": 1, "commands": ["é"]}, "z": 1}'
    new = json.loads(package_json(old))
    assert list(new) == ["name", "contributes", "z"]
    assert new["contributes"]["commands"] == ["é"]


def test_the_table_goes_between_the_markers() -> None:
    new = readme(f"before\n{BEGIN}\nstale\n{END}\nafter\n")
    assert new.startswith(f"before\n{BEGIN}\n\n| Setting |")
    assert new.endswith(f"|\n\n{END}\nafter\n")
    assert "stale" not in new


def project(folder: Path, text: str) -> Path:
    package = folder / "clients" / "vscode" / "package.json"
    package.parent.mkdir(parents=True)
    package.write_text("{}")
    (folder / "README.md").write_text(text)
    return folder


def test_check_shows_the_drift_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path, f"{BEGIN}\n{END}\n")
    assert main(["--check"], root) == 1
    assert "+| `kibitz.inline.maxTokens` | `64` |" in capsys.readouterr().out
    assert (root / "README.md").read_text() == f"{BEGIN}\n{END}\n"


def test_what_is_written_passes_the_check(tmp_path: Path) -> None:
    root = project(tmp_path, f"{BEGIN}\n{END}\n")
    assert main([], root) == 0
    assert main(["--check"], root) == 0


def test_a_readme_without_markers_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], project(tmp_path, "no markers")) == 1
    assert f"README.md has no {BEGIN}" in capsys.readouterr().err
