"""Positions in every encoding against a model that counts character by character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.protocol.positions import Encoding, PositionCodec, choose_encoding
from kibitz.syntax.lines import LineIndex

TEXTS = st.text(
    st.one_of(
        st.sampled_from("ab\n\r\f\v\x00\x1c\x85\u2028\u2029é日😋\U0010ffff\u0301"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)
CODECS = st.sampled_from([PositionCodec(each) for each in Encoding])


def units(codec: PositionCodec, text: str) -> int:
    """The naive model."""
    match codec.encoding:
        case Encoding.UTF8:
            return len(text.encode())
        case Encoding.UTF16:
            return sum(2 if ord(char) > 0xFFFF else 1 for char in text)
        case Encoding.UTF32:
            return len(text)


def lines_of(text: str) -> list[tuple[int, str]]:
    """(start, content) of each line, found one character at a time."""
    found, start, at = [], 0, 0
    while at < len(text):
        width = 2 if text[at : at + 2] == "\r\n" else 1 if text[at] in "\r\n" else 0
        if width:
            found.append((start, text[start:at]))
            start = at + width
        at += width or 1
    return [*found, (start, text[start:])]


@given(TEXTS, CODECS)
def test_every_offset_has_the_models_position_and_comes_back(text: str, codec: PositionCodec):
    index = LineIndex(text)
    for number, (start, content) in enumerate(lines_of(text)):
        for column in range(len(content) + 1):
            position = (number, units(codec, content[:column]))
            assert codec.position(index, start + column) == position
            assert codec.offset(index, *position) == start + column


@given(TEXTS, CODECS, st.integers(-2, 60), st.integers(-2, 200))
def test_any_position_is_clamped_to_its_line(
    text: str, codec: PositionCodec, line: int, character: int
):
    lines = lines_of(text)
    offset = codec.offset(LineIndex(text), line, character)
    if line < 0:
        assert offset == 0
    elif line >= len(lines):
        assert offset == len(text)
    else:
        start, content = lines[line]
        fitting = [n for n in range(len(content) + 1) if units(codec, content[:n]) <= character]
        assert offset == start + (fitting[-1] if fitting else 0)


@given(TEXTS, CODECS, st.integers(-5, 60))
def test_an_offset_outside_the_text_is_clamped(text: str, codec: PositionCodec, offset: int):
    inside = max(0, min(offset, len(text)))
    index = LineIndex(text)
    assert codec.position(index, offset) == codec.position(index, inside)


def test_inside_a_crlf_is_the_lines_end():
    assert PositionCodec().position(LineIndex("ab\r\nc"), 3) == (0, 2)


def test_only_lf_crlf_and_cr_end_lines():
    text = "a\fb\u2028c\x85d\x1ce"
    assert PositionCodec().position(LineIndex(text), len(text)) == (0, len(text))
    assert len(re.split("\r\n|\r|\n", text)) == 1


def test_lone_surrogates_do_not_break_it():
    index = LineIndex("a\ud800b")
    for encoding in Encoding:
        codec = PositionCodec(encoding)
        assert codec.offset(index, *codec.position(index, 3)) == 3


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32", "utf-8"], "utf-32"),
        (["utf-7", "utf-8"], "utf-8"),
        (["utf-7"], "utf-16"),
    ],
)
def test_the_clients_first_known_choice_is_taken(offered: list[str] | None, chosen: str):
    assert choose_encoding(offered) == chosen
