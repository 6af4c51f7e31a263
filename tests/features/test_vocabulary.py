"""Sorted words: prefixes, humps, and staying sorted while words come and go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.patterns import argument_names, message_snippet, message_text, parts_of
from kibitz.features.vocabulary import Vocabulary, initials

WORDS = st.sets(st.from_regex(r"[a-zA-Z][a-zA-Z:]{0,6}", fullmatch=True), max_size=30)


@given(WORDS, WORDS)
def test_an_updated_vocabulary_is_as_one_made_anew(before: set[str], after: set[str]):
    vocabulary = Vocabulary(before)
    for letter in "abAB":
        vocabulary.humps(letter * 2)
    vocabulary.update(after)
    fresh = Vocabulary(after)
    for prefix in ("", "a", "B", "ab"):
        assert vocabulary.starting(prefix) == fresh.starting(prefix)
    for typed in ("ab", "aB", "bA", "AB"):
        assert vocabulary.humps(typed) == fresh.humps(typed)


@given(WORDS, st.from_regex(r"[a-zA-Z]{1,2}", fullmatch=True))
def test_a_prefix_finds_what_begins_with_it(words: set[str], prefix: str):
    found = Vocabulary(words).starting(prefix)
    assert set(found) == {word for word in words if word.lower().startswith(prefix.lower())}


def test_the_most_frequent_are_chosen():
    counts = {"ab": 1, "ac": 9, "ad": 5}
    assert Vocabulary(counts).most_frequent("a", 2, counts.__getitem__) == ["ac", "ad"]


def test_a_new_word_is_among_the_most_frequent_at_once():
    vocabulary = Vocabulary(["ab", "ac"])
    vocabulary.most_frequent("a", 2, lambda word: 1)
    vocabulary.update({"ab", "ac", "ax"})
    assert "ax" in vocabulary.most_frequent("a", 2, lambda word: 1)


def test_a_word_that_went_is_not():
    vocabulary = Vocabulary(["ab", "ac"])
    vocabulary.most_frequent("a", 2, lambda word: 1)
    vocabulary.update({"ac"})
    assert vocabulary.most_frequent("a", 2, lambda word: 1) == ["ac"]


def test_initials():
    assert initials("between:and:") == "ba"
    assert initials("asOrderedCollection") == "aoc"
    assert initials("OrderedCollection") == "oc"
    assert initials("at:ifAbsentPut:") == "aiap"


def test_humps():
    vocabulary = Vocabulary(["between:and:", "beAndNot", "asOrderedCollection", "aloud"])
    assert vocabulary.humps("bAn") == ["beAndNot", "between:and:"]
    assert vocabulary.humps("ba") == ["between:and:", "beAndNot"]
    assert vocabulary.humps("aOC") == ["asOrderedCollection"]
    assert vocabulary.humps("b") == []


class TestPatterns:
    def test_parts(self):
        assert parts_of("at:put:") == ("at:", "put:")
        assert parts_of("size") == ("size",)
        assert parts_of("+") == ("+",)

    def test_argument_names(self):
        assert argument_names("at: aKey put: aValue") == ("aKey", "aValue")
        assert argument_names("+ aNumber") == ("aNumber",)
        assert argument_names("size") == ()

    def test_message_text(self):
        assert message_text(("at:", "put:"), ("aKey", "aValue")) == "at: aKey put: aValue"
        assert message_text(("size",), ()) == "size"

    def test_snippet(self):
        expected = "at: ${1:aKey} put: ${2:aValue}"
        assert message_snippet(("at:", "put:"), ("aKey", "aValue")) == expected
