import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.syntax.lines import LineIndex


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb", ["a", "b"]),
        ("a\r\rb", ["a", "", "b"]),
        ("a\x0cb\x85c\u2028d", ["a\x0cb\x85c\u2028d"]),
    ],
)
def test_only_lf_crlf_and_cr_end_lines(text: str, lines: list[str]) -> None:
    index = LineIndex(text)
    assert [index.line_text(line) for line in range(index.count)] == lines


@given(st.text(st.sampled_from("a\r\n𝄞")))
def test_every_offset_is_in_the_line_that_begins_last_before_it(text: str) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        line = index.line_of(offset)
        assert index.line_start(line) <= offset
        assert offset < index.line_start(line + 1) or line == index.count - 1


def test_offsets_outside_the_text_are_clamped() -> None:
    index = LineIndex("a\nb")
    assert (index.line_of(-5), index.line_of(99)) == (0, 1)
