import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.syntax.lines import LineIndex, split_lines


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


@given(
    st.text(st.sampled_from("a\n\r"), max_size=12),
    st.integers(0, 12),
    st.integers(0, 12),
    st.text(st.sampled_from("b\n\r"), max_size=4),
)
def test_an_edited_index_is_the_new_texts_own(text: str, a: int, b: int, new: str) -> None:
    start, end = (min(each, len(text)) for each in sorted((a, b)))
    edited = LineIndex(text).edited(start, end, new)
    assert edited.text == text[:start] + new + text[end:]
    assert edited.starts == LineIndex(edited.text).starts


def test_split_lines_ends_where_the_text_does() -> None:
    assert split_lines("a\r\nb\fc\r\n") == ["a", "b\fc"]
    assert split_lines("a\n\n") == ["a", ""]
    assert split_lines("") == []
