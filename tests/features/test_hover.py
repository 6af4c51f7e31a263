"""Hover, and the documentation of completion items."""

from __future__ import annotations

import pytest

from kibitz.features.completion import ItemData, item_documentation
from kibitz.features.documentation import as_markdown, as_plain_text
from kibitz.features.hover import hover
from tests.features.support import fixture, method
from tests.features.workspace import SHAPES


def hovered(body: str, pattern: str = "run") -> str:
    made = fixture(method(body, pattern, "shape"), SHAPES)
    found = hover(made.snapshot, made.offset, made.text_of)
    return as_markdown(found.documentation) if found else ""


def hovered_at(name: str, cursor: str) -> str:
    text = SHAPES[name]
    others = {each: content for each, content in SHAPES.items() if each != name}
    made = fixture(text.replace(cursor.replace("$0", ""), cursor, 1), others, path=name)
    found = hover(made.snapshot, made.offset, made.text_of)
    return as_markdown(found.documentation) if found else ""


def test_a_class_has_its_definition_line():
    assert "Object subclass: #Shape\n" in hovered("Sha$0pe new")


def test_a_class_has_its_variables():
    assert "instanceVariableNames: 'colour origin'" in hovered("Sha$0pe new")


def test_a_class_has_its_package():
    assert "package: 'Shapes-Core'" in hovered("Sha$0pe new")


def test_a_class_has_its_superclasses():
    assert "inherits from `Shape` › `Object`" in hovered("Squ$0are new")


def test_a_class_has_counts():
    assert "4 methods · 1 class-side method · 2 subclasses" in hovered("Sha$0pe new")


def test_a_class_has_its_comment_with_markup_escaped():
    assert r"I am what can be drawn. My \*colour\* is nil at first." in hovered("Sha$0pe new")


def test_a_method_of_a_known_receiver_has_its_source():
    shown = hovered("Shape new col$0our")
    assert shown.startswith("`Shape >> #colour` · accessing")
    assert "^ colour ifNil: [ Default ]" in shown
    assert '"I answer my colour' in shown


def test_a_method_of_an_unknown_receiver_has_its_patterns():
    shown = hovered("x colo$0ur: 3", pattern="run: x")
    assert "```smalltalk\ncolour: aColour\n```" in shown


def test_a_selector_has_counts_and_implementors():
    shown = hovered("Square new are$0a")
    assert "3 implementors · 1 sender: `Square`, `Shape`, `Circle`" in shown


def test_no_more_than_five_implementors_are_named():
    others = {
        f"C{at}.class.st": f"Class {{\n\t#name : 'C{at}',\n\t#superclass : 'Object'\n}}\n\n"
        f"{{ #category : 'x' }}\nC{at} >> frob [\n\n\t^ {at}\n]\n"
        for at in range(7)
    }
    made = fixture(method("x fro$0b", "run: x"), others)
    found = hover(made.snapshot, made.offset, made.text_of)
    assert found is not None
    assert "7 implementors · 1 sender: `C0`, `C1`, `C2`, `C3`, `C4` …" in as_markdown(
        found.documentation
    )


def test_an_overriding_method_names_the_overridden_one():
    assert "overrides `Shape >> #area`" in hovered("Square new are$0a")


def test_on_a_pattern_the_source_is_not_repeated():
    shown = hovered_at("Square.class.st", "Square >> ar$0ea [")
    assert "side * side" not in shown
    assert "overrides `Shape >> #area`" in shown


def test_a_chunks_source_has_single_bangs():
    assert '"Pi! What else"' in hovered("Circle new are$0a")


def test_a_selector_that_every_smalltalk_has():
    assert "in every Smalltalk, not in this workspace · 2 senders" in hovered(
        "x isNil isNi$0l", pattern="run: x"
    )


def test_an_unknown_selector_has_its_senders_alone():
    assert "0 implementors · 1 sender" in hovered("x frobnicate$0", pattern="run: x")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("| it | it := Square new. ^ i$0t", "`it` · temporary · probably `Square`"),
        ("^ aSqu$0are", "`aSquare` · argument · probably `Square`"),
        ("^ [ :ea$0ch | each ]", "`each` · block argument"),
        ("^ sha$0pe", "`shape` · instance variable of `Foo` · probably `Shape`"),
        ("^ sel$0f", "`self` · the receiver of the message, here `Foo`"),
        ("^ supe$0r foo", "here `Object`"),
        ("^ ni$0l", "`nil` · the only instance of `UndefinedObject`"),
        ("^ undec$0lared", "`undeclared` · undeclared"),
    ],
)
def test_variables(body: str, says: str):
    assert says in hovered(body, pattern="run: aSquare")


def test_a_pool_variable_names_its_pool():
    assert "pool variable of `InkPool`" in hovered_at("Square.class.st", "^ Ink$0Black")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("^ 4$02", "`SmallInteger` literal"),
        ("^ 16rF$0F", "`SmallInteger` literal · 255"),
        ("^ -2r1$001", "`SmallInteger` literal · -5"),
        ("^ 'te$0xt'", "`ByteString` literal"),
        ("^ $$0a", "`Character` literal"),
        ("^ 1.5$0", "`BoxedFloat64` literal"),
    ],
)
def test_literals(body: str, says: str):
    assert says in hovered(body)


@pytest.mark.parametrize("body", ['"a com$0ment Shape"', "^ 3 . $0   ", "#(foo$0 )."])
def test_nothing_to_say(body: str):
    assert "Shape" not in hovered(body)


def test_the_span_is_the_keyword_under_the_cursor():
    made = fixture(method("x at: 1 pu$0t: 2", "run: x"), SHAPES)
    found = hover(made.snapshot, made.offset, made.text_of)
    assert found is not None
    assert made.snapshot.text[found.span.start : found.span.end] == "put:"


def test_plain_text_has_no_markup():
    made = fixture(method("Sha$0pe new"), SHAPES)
    found = hover(made.snapshot, made.offset, made.text_of)
    assert found is not None
    plain = as_plain_text(found.documentation)
    assert "`" not in plain
    assert "\\" not in plain


class TestResolve:
    def documentation(self, data: ItemData) -> str:
        made = fixture(method("$0"), SHAPES)
        return as_markdown(item_documentation(made.snapshot.index, data, made.text_of))

    def test_a_selector_of_a_known_receiver_has_its_source(self):
        assert "^ colour ifNil:" in self.documentation(ItemData("selector", "colour", "Shape"))

    def test_a_class_has_its_comment(self):
        assert "I am what can be drawn" in self.documentation(ItemData("class", "Shape"))

    def test_what_has_gone_has_nothing_to_say(self):
        assert self.documentation(ItemData("class", "Gone")) == ""
