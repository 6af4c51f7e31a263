"""`kibitz check`: one line a problem, exit code 1 where there are any."""

import json
from pathlib import Path

import pytest

from .conftest import Kibitz

GOOD = "Class { #name : #A, #superclass : #Object }\n\n{ #category : #x }\nA >> foo [\n\t^ 1\n]\n"
BAD = GOOD.replace("^ 1", "^ (1 + 2")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_good_file_is_silent(kibitz: Kibitz, here: Path) -> None:
    (here / "A.class.st").write_text(GOOD)
    result = kibitz("check", "A.class.st")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("1 file, 0 problems")


def test_a_smalltalk_problem_has_its_place_in_the_file(kibitz: Kibitz, here: Path) -> None:
    (here / "A.class.st").write_text(BAD)
    result = kibitz("check", "A.class.st")
    assert result.exit_code == 1
    assert result.stdout.startswith("A.class.st:5:")
    assert ": error: " in result.stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "x = 1\ndef f(:\n"),
        ("a.ts", "let x = 1\nlet y: = 2\n"),
        ("a.js", "let x = 1\nlet y = (\n"),
    ],
)
def test_other_languages(kibitz: Kibitz, here: Path, name: str, text: str) -> None:
    (here / name).write_text(text)
    result = kibitz("check", name)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{name}:2:")


def test_folders_are_searched_and_excluded_ones_left_out(kibitz: Kibitz, here: Path) -> None:
    for name in ("src/A.class.st", "src/deep/B.class.st", "node_modules/C.class.st"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(BAD)
    answer = json.loads(kibitz("check", ".", "src/A.class.st", "--json").stdout)
    assert answer["files"] == 2
    assert sorted({Path(each["path"]).name for each in answer["problems"]}) == [
        *("A.class.st", "B.class.st")
    ]


def test_json_has_both_ends_of_the_place(kibitz: Kibitz, here: Path) -> None:
    (here / "é.py").write_text("é = (\n", encoding="utf-8")
    (problem,) = json.loads(kibitz("check", "é.py", "--json").stdout)["problems"]
    assert problem["path"] == "é.py"
    assert (problem["line"], problem["severity"]) == (1, "error")
    assert {"column", "end_line", "end_column", "code", "message"} < problem.keys()


def test_an_unknown_language_is_told_and_does_not_fail(kibitz: Kibitz, here: Path) -> None:
    (here / "notes.txt").write_text("hello")
    result = kibitz("check", "notes.txt")
    assert result.exit_code == 0
    assert "in no language that Kibitz knows" in result.stdout


def test_a_path_that_is_not_there_is_an_error(kibitz: Kibitz, here: Path) -> None:
    result = kibitz("check", "nowhere.st")
    assert result.exit_code == 1
    assert result.stderr == "Error: nowhere.st does not exist.\n"


@pytest.mark.parametrize("data", [b"\x00\x01\xff\xfe" * 100, b"caf\xe9 ", b"", b"'open"])
def test_bytes_that_are_no_text_give_problems_not_tracebacks(
    kibitz: Kibitz, here: Path, data: bytes
) -> None:
    (here / "A.class.st").write_bytes(data)
    result = kibitz("check", "A.class.st")
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
