"""Taking a half-typed word back, and which tokens may spell it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.inference.worker.heal import MAX_TOKENS, Spellings, take_back

PIECES = [
    b"",
    b"self",
    b" ",
    b" is",
    b"Em",
    b" isEmpty",
    b"is",
    b"Empty",
    b"i",
    b"\xe2\x98\x83",
    b" isn",
]


def healed(*words: str) -> tuple[list[str], str]:
    """Take back from a text whose tokens are `words`."""
    kept, forced = take_back("".join(words), range(len(words)), lambda i: words[i].encode())
    return [words[i] for i in kept], forced.decode()


@pytest.mark.parametrize(
    ("words", "kept", "forced"),
    [
        (["self", " is", "Em"], ["self"], " isEm"),
        (["self", " "], ["self"], " "),
        (["x", " :"], ["x"], " :"),
        (["\n", "\t\t"], ["\n"], "\t\t"),
        (["foo", ".\n"], ["foo", ".\n"], ""),
        ([], [], ""),
    ],
)
def test_the_last_word_is_taken_back(words, kept, forced):
    assert healed(*words) == (kept, forced)


def test_a_long_word_is_taken_back_only_in_part():
    words = ["a", " initialize", "Some", "Thing", "Quite", "Lo"]
    kept, forced = healed(*words)
    assert len(words) - len(kept) == MAX_TOKENS
    assert "".join(kept) + forced == "".join(words)


@given(st.text(), st.data())
def test_nothing_is_lost_or_added(text, data):
    left, words = text, []
    while left:
        cut = data.draw(st.integers(1, len(left)))
        words.append(left[:cut])
        left = left[cut:]
    kept, forced = healed(*words)
    assert "".join(kept) + forced == text


def spelling(wanted: bytes) -> set[bytes]:
    return {PIECES[i] for i in Spellings(PIECES).of(wanted)}


def test_longer_and_shorter_pieces_may_spell_it():
    assert spelling(b" is") == {b" is", b" isEmpty", b" isn", b" "}


def test_pieces_that_leave_the_path_may_not():
    assert spelling(b" isEm") == {b" isEmpty", b" is", b" "}


@given(st.lists(st.binary(max_size=4), max_size=60), st.binary(min_size=1, max_size=5))
def test_spellings_are_exactly_the_compatible_pieces(pieces, wanted):
    expected = [
        i
        for i, piece in enumerate(pieces)
        if piece and (piece.startswith(wanted) or wanted.startswith(piece))
    ]
    assert sorted(Spellings(pieces).of(wanted)) == expected
