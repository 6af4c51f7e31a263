"""Definition, implementation and references over one small workspace."""

from __future__ import annotations

import pytest

from kibitz.features.definition import definition
from kibitz.features.implementation import implementation
from kibitz.features.references import references
from tests.features.support import Fixture, fixture, method
from tests.features.workspace import SHAPES


def opened(body: str, pattern: str = "run") -> Fixture:
    return fixture(method(body, pattern), SHAPES)


def opened_at(name: str, text: str, cursor: str) -> Fixture:
    """A file of the workspace with the cursor put where `$0` is in `cursor`."""
    assert cursor.replace("$0", "") in text
    others = {each: content for each, content in SHAPES.items() if each != name}
    return fixture(text.replace(cursor.replace("$0", ""), cursor, 1), others, path=name)


def defined(made: Fixture) -> list[str]:
    return [made.lines(each) for each in definition(made.snapshot, made.offset)]


def implemented(made: Fixture) -> list[str]:
    return [made.lines(each) for each in implementation(made.snapshot, made.offset)]


def used(made: Fixture, include_declaration: bool = False) -> list[str]:
    found = references(made.snapshot, made.offset, include_declaration)
    return [made.shown(each) + f" {made.lines(each).rpartition(':')[2]}" for each in found]


def test_a_selector_has_its_implementors():
    made = opened("x are$0a", pattern="run: x")
    assert defined(made) == ["Circle.st:9", "Shape.class.st:37", "Square.class.st:10"]


def test_the_location_is_the_pattern():
    made = opened("x colou$0r: 3", pattern="run: x")
    assert {made.shown(each) for each in definition(made.snapshot, made.offset)} == {
        "Shape.class.st: colour: aColour",
        "Circle.st: colour: aColour",
    }


def test_the_nearest_to_the_receiver_is_first():
    assert defined(opened("Square new are$0a"))[0] == "Square.class.st:10"
    assert defined(opened("Circle new are$0a"))[0] == "Circle.st:9"


def test_a_class_side_send_has_one_definition():
    assert defined(opened("Shape col$0oured: 3")) == ["Shape.class.st:17"]


def test_a_super_send_has_one_definition():
    made = opened_at("Square.class.st", SHAPES["Square.class.st"], "super col$0our")
    assert defined(made) == ["Shape.class.st:23"]


def test_any_keyword_of_a_message_names_it():
    made = opened("x ifTrue: 3 colo$0ur: 4", pattern="run: x")
    assert definition(made.snapshot, made.offset) == ()
    made = opened("x inject: 3 in$0to: 4", pattern="inject: x into: y")
    assert defined(made) == ["Foo.class.st:9"]


def test_a_class_has_its_definition():
    assert defined(opened("^ Squ$0are new")) == ["Square.class.st:3"]


def test_a_superclass_in_a_header():
    made = opened_at("Square.class.st", SHAPES["Square.class.st"], "#superclass : 'Sh$0ape'")
    assert defined(made) == ["Shape.class.st:6"]


def test_a_superclass_in_a_chunk():
    made = opened_at("Circle.st", SHAPES["Circle.st"], "Sha$0pe subclass:")
    assert defined(made) == ["Shape.class.st:6"]


def test_a_class_in_a_methods_header():
    made = opened_at("Circle.st", SHAPES["Circle.st"], "!Sh$0ape methodsFor:")
    assert defined(made) == ["Shape.class.st:6"]


def test_an_instance_variable_is_declared_in_the_header():
    made = opened_at("Square.class.st", SHAPES["Square.class.st"], "^ si$0de * side")
    assert [made.shown(each) for each in definition(made.snapshot, made.offset)] == [
        "Square.class.st: side"
    ]


def test_an_inherited_variable_is_declared_in_the_superclass():
    text = SHAPES["Square.class.st"].replace("^ side * side", "^ ori$0gin")
    others = {each: content for each, content in SHAPES.items() if each != "Square.class.st"}
    made = fixture(text, others, path="Square.class.st")
    assert [made.shown(each) for each in definition(made.snapshot, made.offset)] == [
        "Shape.class.st: origin"
    ]


def test_a_class_variable_is_declared_in_the_header():
    made = opened_at("Shape.class.st", SHAPES["Shape.class.st"], "[ Def$0ault ]")
    assert [made.shown(each) for each in definition(made.snapshot, made.offset)] == [
        "Shape.class.st: Default"
    ]


