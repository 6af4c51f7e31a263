"""Damage to one chunk stays there."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.model import SourceFile
from kibitz.formats.read import read_source

FIRST = "!Foo methodsFor: 'a' stamp: 'kb'!\nfirst\n\t^ 'one'! !\n\n"
LAST = "!Foo class methodsFor: 'z' stamp: 'kb'!\nlast: x\n\t^ x! !\n"


def read(text: str) -> SourceFile:
    return read_source(PurePath("Foo.st"), text)


def found(text: str) -> list[tuple[str, str | None]]:
    return [(str(each), each.protocol) for each in read(text).methods]


@pytest.mark.parametrize(
    "middle",
    [
        "!Foo methodsFor: 'm' stamp: 'kb'!\nmid\n\t^ 'open! !\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\nmid\n\t\"open! !\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\nmid\n\t^ [ 1! !\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\nmid\n\t^ 1!\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\nmid\n\t^ 1\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\nmid: ! !\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\nmi\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\n! !\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'!\n\n",
        "!Foo methodsFor: 'm' stamp: 'kb'\n",
        "!Foo meth\n\n",
        "!\n\n",
        "Foo bar\n\n",
        "Object subclass: #Foo instanceVariableNames: 'x\n\n",
    ],
)
def test_the_other_methods_are_kept(middle: str):
    kept = found(FIRST + middle + LAST)
    assert ("Foo>>#first", "a") in kept
    assert ("Foo class>>#last:", "z") in kept


SHARED = "!Foo methodsFor: 'a'!\none\n\t^ 1{}\n\ntwo: x\n\t^ [ x ]{}\n\nthree\n\t^ 'three'{} !\n"


def test_a_shared_section_is_read():
    assert found(SHARED.replace("{}", "!")) == [
        ("Foo>>#one", "a"),
        ("Foo>>#two:", "a"),
        ("Foo>>#three", "a"),
    ]


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_bang_between_methods_is_found(missing: int):
    bangs = ["!", "!", "!"]
    bangs[missing] = ""
    source = read(SHARED.format(*bangs))
    assert [each.selector for each in source.methods] == ["one", "two:", "three"]
    assert [each.code for each in source.problems] == ["chunk-missing-bang"]


def test_a_method_that_lost_its_text_does_not_end_the_section():
    source = read("!Foo methodsFor: 'a'!\none\n\t^ 1!\n\n!\n\nthree\n\t^ 3! !\n")
    assert [each.selector for each in source.methods] == ["one", "three"]
    assert [each.code for each in source.problems] == ["chunk-empty-method"]


def test_a_line_at_the_margin_does_not_split_a_method():
    source = read("!Foo methodsFor: 'a'!\none\n\t| a |\n\na\n\tfoo: 1;\n\tbar! !\n")
    assert [each.selector for each in source.methods] == ["one"]


def test_an_expression_behind_a_section_is_no_method():
    source = read("!Foo methodsFor: 'a'!\none\n\t^ 1! !\n\nfoo\n\tinitialize!\n")
    assert [each.selector for each in source.methods] == ["one"]
    assert len(source.scripts) == 1


def test_a_bang_not_doubled_is_told():
    source = read("!Foo methodsFor: 'a'!\none\n\t^ 'Hello!'! !\n")
    assert [each.code for each in source.problems] == ["chunk-no-pattern"]


def test_a_missing_bang_before_a_header_is_told_at_the_header():
    source = read(FIRST.replace("! !", "") + LAST)
    (problem,) = source.problems
    assert problem.code == "chunk-missing-bang"
    assert source.text[problem.span.start :].startswith("Foo class methodsFor:")


def test_a_file_cut_anywhere_keeps_what_stands_before():
    text = FIRST + LAST
    for end in range(len(FIRST), len(text)):
        assert found(text[:end])[0] == ("Foo>>#first", "a")


def test_a_method_cut_off_by_the_end_of_the_file_is_kept():
    source = read(FIRST + LAST[:-5])
    assert source.methods[-1].code == "last: x\n\t^ "
    assert "chunk-not-closed" in [each.code for each in source.problems]
