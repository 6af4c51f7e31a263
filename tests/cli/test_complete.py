"""`kibitz complete`: how a place is read. What is offered there is `tests/e2e`'s."""

from pathlib import Path

import pytest

from kibitz.cli.complete import PlaceError, project_of, read_place

from .conftest import Kibitz


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes("é = 1\r\nxy\n".encode())
    return path


@pytest.mark.parametrize(
    ("place", "offset"), [("1:1", 0), ("1:2", 1), ("1:6", 5), ("2:1", 7), ("2:3", 9), ("3:1", 10)]
)
def test_lines_and_columns_count_from_1(file: Path, place: str, offset: int) -> None:
    assert read_place(f"{file}:{place}")[1] == offset


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("4:1", "has lines 1 to 3, but no line 4"),
        ("0:1", "no line 0"),
        ("2:4", "Line 2 of .* has columns 1 to 3, but no column 4"),
        ("2", "not of the form FILE:LINE:COLUMN"),
        ("2:x", "not of the form FILE:LINE:COLUMN"),
    ],
)
def test_a_place_that_is_none_says_why(file: Path, place: str, said: str) -> None:
    with pytest.raises(PlaceError, match=said):
        read_place(f"{file}:{place}")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="cannot be read: no such file"):
        read_place(f"{tmp_path / 'no.py'}:1:1")


def test_the_workspace_is_the_nearest_project(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "package.json").touch()
    assert project_of(tmp_path / "deep" / "er" / "a.py") == tmp_path


def test_a_file_in_no_known_language_is_an_error(kibitz: Kibitz, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    result = kibitz("complete", f"{tmp_path / 'notes.txt'}:1:1")
    assert result.exit_code == 1
    assert "in no language that Kibitz knows" in result.stderr
