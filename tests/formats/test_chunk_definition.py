"""Every form in which a chunk file may define a class."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.model import ClassDefinition, ClassKind
from kibitz.formats.read import read_source


def define(text: str) -> ClassDefinition:
    source = read_source(PurePath("x.st"), f"'From Squeak6.0'!\n{text}!\n")
    assert source.problems == ()
    (definition,) = source.classes
    return definition


def test_the_package_form():
    found = define(
        "Object subclass: #Foo\n\tinstanceVariableNames: 'a b'\n\tclassVariableNames: ''\n\tpackage: 'Kit'"
    )
    assert (found.package, found.category) == ("Kit", None)
    assert found.instance_variables == ("a", "b")


@pytest.mark.parametrize(
    ("keyword", "layout"),
    [
        ("subclass:", None),
        ("weakSubclass:", "weak"),
        ("variableSubclass:", "variable"),
        ("variableByteSubclass:", "variableByte"),
        ("ephemeronSubclass:", "ephemeron"),
    ],
)
def test_layouts(keyword: str, layout: str | None):
    assert define(f"Object {keyword} #Foo\n\tinstanceVariableNames: ''").layout == layout


def test_nil_is_no_superclass():
    found = define("nil subclass: #Foo\n\tinstanceVariableNames: 'a'\n\tcategory: 'X'")
    assert (found.name, found.superclass) == ("Foo", None)


def test_a_class_with_traits():
    found = define(
        "Object subclass: #Foo\n\tuses: TBar + (TZork - {#a})\n\tinstanceVariableNames: ''\n\tcategory: 'X'"
    )
    assert found.traits == "TBar + (TZork - {#a})"


def test_a_trait():
    found = define("Trait named: #TFoo\n\tuses: {}\n\tcategory: 'X'")
    assert (found.kind, found.name, found.traits) == (ClassKind.TRAIT, "TFoo", None)


def test_the_fluid_form():
    found = define(
        "Object << #Foo\n\ttraits: {TBar};\n\tslots: { #a. #b => WeakSlot };\n"
        "\tsharedVariables: { #Shared };\n\tsharedPools: { Pool };\n\ttag: 'Core';\n\tpackage: 'Kit'"
    )
    assert (found.name, found.superclass) == ("Foo", "Object")
    assert found.instance_variables == ("a", "b")
    assert found.class_variables == ("Shared",)
    assert (found.package, found.tag) == ("Kit", "Core")
    assert found.traits == "{TBar}"


def test_a_fluid_trait():
    found = define("Trait << #TFoo\n\tslots: {};\n\tpackage: 'Kit'")
    assert (found.kind, found.name) == (ClassKind.TRAIT, "TFoo")


def test_a_fluid_class_side():
    found = define(
        "Object << #Foo\n\tpackage: 'Kit'!\n\nFoo class << Foo class\n\tslots: { #current }"
    )
    assert found.class_instance_variables == ("current",)


def test_an_old_class_side_with_traits():
    found = define(
        "Object subclass: #Foo\n\tinstanceVariableNames: ''\n\tcategory: 'X'!\n\n"
        "Foo class\n\tuses: TBar classTrait\n\tinstanceVariableNames: 'x'"
    )
    assert found.class_traits == "TBar classTrait"
    assert found.class_instance_variables == ("x",)


def test_the_visualworks_form():
    found = define(
        "Smalltalk.MgX defineClass: #Foo\n\tsuperclass: #{Core.Object}\n\tindexedType: #none\n"
        "\tprivate: false\n\tinstanceVariableNames: 'a '\n\tclassInstanceVariableNames: 'c'\n"
        "\timports: ''\n\tcategory: 'X'"
    )
    assert (found.name, found.superclass, found.layout) == ("Foo", "Core.Object", None)
    assert found.class_instance_variables == ("c",)


def test_a_comment_message():
    found = define(
        "Object subclass: #Foo\n\tinstanceVariableNames: ''\n\tcategory: 'X'!\n\nFoo comment: 'It''s a foo!!'"
    )
    assert found.comment == "It's a foo!"


def test_a_category_with_a_bang():
    assert (
        define("Object subclass: #Foo\n\tinstanceVariableNames: ''\n\tcategory: 'X!!'").category
        == "X!"
    )


def test_an_expression_about_a_class_defines_none():
    source = read_source(PurePath("x.st"), "'From Squeak'!\nFoo subclass: aName do: [ 3 ]!\n")
    assert source.classes == ()
    assert len(source.scripts) == 1
