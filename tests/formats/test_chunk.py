"""What the chunk reader finds in well-formed file-outs, change sets and packages."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.model import ClassKind, Dialect, Format, SourceFile, Span
from kibitz.formats.read import read_source

FILE_OUT = """'From Squeak6.0 of 5 July 2022 [latest update: #22104] on 1 May 2026 at 3:04:05 pm'!
MgXModel subclass: #MgXScore
	instanceVariableNames: 'points player'
	classVariableNames: 'Best'
	poolDictionaries: 'MgXConstants'
	category: 'MgX-Model-Scores'!
!MgXScore commentStamp: 'kb 5/1/2026 15:00' prior: 0!
I keep scores. Hurray!!!


!MgXScore methodsFor: 'accessing' stamp: 'kb 5/1/2026 15:01'!
points
	^ points! !

!MgXScore methodsFor: 'printing' stamp: 'kb 5/1/2026 15:02' prior: 33554432!
shout: aText
	"Loud!!"
	^ aText , '!!'! !

"-- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- "!

MgXScore class
	instanceVariableNames: 'current'!

!MgXScore class methodsFor: 'instance creation'!
new
	^ super new initialize!

points: aNumber
	^ self new points: aNumber! !

MgXScore initialize!
"""


def read(text: str) -> SourceFile:
    source = read_source(PurePath("MgXScore.st"), text)
    assert source.format is Format.CHUNK
    return source


def cut(source: SourceFile, span: Span) -> str:
    return source.text[span.start : span.end]


def test_a_whole_file_out_has_no_problems():
    assert read(FILE_OUT).problems == ()


def test_methods_are_read_with_side_protocol_and_stamp():
    assert [(str(each), each.protocol, each.stamp) for each in read(FILE_OUT).methods] == [
        ("MgXScore>>#points", "accessing", "kb 5/1/2026 15:01"),
        ("MgXScore>>#shout:", "printing", "kb 5/1/2026 15:02"),
        ("MgXScore class>>#new", "instance creation", None),
        ("MgXScore class>>#points:", "instance creation", None),
    ]


def test_doubled_bangs_are_one_in_code():
    assert read(FILE_OUT).methods[1].code == "shout: aText\n\t\"Loud!\"\n\t^ aText , '!'"


def test_the_map_steps_over_doubled_bangs():
    source = read(FILE_OUT)
    shout = source.methods[1]
    for offset, character in enumerate(shout.code):
        assert source.text[shout.map.to_file(offset)] == character
    assert shout.map.to_code(shout.map.to_file(len(shout.code) - 1)) == len(shout.code) - 1


def test_a_definition_is_read():
    definition = read(FILE_OUT).classes[0]
    assert definition.name == "MgXScore"
    assert definition.superclass == "MgXModel"
    assert definition.instance_variables == ("points", "player")
    assert definition.class_variables == ("Best",)
    assert definition.pools == ("MgXConstants",)
    assert definition.category == "MgX-Model-Scores"


def test_the_class_side_belongs_to_the_definition():
    source = read(FILE_OUT)
    assert len(source.classes) == 1
    assert source.classes[0].class_instance_variables == ("current",)


def test_places_in_a_definition_are_exact():
    source = read(FILE_OUT)
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


def test_the_class_comment_is_read():
    assert read(FILE_OUT).classes[0].comment == "I keep scores. Hurray!"


def test_only_expressions_are_scripts():
    assert [each.code for each in read(FILE_OUT).scripts] == ["MgXScore initialize"]


def test_a_method_alone_in_its_section_spans_the_section():
    source = read(FILE_OUT)
    text = cut(source, source.methods[0].span)
    assert text.startswith("!MgXScore methodsFor: 'accessing'")
    assert text.endswith("^ points! !")


def test_methods_that_share_a_section_span_themselves():
    source = read(FILE_OUT)
    assert cut(source, source.methods[2].span) == "new\n\t^ super new initialize!"
    assert cut(source, source.methods[2].pattern_span) == "new"


@pytest.mark.parametrize("line_end", ["\r", "\r\n"])
def test_other_line_ends(line_end: str):
    source = read(FILE_OUT.replace("\n", line_end))
    assert len(source.methods) == 4
    assert source.problems == ()
    assert source.classes[0].instance_variables == ("points", "player")


@pytest.mark.parametrize(
    ("header", "protocol"),
    [
        ("!Foo methodsFor: 'a b'!", "a b"),
        ("!Foo methodsFor: 'it''s'!", "it's"),
        ("!Foo methodsFor: 'wow!!'!", "wow!"),
        ("!Foo methodsFor: #accessing!", "accessing"),
        ("!Foo methodsFor!", None),
        ("! Foo methodsFor: 'x' !", "x"),
        ("!Foo methodsFor: 'x' library: #zork stamp: 'kb'!", "x"),
    ],
)
def test_section_headers(header: str, protocol: str | None):
    source = read(f"{header}\nbar\n\t^ 1! !\n")
    assert [(str(each), each.protocol) for each in source.methods] == [("Foo>>#bar", protocol)]


@pytest.mark.parametrize(
    ("code", "selector"),
    [
        ("at: x put: y\n\t^ y", "at:put:"),
        ("at: x\n\tput: y", "at:put:"),
        ("+ other ^ 1", "+"),
        ('"first a comment" foo ^ 1', "foo"),
        ("!! x\n\t^ x", "!"),
        (",!! x\n\t^ x", ",!"),
    ],
)
def test_selectors(code: str, selector: str):
    source = read(f"!Foo methodsFor: 'x'!\n{code}! !\n")
    assert source.methods[0].selector == selector
    assert source.problems == ()


def test_a_section_without_methods():
    source = read("!Foo methodsFor: 'x'!\n!\n\n!Foo methodsFor: 'y'!\nbar! !\n")
    assert [each.protocol for each in source.methods] == ["y"]


CUIS = """'From Cuis6.3 [latest update: #6221] on 7 February 2024 at 5:21:36 pm'!
'Description Scores, and what goes with them.'!
!provides: 'MgX' 1 4!
!requires: 'Cuis-Base' 60 3 nil!
SystemOrganization addCategory: #MgX!


