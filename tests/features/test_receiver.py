"""What class an expression has, as far as its text tells."""

from __future__ import annotations

import pytest

from kibitz.features.code import code_at
from kibitz.features.receiver import CERTAIN, Receiver, infer
from tests.features.support import fixture, method
from tests.features.workspace import SHAPES


def inferred(expression: str, body: str = "$0", pattern: str = "run", **options: str):
    made = fixture(method(body, pattern, **options), SHAPES)
    code = code_at(made.snapshot, made.offset)
    assert code is not None
    return infer(code, expression)


def shown(receiver: Receiver | None) -> str:
    if receiver is None:
        return "?"
    return f"{receiver.class_name}{' class' if receiver.is_meta else ''}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("self", "Foo"),
        ("super", "Object"),
        ("true", "True"),
        ("nil", "UndefinedObject"),
        ("thisContext", "Context"),
        ("'text'", "ByteString"),
        ("#symbol", "ByteSymbol"),
        ("#with:with:", "ByteSymbol"),
        ("$a", "Character"),
        ("#(1 2)", "Array"),
        ("{ 1. 2 }", "Array"),
        ("#[1 2]", "ByteArray"),
        ("[ :x | x ]", "FullBlockClosure"),
        ("3", "SmallInteger"),
        ("-3", "SmallInteger"),
        ("16rFF", "SmallInteger"),
        ("3.5", "BoxedFloat64"),
        ("1e-5", "BoxedFloat64"),
        ("3.5s2", "ScaledDecimal"),
        ("Square", "Square class"),
        ("Square class", "Square class"),
        ("Square new", "Square"),
        ("(Square new)", "Square"),
        ("((Square) new)", "Square"),
        ("Square new: 3", "Square"),
        ("Shape coloured: #red", "Shape"),
        ("Square coloured: #red", "Square"),
        ("Square new yourself", "Square"),
        ("Square new copy", "Square"),
        ("self class", "Foo class"),
        ("self class new", "Foo"),
        ("3 + 4", "SmallInteger"),
        ("3 = 4", "Boolean"),
        ("3 isNil", "Boolean"),
        ("#() size", "SmallInteger"),
        ("x printString", "ByteString"),
        ("x asOrderedCollection", "OrderedCollection"),
        ("x foo; bar", "?"),
        ("x frobnicate", "?"),
        ("aSquare", "Square"),
        ("anObject", "Object"),
        ("newSquare", "Square"),
        ("bigSquare", "Square"),
        ("square", "Square"),
        ("each", "?"),
        ("", "?"),
    ],
)
def test_an_expression_alone(expression: str, expected: str):
    assert shown(inferred(expression)) == expected


def test_a_name_may_leave_out_the_prefix_of_its_family():
    family = {
        f"{name}.class.st": f"Class {{\n\t#name : '{name}',\n\t#superclass : 'Object'\n}}\n"
        for name in ("MgXTrack", "OtherTrack")
    }
    text = method("$0").replace("Foo", "MgXTrackStore")
    made = fixture(text, family, path="MgXTrackStore.class.st")
    code = code_at(made.snapshot, made.offset)
    assert code is not None
    assert shown(infer(code, "aTrack")) == "MgXTrack"


def test_a_literal_is_certain_and_a_name_is_not():
    literal, name = inferred("3"), inferred("aSquare")
    assert literal is not None and name is not None
    assert literal.confidence == CERTAIN > name.confidence


def test_an_article_says_more_than_a_name():
    with_article, without = inferred("aSquare"), inferred("square")
    assert with_article is not None and without is not None
    assert with_article.confidence > without.confidence


def test_what_is_assigned_in_the_method_counts_before_the_name():
    assert shown(inferred("aThing", "| aThing | aThing := Square new. $0")) == "Square"


def test_an_assignment_with_an_underscore():
    assert shown(inferred("x", "| x | x _ Square new. $0")) == "Square"


def test_nil_says_nothing():
    assert shown(inferred("x", "| x | x := nil. x := Square new. $0")) == "Square"


def test_an_instance_variable_assigned_elsewhere_in_the_class():
    text = (
        method("$0", instance_variables="part").rstrip()
        + "\n\n{ #category : 'x' }\nFoo >> part: x [\n\n\tpart := Square new\n]\n"
    )
    made = fixture(text, SHAPES)
    code = code_at(made.snapshot, made.offset)
    assert code is not None
    assert shown(infer(code, "part")) == "Square"


def test_a_local_of_another_method_is_another_one():
    text = (
        method("| part | $0").rstrip()
        + "\n\n{ #category : 'x' }\nFoo >> other [\n\n\t| part |\n\tpart := Square new\n]\n"
    )
    made = fixture(text, SHAPES)
    code = code_at(made.snapshot, made.offset)
    assert code is not None
    assert infer(code, "part") is None


def test_variables_assigned_from_each_other_end():
    assert inferred("x", "| x y | x := y. y := x. $0") is None


@pytest.mark.parametrize("expression", ["(((", "foo: ", "'open", "#", "$", "x y: (z", "[:"])
def test_damaged_expressions_are_survived(expression: str):
    inferred(expression)
