"""Pieces of bytes to shown text."""

from hypothesis import given
from hypothesis import strategies as st

from kibitz.inference.worker.text import AnswerText


def shown(text: AnswerText, *pieces: bytes) -> list[str]:
    """What each piece brings, and at last what was held back."""
    out = []
    for piece in pieces:
        out.append(text.feed(piece))
        if text.stopped:
            break
    return [*out, text.finish()]


def test_a_character_cut_by_a_token_is_held_until_it_is_whole():
    snowman = "☃".encode()
    assert shown(AnswerText(), b"a" + snowman[:1], snowman[1:2], snowman[2:]) == ["a", "", "☃", ""]


def test_an_unfinished_character_at_the_end_is_dropped():
    assert shown(AnswerText(), b"a", "é".encode()[:1]) == ["a", "", ""]


def test_a_single_line_ends_before_its_line_end():
    text = AnswerText(single_line=True)
    assert shown(text, b"foo.", b"\n\tbar") == ["foo.", "", ""]
    assert text.stopped == "line"


def test_a_carriage_return_ends_a_line_too():
    assert shown(AnswerText(single_line=True), b"foo\rbar") == ["foo", ""]


def test_a_stop_string_over_two_pieces_is_not_shown():
    text = AnswerText(stop=["```"])
    assert shown(text, b"x ``", b"` y") == ["x ", "", ""]
    assert text.stopped == "stop"


def test_what_only_looked_like_a_stop_string_is_shown_later():
    assert shown(AnswerText(stop=["```"]), b"x ``", b"z") == ["x ", "``z", ""]
    assert shown(AnswerText(stop=["```"]), b"x ``") == ["x ", "``"]


def test_the_first_stop_string_in_the_text_counts():
    text = AnswerText(stop=["b", "a"])
    assert shown(text, b"xaybz") == ["x", ""]


def test_forced_bytes_are_hidden_even_inside_a_piece():
    assert shown(AnswerText(hidden=3), b"is", b"Empty") == ["", "mpty", ""]


@given(st.text(), st.integers(0, 3), st.data())
def test_text_comes_out_as_it_went_in(text, hidden, data):
    """Without stops, whatever the cuts."""
    left = b"x" * hidden + text.encode("utf-8", "replace")
    expected = left[hidden:].decode()
    answer, out = AnswerText(hidden=hidden), ""
    while left:
        cut = data.draw(st.integers(1, len(left)))
        out += answer.feed(left[:cut])
        left = left[cut:]
    assert out + answer.finish() == expected


@given(st.text("ab`\n"), st.data())
def test_a_stop_string_is_never_shown_and_nothing_before_it_is_lost(text, data):
    answer, out, left = AnswerText(stop=["```"]), "", text.encode()
    while left and not answer.stopped:
        cut = data.draw(st.integers(1, len(left)))
        out += answer.feed(left[:cut])
        left = left[cut:]
    assert out + answer.finish() == text.split("```")[0]
