"""The hole at a cursor in a Smalltalk method: what is asked, what may be shown."""

from __future__ import annotations

import pytest

from kibitz.features.inline_completion import infill_at
from kibitz.features.inline_smalltalk import SmalltalkInfill
from tests.features.support import Fixture, fixture, method
from tests.features.workspace import CIRCLE, SHAPES


def hole(text: str, others: dict[str, str] | None = None, path: str = "Foo.class.st"):
    made = fixture(text, others, path)
    return infill_at(made.snapshot, made.offset)


def in_method(body: str, others: dict[str, str] | None = None) -> SmalltalkInfill:
    found = hole(method(body), others)
    assert isinstance(found, SmalltalkInfill)
    return found


def opened(name: str, at: str, replacement: str) -> Fixture:
    """A file of the shapes with `at` replaced, `$0` in the replacement being the cursor."""
    others = {key: text for key, text in SHAPES.items() if key != name}
    assert at in SHAPES[name]
    return fixture(SHAPES[name].replace(at, replacement), others, name)


def test_the_model_sees_the_method_in_one_form():
    infill = in_method("^ self $0 size")
    assert infill.prefix == "Foo >> run [\n\n\t^ self "
    assert infill.suffix == " size\n]\n"


def test_a_chunk_method_is_shown_in_the_same_form():
    made = fixture(CIRCLE.replace("* Float pi", "* $0"), {}, "Circle.st")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    assert infill.prefix == 'Circle >> area [\n\t"Pi! What else"\n\t^ radius squared * '


@pytest.mark.parametrize(
    "text",
    [
        method("^ 'in a $0 string'"),
        method('^ self "in a $0 comment"'),
        method("^ self fo$0o"),
        method("^ self $0foo"),
        method("^ self", pattern="ru$0n"),
        method("^ self").replace("#category : 'Foo'", "#category : $0'Foo'"),
    ],
)
def test_nothing_is_suggested_where_no_code_goes(text: str):
    assert hole(text) is None


def test_the_rest_of_a_begun_line_is_one_line():
    assert in_method("^ self $0").is_single_line
    assert not in_method("$0").is_single_line
    assert in_method("self do: [ :each |$0 ]").is_single_line
    assert not in_method("self do: [ :each |$0").is_single_line


def test_names_of_the_class_may_be_shown():
    made = opened("Square.class.st", "^ side * side", "^ $0")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    assert infill.judge("side * side", is_complete=True).text == "side * side"
    assert infill.judge("origin", is_complete=True).text == "origin"
    assert infill.judge("Default", is_complete=True).text == "Default"
    assert infill.judge("InkBlack", is_complete=True).text == "InkBlack"
    assert infill.judge("self colour", is_complete=True).text == "self colour"


def test_what_the_class_does_not_have_is_not_shown():
    made = opened("Square.class.st", "^ side * side", "^ $0")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    assert infill.judge("radius", is_complete=True).text == ""
    assert infill.judge("self ink: 1", is_complete=True).text == ""
    assert infill.judge("Triangle new", is_complete=True).text == ""


def test_self_must_understand_what_another_class_implements():
    made = opened("Shape.class.st", "colour := aColour", "$0")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    assert infill.judge("self isRound", is_complete=True).text == "self isRound"
    assert infill.judge("self coloured: aColour", is_complete=True).text == ""
    assert infill.judge("Shape coloured: aColour", is_complete=True).text != ""


def test_a_subclass_may_answer_what_self_is_sent():
    made = opened("Shape.class.st", "colour := aColour", "$0")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    assert infill.judge("self ink", is_complete=True).text == "self ink"


def test_bangs_are_doubled_in_a_chunk_file():
    made = fixture(CIRCLE.replace("radius squared * Float pi", "$0"), SHAPES, "Circle.st")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    assert infill.to_file("'Oh!'") == "'Oh!!'"


def test_line_ends_are_the_documents():
    made = fixture(method("$0").replace("\n", "\r\n"))
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    assert infill.to_file("a.\n\tb") == "a.\r\n\tb"


def test_the_context_shows_class_siblings_and_collaborators():
    made = opened("Square.class.st", "^ super colour", "^ Circle new area + $0")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    shown = "\n".join(block.text for block in infill.blocks(made.text_of, 600))
    assert "#instVars : [ 'side' ]" in shown
    assert "Square >> area [\n\n\t^ side * side\n]" in shown
    assert "Shape >> colour" in shown
    assert "Circle >> area" in shown
    assert "Square >> colour" not in shown  # the method at the cursor is in the prompt itself


def test_the_context_keeps_to_its_budget():
    made = opened("Square.class.st", "^ super colour", "^ Circle new area + $0")
    infill = infill_at(made.snapshot, made.offset)
    assert infill is not None
    shown = "".join(block.text for block in infill.blocks(made.text_of, 60))
    assert len(shown) <= 60 * 4