def test_a_pool_variable_is_declared_in_the_pool():
    made = opened_at("Square.class.st", SHAPES["Square.class.st"], "^ Ink$0Black")
    assert [made.shown(each) for each in definition(made.snapshot, made.offset)] == [
        "InkPool.class.st: InkBlack"
    ]


def test_an_argument_is_declared_in_the_pattern():
    assert defined(opened("^ thi$0ng", pattern="run: thing")) == ["Foo.class.st:9"]


def test_a_block_variable_hides_the_outer_one():
    made = opened("| x | [ :x | x$0 ]. x")
    (found,) = definition(made.snapshot, made.offset)
    assert made.snapshot.text[found.start - 1 : found.end] == ":x"


def test_a_symbol_is_a_selector():
    assert "Shape.class.st:37" in defined(opened("x perform: #ar$0ea", pattern="run: x"))


@pytest.mark.parametrize(
    "body", ["'are$0a'", '"are$0a"', "x unknow$0nMessage", "undecl$0ared", "$0"]
)
def test_what_names_nothing_has_no_definition(body: str):
    assert defined(opened(body)) == []


def test_an_offset_behind_a_doubled_bang():
    made = opened_at("Circle.st", SHAPES["Circle.st"], "radius squ$0ared * Float pi")
    assert defined(made) == []
    made = opened_at("Circle.st", SHAPES["Circle.st"], "^ rad$0ius squared")
    assert [made.shown(each) for each in definition(made.snapshot, made.offset)] == [
        "Circle.st: radius"
    ]


class TestImplementation:
    def test_implementors_are_nearest_first(self):
        assert implemented(opened("Square new are$0a"))[0] == "Square.class.st:10"
        assert len(implemented(opened("Square new are$0a"))) == 3

    def test_on_a_pattern_the_overriding_methods(self):
        made = opened_at("Shape.class.st", SHAPES["Shape.class.st"], "Shape >> ar$0ea")
        assert implemented(made) == ["Shape.class.st:37", "Circle.st:9", "Square.class.st:10"]

    def test_a_class_has_its_subclasses(self):
        assert implemented(opened("Sha$0pe")) == ["Circle.st:2", "Square.class.st:3"]

    def test_a_variable_has_none(self):
        assert implemented(opened("^ x$0", pattern="run: x")) == []


class TestReferences:
    def test_a_selector_has_its_senders(self):
        made = opened("x colo$0ur", pattern="run: x")
        assert used(made) == [
            "Foo.class.st: colour 11",
            "Square.class.st: colour 18",
            "Circle.st: colour 20",
        ]

    def test_a_keyword_message_is_named_by_its_first_part(self):
        made = opened("x at: 1 pu$0t: 2", pattern="run: x")
        assert used(made) == ["Foo.class.st: at: 11"]

    def test_the_declaration_comes_first_where_wanted(self):
        made = opened("x isRo$0und", pattern="run: x")
        assert used(made, include_declaration=True) == [
            "Circle.st: isRound 14",
            "Foo.class.st: isRound 11",
        ]

    def test_a_class_has_its_uses(self):
        assert used(opened("^ Circ$0le")) == ["Circle.st: Circle 15", "Foo.class.st: Circle 11"]

    def test_a_classes_declaration(self):
        assert used(opened("^ Circ$0le"), include_declaration=True)[0] == "Circle.st: Circle 2"

    def test_an_instance_variable_is_used_in_its_class(self):
        made = opened_at("Shape.class.st", SHAPES["Shape.class.st"], "^ col$0our ifNil:")
        assert used(made) == ["Shape.class.st: colour 27", "Shape.class.st: colour 33"]

    def test_a_variable_of_another_class_is_another_one(self):
        text = method("^ col$0our", instance_variables="colour")
        assert used(fixture(text, SHAPES)) == ["Foo.class.st: colour 11"]

    def test_an_instance_variable_in_the_header(self):
        made = opened_at("Square.class.st", SHAPES["Square.class.st"], "[ 'si$0de' ]")
        assert used(made) == ["Square.class.st: side 12", "Square.class.st: side 12"]

    def test_a_pool_variable_is_used_where_the_pool_is_imported(self):
        made = opened_at("InkPool.class.st", SHAPES["InkPool.class.st"], "[ 'Ink$0Black' ]")
        assert used(made) == ["Square.class.st: InkBlack 24"]

    def test_a_local_is_used_in_its_method(self):
        made = opened("x$0 foo. [ :x | x ]. ^ x", pattern="run: x")
        assert len(used(made)) == 2
        assert len(used(made, include_declaration=True)) == 3

    def test_a_literal_has_none(self):
        assert used(opened("^ 'a str$0ing'")) == []
