"""Damage to one part of a Tonel file stays there."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.model import SourceFile
from kibitz.formats.read import read_source

HEAD = "Class {\n\t#name : 'Foo',\n\t#superclass : 'Object'\n}\n\n"
FIRST = "{ #category : 'a' }\nFoo >> first [\n\t\"it's the first\"\n\t^ 'one'\n]\n\n"
LAST = '{ #category : \'z\' }\nFoo class >> last: x [\n\t"the ""last"" one isn\'t this"\n\t^ [ x ]\n]\n'


def damaged(middle: str) -> SourceFile:
    return read_source(PurePath("Foo.class.st"), f"{HEAD}{FIRST}{middle}\n{LAST}")


@pytest.mark.parametrize(
    "middle",
    [
        "{ #category : 'm' }\nFoo >> mid [\n\t^ 'open\n]\n",
        "{ #category : 'm' }\nFoo >> mid [\n\t\"open\n\t^ 1\n]\n",
        "{ #category : 'm' }\nFoo >> mid [\n\t^ [ 1\n]\n",
        "{ #category : 'm' }\nFoo >> mid [\n\t^ 1 ]\n]\n",
        "{ #category : 'm' }\nFoo >> mid [\n\t^ 1\n",
        "{ #category : 'm' }\nFoo >> mid [\n\t^ 'op",
        "{ #category : 'm' }\nFoo >> mid: [\n\t^ 1\n]\n",
        "{ #category : 'm' }\nFoo >> mid: 'x [\n\t^ 1\n]\n",
        "{ #category : 'm' }\nFoo >> mid\n\t^ 1\n]\n",
        "{ #category : 'm' }\nFoo >> mi",
        "{ #category : 'm' }\nFoo ",
        "{ #category : 'm }\nFoo >> mid [\n\t^ 1\n]\n",
        "{ #category : ",
        "]",
        "some ' text \" [",
        "Foo >> mid [\n\t^ #(\n]\n",
        "Foo >> mid [\n\t^ self at: 1 put:\n]\n",
        "Foo >> mid [\n\t^ $\n]\n",
    ],
)
def test_the_other_methods_are_kept(middle: str):
    source = damaged(middle)
    kept = {(str(each), each.protocol, each.code) for each in source.methods}
    assert ("Foo>>#first", "a", "first  \n\t\"it's the first\"\n\t^ 'one'\n") in kept
    assert (
        "Foo class>>#last:",
        "z",
        'last: x  \n\t"the ""last"" one isn\'t this"\n\t^ [ x ]\n',
    ) in kept


@pytest.mark.parametrize(
    ("middle", "code"),
    [
        ("Foo >> mid [\n\t^ 'open\n]\n", "mid  \n\t^ 'open\n"),
        ('Foo >> mid [\n\t"open\n]\n', 'mid  \n\t"open\n'),
        ("Foo >> mid [\n\t^ [ 1\n]\n", "mid  \n\t^ [ 1\n"),
        ("Foo >> mid [\n\t^ 1 ]\n]\n", "mid  \n\t^ 1 ]\n"),
        ("Foo >> mid [\n\t^ 1\n", "mid  \n\t^ 1"),
    ],
)
def test_the_damaged_method_keeps_its_own_text(middle: str, code: str):
    found = next(each for each in damaged(middle).methods if each.selector == "mid")
    assert found.code == code


def test_damage_is_told_at_the_method():
    source = damaged("Foo >> mid [\n\t^ 'open\n]\n")
    assert [each.code for each in source.problems] == ["tonel-unbalanced"]
    span = source.problems[0].span
    assert source.text[span.start : span.end] == "mid"


def test_stray_text_is_told_at_its_place():
    source = damaged("what is this")
    (problem,) = source.problems
    assert problem.code == "tonel-stray-text"
    assert source.text[problem.span.start : problem.span.end] == "what is this"


def test_a_missing_bracket_is_told():
    source = damaged("{ #category : 'm' }\nFoo >> mid\n\t^ 1\n]\n")
    assert "tonel-no-opening" in [each.code for each in source.problems]


@pytest.mark.parametrize(
    "head",
    [
        "Class {\n\t#name : 'Foo',\n\t#superclass : \n\n",
        "Class {\n\t#name : 'Foo',\n\t#instVars : [\n\t\t'a\n\t]\n}\n\n",
        "Class {\n\t#name : 'Foo',\n\t#instVars : [\n\t\t'a'\n\n",
        "\"an open comment\nClass {\n\t#name : 'Foo'\n}\n\n",
        "no quote\"\nClass {\n\t#name : 'Foo'\n}\n\n",
        "Class {\n\t#name 'Foo'\n}\n\n",
        "Klass {\n\t#name : 'Foo'\n}\n\n",
        "Class\n\n",
        "",
    ],
)
def test_a_damaged_definition_loses_no_method(head: str):
    source = read_source(PurePath("Foo.class.st"), f"{head}{FIRST}{LAST}")
    assert [str(each) for each in source.methods] == ["Foo>>#first", "Foo class>>#last:"]
    assert source.problems


def test_a_cut_definition_keeps_what_it_says():
    source = read_source(PurePath("Foo.class.st"), "Class {\n\t#name : 'Foo',\n\t#superclass : 'Ba")
    assert source.classes[0].name == "Foo"


def test_a_file_cut_anywhere_keeps_what_stands_before():
    text = HEAD + FIRST + LAST
    for end in range(len(HEAD + FIRST), len(text)):
        source = read_source(PurePath("Foo.class.st"), text[:end])
        assert str(source.methods[0]) == "Foo>>#first"


def test_many_damaged_methods_do_not_take_quadratic_work():
    text = HEAD + "Foo >> mid [\n\t^ 'open\n\n" * 20_000
    assert len(read_source(PurePath("Foo.class.st"), text).methods) == 20_000
