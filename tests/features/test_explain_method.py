"""Which sentences of a model's explanation are shown, and who takes part."""

from __future__ import annotations

import pytest

from kibitz.features.explain_method import Explanation, explanation_at, shown_so_far
from tests.features.support import fixture, method
from tests.features.workspace import SHAPES


def explanation(body: str) -> Explanation:
    made = fixture(method(body), SHAPES)
    found = explanation_at(made.snapshot, made.offset, made.text_of)
    assert found is not None
    return found


COLOURED = "^ (Shape coloured: #red) area$0"


def shown(raw: str, *, is_complete: bool = True) -> str:
    return shown_so_far(explanation(COLOURED), raw, is_complete=is_complete)


def test_the_request_shows_the_method_and_what_it_calls():
    request = explanation(COLOURED).request
    assert "Foo >> run [\n\n\t^ (Shape coloured: #red) area\n]" in request.user
    assert "Shape class >> coloured: aColour [" in request.user


def test_the_title_names_the_method():
    assert explanation(COLOURED).title == "Foo>>#run"


def test_a_methods_header_is_part_of_it():
    made = fixture(method("^ 1").replace("Foo >> run", "Foo >$0> run"))
    found = explanation_at(made.snapshot, made.offset, made.text_of)
    assert found is not None and found.title == "Foo>>#run"


def test_who_takes_part_comes_from_the_index():
    parts = explanation(COLOURED).collaborators
    assert [(each.selector, each.answered_by[0].facts.class_name) for each in parts] == [
        ("coloured:", "Shape"),
        ("area", "Shape"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It asks `Shape` for its `area`.",
        "It sends `coloured:` first. Then `area`.",
        "- `Shape` is asked.\n- Done.",
        "It answers what `Shape coloured: #red` answers to `area`.",
    ],
)
def test_what_is_right_is_shown(text: str):
    assert shown(text) == text


def test_a_sentence_that_names_what_does_not_exist_is_left_out():
    raw = "It asks `Shape`. It calls `frobnicateAll` on `Blob`. It answers a number."
    assert shown(raw) == "It asks `Shape`. It answers a number."


def test_an_unfinished_sentence_waits():
    assert shown("It asks `Shape`. It calls `frob", is_complete=False) == "It asks `Shape`."


def test_a_full_stop_within_code_ends_no_sentence():
    raw = "It runs `Shape new. Blob new` and more. Done."
    assert shown(raw) == "Done."


def test_a_backtick_that_is_never_closed_is_taken_out():
    assert shown("It asks `Shape for its area.") == "It asks Shape for its area."


def test_code_blocks_of_the_models_own_are_not_shown():
    raw = "It asks.\n```smalltalk\nBlob explode\n```\nDone."
    assert shown(raw) == "It asks.\n\nDone."
    assert shown("It asks.\n```smalltalk\nBlob", is_complete=False) == "It asks."


def test_between_methods_there_is_nothing_to_explain():
    made = fixture(method("^ 1") + "\n$0\n")
    assert explanation_at(made.snapshot, made.offset, made.text_of) is None
