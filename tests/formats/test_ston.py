"""The headers' notation, and what is said of damaged ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.formats.ston import escape, read_map, unescape


def problems(text: str) -> list[str]:
    return [each.message for each in read_map(text, 0, len(text))[2]]


def test_nested_values():
    text = "{ #a : [ 'x', #y, [ 1 ] ], #b : { #c : true } }"
    values, end, found = read_map(text, 0, len(text))
    assert end == len(text)
    assert found == ()
    listed = values.get("a")
    assert listed is not None
    assert [each.text for each in listed.strings] == ["x", "y"]
    inner = values.get("b")
    assert inner is not None
    assert inner.entries[0][1].text == "true"


def test_symbols_without_space():
    text = "{#name:#Foo,#category:#'a b'}"
    values, _, found = read_map(text, 0, len(text))
    assert found == ()
    assert [(key, value.text) for key, value in values.entries] == [
        ("name", "Foo"),
        ("category", "a b"),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{ #a : 'x", "string is not closed"),
        ("{ #a : [ 'x' }", "list is not closed"),
        ("{ #a : 'x' #b : 1 }", "} or a comma"),
        ("{ #a 'x' }", "colon"),
        ("{ #a : }", "expected here, not }"),
        ("{ #a : ", "missing at the end"),
    ],
)
def test_damage_is_told_in_words(text: str, word: str):
    assert any(word in each for each in problems(text))


def test_deep_nesting_ends():
    assert problems("{ #a : " + "[" * 100_000)


@settings(deadline=None)
@given(st.text())
def test_escapes_come_back(text: str):
    assert unescape(escape(text)) == text


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read(text: str):
    read_map("{" + text, 0, len(text) + 1)
