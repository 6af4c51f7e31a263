"""The cache of suggestions: what typing through, undoing and moving away find in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.inference.suggestions import Place, SuggestionCache

HOLE = Place("a.st", "foo\n\t^ ", "")


def made(suggestion: str) -> SuggestionCache:
    cache = SuggestionCache()
    cache.remember(HOLE, suggestion)
    return cache


def typed(text: str, place: Place = HOLE) -> Place:
    return Place(place.document, place.before + text, place.after)


def test_the_same_place_finds_it():
    assert made("self bar").recall(HOLE) == "self bar"


def test_typing_what_it_says_leaves_the_rest():
    assert made("self bar").recall(typed("self ")) == "bar"


def test_typing_something_else_finds_nothing():
    assert made("self bar").recall(typed("sole")) is None


def test_typing_all_of_it_finds_nothing():
    assert made("self bar").recall(typed("self bar")) is None


def test_taking_typed_characters_back_finds_it_again():
    cache = made("self bar")
    cache.remember(typed("x"), "")
    assert cache.recall(HOLE) == "self bar"


def test_no_suggestion_is_remembered_as_an_answer():
    assert made("").recall(HOLE) == ""


def test_another_document_or_suffix_finds_nothing():
    cache = made("self bar")
    assert cache.recall(Place("b.st", HOLE.before, HOLE.after)) is None
    assert cache.recall(Place(HOLE.document, HOLE.before, " baz")) is None


def test_the_latest_that_fits_wins():
    cache = made("self bar")
    cache.remember(typed("s"), "elf quux")
    assert cache.recall(typed("se")) == "lf quux"


def test_the_least_recently_used_goes_first():
    cache = SuggestionCache(capacity=2)
    places = [Place("a.st", str(n), "") for n in range(3)]
    cache.remember(places[0], "zero")
    cache.remember(places[1], "one")
    cache.recall(places[0])
    cache.remember(places[2], "two")
    assert [cache.recall(each) for each in places] == ["zero", None, "two"]


def test_forgetting_a_document_leaves_the_others():
    cache = made("self bar")
    cache.remember(Place("b.st", "", ""), "other")
    cache.forget("a.st")
    assert cache.recall(HOLE) is None
    assert cache.recall(Place("b.st", "", "")) == "other"


@given(st.text(min_size=2, max_size=40), st.data())
def test_every_prefix_of_a_suggestion_finds_its_rest(suggestion: str, data: st.DataObject):
    cut = data.draw(st.integers(1, len(suggestion) - 1))
    assert made(suggestion).recall(typed(suggestion[:cut])) == suggestion[cut:]
