"""Edits of Tonel files, and new ones."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.model import ClassKind, SourceFile
from kibitz.formats.read import read_source
from kibitz.formats.write import (
    NewClass,
    NewMethod,
    NotWritable,
    Style,
    apply_edits,
    insert_method,
    new_class_text,
    remove_method,
    replace_method,
    set_protocol,
    style_of,
)

FOO = """Class {
	#name : 'Foo',
	#superclass : 'Object',
	#category : 'Kit'
}

{ #category : 'instance creation' }
Foo class >> on: x [
	^ self new
]

{ #category : 'accessing' }
Foo >> bar [
	^ bar
]

{ #category : 'accessing' }
Foo >> zork [  "keep"

	^ [ zork ]\t


]
"""
EMPTY = "Class {\n\t#name : 'Foo',\n\t#category : 'Kit'\n}\n"


def read(text: str) -> SourceFile:
    return read_source(PurePath("Foo.class.st"), text)


def inserted(text: str, code: str, protocol: str = "accessing", *, is_meta: bool = False) -> str:
    return apply_edits(text, insert_method(read(text), "Foo", is_meta, code, protocol))


def replaced(text: str, selector: str, code: str) -> str:
    source = read(text)
    method = next(each for each in source.methods if each.selector == selector)
    return apply_edits(text, replace_method(source, method, code))


def test_a_first_method():
    assert inserted(EMPTY, "bar\n\t^ 1") == (
        EMPTY + "\n{ #category : 'accessing' }\nFoo >> bar [\n\t^ 1\n]\n"
    )


def test_a_first_class_side_method():
    assert inserted(EMPTY, "new\n\t^ 1", is_meta=True).endswith("\nFoo class >> new [\n\t^ 1\n]\n")


@pytest.mark.parametrize(
    ("code", "is_meta", "order"),
    [
        ("aaa", False, ["on:", "aaa", "bar", "zork"]),
        ("box", False, ["on:", "bar", "box", "zork"]),
        ("zz", False, ["on:", "bar", "zork", "zz"]),
        ("new", True, ["new", "on:", "bar", "zork"]),
        ("zoo", True, ["on:", "zoo", "bar", "zork"]),
    ],
)
def test_methods_are_kept_in_the_order_of_the_file(code: str, is_meta: bool, order: list[str]):
    text = inserted(FOO, code, is_meta=is_meta)
    assert [each.selector for each in read(text).methods] == order
    assert read(text).problems == ()


def test_in_a_file_that_is_not_sorted_a_method_goes_last():
    text = EMPTY + "\nFoo >> b [\n]\n\nFoo >> a [\n]\n"
    assert [each.selector for each in read(inserted(text, "aa")).methods] == ["b", "a", "aa"]


def test_a_method_goes_behind_the_one_that_is_named():
    source = read(FOO)
    edits = insert_method(source, "Foo", False, "aaa", "x", after=source.methods[1])
    assert [each.selector for each in read(apply_edits(FOO, edits)).methods][2] == "aaa"


def test_nothing_but_the_method_is_added():
    source = read(FOO)
    (edit,) = insert_method(source, "Foo", False, "box", "accessing")
    assert edit.span.start == edit.span.end
    assert edit.new_text == "{ #category : 'accessing' }\nFoo >> box [\n]\n\n"


@pytest.mark.parametrize("code", ["aaa", "box\n\t^ ']'", "zz"])
@pytest.mark.parametrize("text", [FOO, FOO.rstrip(), FOO + "\n\n", EMPTY, EMPTY.rstrip()])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_removing_what_was_inserted_gives_the_same_bytes(text: str, code: str, line_end: str):
    text = text.replace("\n", line_end)
    longer = read(inserted(text, code))
    selector = code.split("\n")[0]
    method = next(each for each in longer.methods if each.selector == selector)
    assert apply_edits(longer.text, remove_method(longer, method)) == text


def test_inserted_code_has_the_line_ends_of_the_file():
    text = inserted(FOO.replace("\n", "\r\n"), "box\n\t^ 1\n")
    assert text.count("\n") == text.count("\r\n")


def test_version_one_gets_symbols():
    text = "Class {\n\t#name : #Foo,\n\t#category : #Kit\n}\n"
    assert "{ #category : #accessing }" in inserted(text, "bar")
    assert "{ #category : #'instance creation' }" in inserted(text, "bar", "instance creation")


def test_a_protocol_with_a_quote():
    text = inserted(EMPTY, "bar", "it's")
    assert read(text).methods[0].protocol == "it's"


def test_code_on_the_pattern_line_stays_there():
    assert "Foo >> box [ ^ 1\n]\n" in inserted(FOO, "box ^ 1")


def test_the_same_code_changes_nothing():
    source = read(FOO)
    for method in source.methods:
        assert replace_method(source, method, method.code) == ()


def test_only_what_differs_is_replaced():
    source = read(FOO)
    zork = source.methods[2]
    (edit,) = replace_method(source, zork, zork.code.replace("[ zork ]", "[ zork + 1 ]"))
    assert edit.new_text == "+ 1 "
    assert '[  "keep"\n\n\t^ [ zork + 1 ]\t\n\n\n]' in apply_edits(FOO, [edit])


def test_a_new_pattern():
    assert "\nFoo >> bar: x [\n\tbar := x\n]\n\n{" in replaced(FOO, "bar", "bar: x\n\tbar := x")


def test_a_replaced_method_that_was_not_closed_is_closed():
    text = EMPTY + "\nFoo >> bar [\n\t^ 'open"
    assert replaced(text, "bar", "bar\n\t^ 1") == EMPTY + "\nFoo >> bar [\n\t^ 1\n]"


def test_removing_keeps_the_others():
    source = read(FOO)
    text = apply_edits(FOO, remove_method(source, source.methods[1]))
    assert text == FOO.replace("{ #category : 'accessing' }\nFoo >> bar [\n\t^ bar\n]\n\n", "")


def test_another_protocol():
    source = read(FOO)
    text = apply_edits(FOO, set_protocol(source, source.methods[0], "it's new"))
    assert text == FOO.replace("'instance creation'", "'it\\'s new'")


def test_another_protocol_as_a_symbol():
    text = "Class { #name : #Foo }\n\n{ #category : #x }\nFoo >> bar [\n]\n"
    source = read(text)
    edited = apply_edits(text, set_protocol(source, source.methods[0], "a b"))
    assert edited == text.replace("#x ", "#'a b' ")


def test_a_protocol_where_there_was_none():
    text = EMPTY + "\nFoo >> bar [\n]\n"
    source = read(text)
    edited = apply_edits(text, set_protocol(source, source.methods[0], "x"))
    assert edited == EMPTY + "\n{ #category : 'x' }\nFoo >> bar [\n]\n"


def test_other_metadata_stays():
    text = EMPTY + "\n{ #vocabulary : [ #a ] }\nFoo >> bar [\n]\n"
    source = read(text)
    edited = read(apply_edits(text, set_protocol(source, source.methods[0], "x")))
    assert edited.methods[0].protocol == "x"
    assert "#vocabulary : [ #a ]" in edited.text
    assert edited.problems == ()


SCORE = NewClass(
    "MgXScore",
    "MgXModel",
    instance_variables=("points", "player"),
    class_variables=("Best",),
    category="MgX-Model-Scores",
    package="MgX-Model",
    tag="Scores",
    comment='I keep "scores".',
)


def test_a_new_file():
    text = new_class_text(
        SCORE,
        [
            NewMethod("points\n\t^ points", "accessing"),
            NewMethod("best\n\t^ Best", "accessing", is_meta=True),
        ],
        Style(),
    )
    assert text == (
        '"\nI keep ""scores"".\n"\nClass {\n'
        "\t#name : 'MgXScore',\n\t#superclass : 'MgXModel',\n"
        "\t#instVars : [\n\t\t'points',\n\t\t'player'\n\t],\n"
        "\t#classVars : [\n\t\t'Best'\n\t],\n"
        "\t#category : 'MgX-Model-Scores',\n\t#package : 'MgX-Model',\n\t#tag : 'Scores'\n}\n\n"
        "{ #category : 'accessing' }\nMgXScore class >> best [\n\t^ Best\n]\n\n"
        "{ #category : 'accessing' }\nMgXScore >> points [\n\t^ points\n]\n"
    )


def test_a_new_file_of_version_one():
    text = new_class_text(SCORE, [], Style(version="1.0", symbols=True))
    assert "\t#name : #MgXScore,\n\t#superclass : #MgXModel,\n" in text
    assert "\t#category : #'MgX-Model-Scores'\n}" in text
    assert "#package" not in text


def test_a_new_extension():
    extension = NewClass("Integer", None, kind=ClassKind.EXTENSION)
    text = new_class_text(extension, [NewMethod("half\n\t^ self / 2", "*MgX")], Style())
    assert text.startswith("Extension { #name : 'Integer' }\n\n{ #category : '*MgX' }\n")


def test_the_style_of_a_file():
    text = "Class {\r\n    #name : #Foo\r\n}\r\n\r\nFoo >> a [\r\n    ^ 1\r\n]\r\n"
    style = style_of(read(text))
    assert (style.line_end, style.version, style.symbols, style.indent) == (
        "\r\n",
        "1.0",
        True,
        "    ",
    )


def test_a_script_takes_no_methods():
    source = read_source(PurePath("play.st"), "3 + 4")
    with pytest.raises(NotWritable, match="script"):
        insert_method(source, "Foo", False, "bar", "x")
