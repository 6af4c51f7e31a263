"""What the Tonel reader finds in well-formed files."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.model import ClassKind, Format, SourceFile, Span
from kibitz.formats.read import read_source

CLASS = """"
I keep scores. Say ""hello"" to me.
"
Class {
	#name : 'MgXScore',
	#superclass : 'MgXModel',
	#instVars : [
		'points',
		'#player => WeakSlot'
	],
	#classVars : [
		'Best'
	],
	#pools : [
		'MgXConstants'
	],
	#classInstVars : [
		'current'
	],
	#category : 'MgX-Model-Scores',
	#package : 'MgX-Model',
	#tag : 'Scores'
}

{ #category : 'instance creation' }
MgXScore class >> points: aNumber [
	^ self new points: aNumber
]

{ #category : 'accessing' }
MgXScore >> points [
	^ points
]
"""


def read(text: str, name: str = "MgXScore.class.st") -> SourceFile:
    source = read_source(PurePath(name), text)
    assert source.format is Format.TONEL
    return source


def method(text: str) -> SourceFile:
    """A file with one class and `text` behind its definition."""
    return read(f"Class {{\n\t#name : 'Foo',\n\t#superclass : 'Object'\n}}\n\n{text}")


def cut(source: SourceFile, span: Span) -> str:
    return source.text[span.start : span.end]


def test_a_class_definition_is_read():
    definition = read(CLASS).classes[0]
    assert definition.name == "MgXScore"
    assert definition.kind is ClassKind.CLASS
    assert definition.superclass == "MgXModel"
    assert definition.instance_variables == ("points", "player")
    assert definition.class_variables == ("Best",)
    assert definition.class_instance_variables == ("current",)
    assert definition.pools == ("MgXConstants",)
    assert (definition.category, definition.package, definition.tag) == (
        "MgX-Model-Scores",
        "MgX-Model",
        "Scores",
    )


def test_a_class_comment_is_read_with_its_quotes_single():
    source = read(CLASS)
    assert source.classes[0].comment == '\nI keep scores. Say "hello" to me.\n'


def test_the_last_of_several_comments_is_the_class_comment():
    source = read('"(c) us"\n"I am."\nClass { #name : \'Foo\' }\n')
    assert source.classes[0].comment == "I am."
    assert source.problems == ()


def test_the_places_of_names_are_exact():
    source = read(CLASS)
    definition = source.classes[0]
    assert cut(source, definition.name_span) == "MgXScore"
    assert definition.superclass_span is not None
    assert cut(source, definition.superclass_span) == "MgXModel"
    assert [cut(source, span) for _, span in definition.variable_spans] == [
        "points",
        "player",
        "Best",
        "current",
    ]
    assert cut(source, definition.span).startswith('"\nI keep')
    assert cut(source, definition.span).endswith("'Scores'\n}")


def test_methods_are_read_with_side_and_protocol():
    found = [(str(each), each.protocol) for each in read(CLASS).methods]
    assert found == [
        ("MgXScore class>>#points:", "instance creation"),
        ("MgXScore>>#points", "accessing"),
    ]


def test_a_file_of_the_latest_version_has_no_problems():
    source = read(CLASS)
    assert source.problems == ()
    assert source.version == "3.0"


def test_code_is_the_pattern_and_the_body_without_the_bracket():
    first = read(CLASS).methods[0]
    assert first.code == "points: aNumber  \n\t^ self new points: aNumber\n"


def test_the_map_leads_from_code_to_file():
    source = read(CLASS)
    first = source.methods[0]
    at = first.code.index("self")
    assert source.text[first.map.to_file(at) :].startswith("self new points:")


def test_spans_hold_metadata_and_closer():
    source = read(CLASS)
    text = cut(source, source.methods[1].span)
    assert text.startswith("{ #category : 'accessing' }")
    assert text.endswith("^ points\n]")
    assert cut(source, source.methods[0].pattern_span) == "points: aNumber"


def test_version_one_writes_symbols():
    source = read(
        "Class {\n\t#name : #Foo,\n\t#superclass : #Object,\n\t#category : #'Foo-Core'\n}\n\n"
        "{ #category : #'as yet unclassified' }\nFoo >> bar [\n]\n\n"
        "{ #category : #accessing }\nFoo >> zork [\n]\n"
    )
    assert source.version == "1.0"
    assert source.classes[0].category == "Foo-Core"
    assert [each.protocol for each in source.methods] == ["as yet unclassified", "accessing"]


def test_version_two_writes_strings_without_a_package():
    source = read("Class {\n\t#name : 'Foo',\n\t#category : 'Foo'\n}\n")
    assert source.version == "2.0"


def test_quoted_keys_are_keys():
    source = read(
        "Class { #'name' : 'Foo', #'superclass' : 'Bar' }\n\n{ #'category' : #x }\nFoo >> a [\n]"
    )
    assert source.classes[0].superclass == "Bar"
    assert source.methods[0].protocol == "x"


def test_nil_is_no_superclass():
    assert (
        read("Class {\n\t#name : 'ProtoFoo',\n\t#superclass : 'nil'\n}\n").classes[0].superclass
        is None
    )


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Class", ClassKind.CLASS), ("Trait", ClassKind.TRAIT), ("Extension", ClassKind.EXTENSION)],
)
def test_kinds(word: str, kind: ClassKind):
    assert read(f"{word} {{ #name : 'Foo' }}\n").classes[0].kind is kind


def test_a_package_defines_no_class():
    source = read("Package { #name : 'MgX-Model' }\n", "package.st")
    assert source.classes == ()
    assert source.problems == ()


def test_traits_and_type():
    definition = read(
        "Class {\n\t#name : 'Foo',\n\t#superclass : 'Object',\n\t#type : 'variable',\n"
        "\t#traits : 'TBar + (TZork - {#a})',\n\t#classTraits : 'TBar classTrait',\n\t#category : 'X'\n}\n"
    ).classes[0]
    assert definition.layout == "variable"
    assert definition.traits == "TBar + (TZork - {#a})"
    assert definition.class_traits == "TBar classTrait"


@pytest.mark.parametrize("side", ["class", "classSide", "classTrait", "class trait"])
def test_every_way_to_name_the_class_side(side: str):
    assert str(method(f"Foo {side} >> bar [\n]\n").methods[0]) == "Foo class>>#bar"


@pytest.mark.parametrize(
    ("pattern", "selector"),
    [
        ("bar", "bar"),
        ("at: x put: y", "at:put:"),
        ("at: x\n\tput: y", "at:put:"),
        ('at: x "an [index]" put: y', "at:put:"),
        ("+ other", "+"),
        (">> other", ">>"),
        ("-> other", "->"),
        ("été: où", "été:"),
        ("_x: y", "_x:"),
        ("_: y _: z", "_:_:"),
    ],
)
def test_patterns(pattern: str, selector: str):
    source = method(f"Foo >> {pattern} [\n\t^ 1\n]\n")
    assert source.methods[0].selector == selector
    assert cut(source, source.methods[0].pattern_span) == pattern
    assert source.problems == ()


@pytest.mark.parametrize(
    "body",
    [
        "^ ']'",
        "^ 'it''s ]'",
        '"a comment ]"',
        "^ $]",
        "^ $[",
        "^ $' , $\"",
        "^ #[1 2 3]",
        "^ #( $] #[1] [ ] )",
        "^ [ :x | [ x ] value: [ ] ]",
        "^ #']'",
        "^ '\"' , \"'\" $'",
        "{ 1. 2 } do: [ :x | ]",
        "^ $$ , ']'",
    ],
)
def test_brackets_that_do_not_close_the_method(body: str):
    source = method(f"Foo >> bar [\n\t{body}\n]\n\n{{ #category : 'x' }}\nFoo >> next [\n]\n")
    assert [each.selector for each in source.methods] == ["bar", "next"]
    assert source.methods[0].code == f"bar  \n\t{body}\n"
    assert source.problems == ()


def test_a_method_on_one_line():
    assert method("Foo >> bar [ ^ 1 ]\n").methods[0].code == "bar   ^ 1 "


def test_a_method_without_metadata_has_no_protocol():
    assert method("Foo >> bar [\n]\n").methods[0].protocol is None


def test_metadata_of_several_lines_and_keys():
    source = method(
        "{\n\t#category : 'a \\'quoted\\' one',\n\t#vocabulary : { #of : [ 1, true, nil ] }\n}\nFoo >> bar [\n]\n"
    )
    assert source.methods[0].protocol == "a 'quoted' one"
    assert source.problems == ()


def test_text_in_a_string_that_looks_like_a_method_of_another_class():
    source = method("Foo >> bar [\n\t^ '\nBar >> zork [\n\t^ 1\n]\n'\n]\n\nFoo >> next [\n]\n")
    assert [str(each) for each in source.methods] == ["Foo>>#bar", "Foo>>#next"]
    assert source.problems == ()


def test_text_in_a_string_that_looks_like_a_method_of_the_class_itself():
    source = method("Foo >> bar [\n\t^ '\nFoo >> zork [\n\t^ 1\n]\n'\n]\n\nFoo >> next [\n]\n")
    assert [str(each) for each in source.methods] == ["Foo>>#bar", "Foo>>#next"]
    assert source.problems == ()


def test_a_class_comment_that_looks_like_methods():
    source = read("\"\nFoo >> bar [\n]\n\"\nClass { #name : 'Foo' }\n\nFoo >> zork [\n]\n")
    assert [each.selector for each in source.methods] == ["zork"]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends(line_end: str):
    source = read(CLASS.replace("\n", line_end))
    assert [str(each) for each in source.methods] == [
        "MgXScore class>>#points:",
        "MgXScore>>#points",
    ]
    assert source.methods[1].code == f"points  {line_end}\t^ points{line_end}"
    assert source.problems == ()


def test_mixed_line_ends():
    text = CLASS.replace("]\n\n", "]\r\r").replace("}\n", "}\r\n")
    assert len(read(text).methods) == 2


def test_the_empty_file_has_a_problem():
    source = read("", "Foo.class.st")
    assert [each.code for each in source.problems] == ["tonel-no-definition"]
