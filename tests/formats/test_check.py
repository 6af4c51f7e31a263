"""All problems of a file, with places in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kibitz.formats.check import check_file, check_source
from kibitz.formats.read import read_source

HEAD = "Class { #name : 'Foo' }\n\n"


def checked(tmp_path: Path, name: str, data: bytes | str) -> list[tuple[str, str]]:
    """The code of each problem and the text at its place."""
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    text = path.read_bytes().decode("utf-8", "replace")
    return [(each.code, text[each.span.start : each.span.end]) for each in check_file(path)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Foo.class.st", HEAD + "{ #category : 'x' }\nFoo >> bar: x [\n\t^ [ x ]\n]\n"),
        ("Foo.st", "!Foo methodsFor: 'x'!\nbar\n\t^ 'wow!!'! !\n\nFoo new bar!\n"),
        ("play.st", "| a | a := 3. a + 4"),
    ],
)
def test_a_good_file_has_no_problems(tmp_path: Path, name: str, text: str):
    assert checked(tmp_path, name, text) == []


def test_a_problem_in_a_method_is_told_at_its_place_in_the_file(tmp_path: Path):
    found = checked(tmp_path, "Foo.class.st", HEAD + "Foo >> bar [\n\t^ #( 1 2\n]\n")
    assert len(found) == 1
    assert found[0][1].startswith("#(")


def test_bangs_before_a_problem_do_not_shift_its_place(tmp_path: Path):
    found = checked(
        tmp_path, "Foo.st", "!Foo methodsFor: 'x'!\nbar\n\t'a!!b!!c' foo.\n\t^ ( 1! !\n"
    )
    assert [text[:1] for _, text in found] == ["("]


def test_a_problem_in_a_script_is_told(tmp_path: Path):
    assert checked(tmp_path, "play.st", "3 + (4")


def test_an_open_string_is_told_once(tmp_path: Path):
    found = checked(
        tmp_path, "Foo.class.st", HEAD + "Foo >> bar [\n\t^ 'open\n]\n\nFoo >> a [\n]\n"
    )
    assert len(found) == 1
    assert found[0][0] != "tonel-unbalanced"


def test_problems_of_container_and_code_are_told_in_order(tmp_path: Path):
    found = checked(tmp_path, "Foo.class.st", HEAD + "what\n\nFoo >> bar [\n\t^ ( 1\n]\n")
    assert found[0] == ("tonel-stray-text", "what")
    assert len(found) == 2


def test_bytes_that_are_not_utf8_are_told(tmp_path: Path):
    found = checked(tmp_path, "play.st", b"'caf\xe9' size")
    assert [code for code, _ in found] == ["encoding"]


def test_binary_data_is_not_read_as_smalltalk(tmp_path: Path):
    assert [code for code, _ in checked(tmp_path, "x.st", bytes(range(32)) * 20)] == ["binary"]


def test_a_file_that_is_not_there_raises(tmp_path: Path):
    with pytest.raises(OSError, match="none"):
        check_file(tmp_path / "none.st")


def test_a_source_is_checked_without_a_file():
    assert check_source(read_source(Path("Foo.class.st"), HEAD + "Foo >> bar [\n\t^ ]\n]\n"))