!classDefinition: #MgXScore category: #MgX!
Object subclass: #MgXScore
	instanceVariableNames: 'points'
	classVariableNames: ''
	poolDictionaries: ''
	category: 'MgX'!
!classDefinition: 'MgXScore class' category: #MgX!
MgXScore class
	instanceVariableNames: 'current'!


!MgXScore commentStamp: '<historical>' prior: 0!
I keep scores.!

!MgXScore methodsFor: 'accessing' stamp: 'kb 5/1/2026 15:01'!
points: x
	points _ x! !

!MgXScore reorganize!
('accessing' points:)
!

!methodRemoval: MgXScore #old stamp: 'kb 5/1/2026 15:03'!
MgXScore removeSelector: #old!
"""


def test_a_cuis_package_is_read():
    source = read(CUIS)
    assert source.dialect is Dialect.CUIS
    assert source.problems == ()
    assert [str(each) for each in source.methods] == ["MgXScore>>#points:"]
    (definition,) = source.classes
    assert definition.comment == "I keep scores."
    assert definition.class_instance_variables == ("current",)
    assert [each.code for each in source.scripts] == [
        "SystemOrganization addCategory: #MgX",
        "MgXScore removeSelector: #old",
    ]


def test_a_cuis_definition_spans_its_announcement():
    source = read(CUIS)
    assert cut(source, source.classes[0].span).startswith("!classDefinition: #MgXScore")


def test_a_comment_for_a_class_of_another_file_is_an_extension():
    source = read("!Foo commentStamp: 'kb' prior: 0!\nAbout Foo.!\n")
    assert source.classes[0].kind is ClassKind.EXTENSION
    assert source.classes[0].comment == "About Foo."


def test_change_log_marks_are_no_scripts():
    source = read(
        "----STARTUP----{1 May 2026} as image!\n\n!Foo methodsFor: 'x'!\nbar! !\n\n----QUIT/NOSAVE----{} !"
    )
    assert source.scripts == ()


def test_notes_for_the_change_tools_are_no_scripts():
    source = read(CUIS + "\n!methodMoveToSomePackage: MgXScore #points:!\n")
    assert len(source.scripts) == 2
    assert source.problems == ()


def test_sections_of_other_data_are_no_methods():
    source = read(
        "!Foo categoriesForMethods!\nbar!accessing!public! !\n\n!Foo methodsFor!\nbar! !\n"
    )
    assert [each.selector for each in source.methods] == ["bar"]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("'From Cuis7.0'!", Dialect.CUIS),
        ("'From Squeak6.0'!", Dialect.SQUEAK),
        ("'From Pharo12.0.0'!", Dialect.PHARO),
        ("'From VisualWorks®, 8.3'!", Dialect.VISUALWORKS),
        ("!Foo methodsFor: 'x'!\nbar! !", Dialect.SQUEAK),
    ],
)
def test_the_dialect_follows_the_text(text: str, dialect: Dialect):
    assert read(text).dialect is dialect
