"""Edits of chunk files, and classes appended to them."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.model import Dialect, Format, SourceFile
from kibitz.formats.read import read_source
from kibitz.formats.write import (
    NewClass,
    NewMethod,
    Style,
    apply_edits,
    insert_method,
    new_class_text,
    remove_method,
    replace_method,
    set_protocol,
    style_of,
)

DEFINITION = "Object subclass: #Foo\n\tinstanceVariableNames: 'a'\n\tcategory: 'Kit'!\n"
STAMPED = (
    DEFINITION
    + "\n!Foo methodsFor: 'accessing' stamp: 'kb 1/1/2026'!\nbar\n\t^ 'hi!!'! !\n"
    + "\n!Foo methodsFor: 'printing' stamp: 'kb 1/1/2026'!\nprint\n\t^ 2! !\n"
    + "\n!Foo class methodsFor: 'make' stamp: 'kb 1/1/2026'!\nnew\n\t^ 3! !\n"
)
SHARED = (
    DEFINITION
    + "\n!Foo methodsFor: 'accessing'!\nbar\n\t^ 1!\n\nbaz\n\t^ 2! !\n"
    + "\n!Foo methodsFor: 'printing'!\nprint\n\t^ 2! !\n\nFoo initialize!\n"
)


def read(text: str) -> SourceFile:
    return read_source(PurePath("Foo.st"), text)


def method_of(source: SourceFile, selector: str):
    return next(each for each in source.methods if each.selector == selector)


def inserted(text: str, code: str, protocol: str, stamp: str | None = None) -> str:
    return apply_edits(text, insert_method(read(text), "Foo", False, code, protocol, stamp=stamp))


def test_a_stamped_file_gets_a_section_for_each_method():
    text = inserted(STAMPED, "box\n\t^ '!'", "accessing", "kb 2/2/2026")
    assert text == STAMPED.replace(
        "'hi!!'! !\n\n",
        "'hi!!'! !\n\n!Foo methodsFor: 'accessing' stamp: 'kb 2/2/2026'!\nbox\n\t^ '!!'! !\n\n",
    )


def test_a_shared_section_takes_the_method():
    text = inserted(SHARED, "box\n\t^ 3", "accessing")
    assert text == SHARED.replace("baz\n\t^ 2! !", "baz\n\t^ 2!\n\nbox\n\t^ 3! !")


def test_a_method_goes_behind_the_one_that_is_named():
    source = read(SHARED)
    edits = insert_method(source, "Foo", False, "box", "accessing", after=source.methods[0])
    text = apply_edits(SHARED, edits)
    assert text == SHARED.replace("^ 1!\n\nbaz", "^ 1!\n\nbox!\n\nbaz")


def test_a_new_protocol_gets_a_section_of_its_own():
    text = inserted(SHARED, "box", "testing")
    assert "print\n\t^ 2! !\n\n!Foo methodsFor: 'testing'!\nbox! !\n\nFoo initialize!" in text


def test_a_first_method_goes_behind_the_definition():
    text = inserted(DEFINITION + "\nFoo initialize!\n", "box", "x")
    assert text == DEFINITION + "\n!Foo methodsFor: 'x'!\nbox! !\n\nFoo initialize!\n"


def test_a_first_method_goes_behind_the_comment():
    text = inserted(DEFINITION + "!Foo commentStamp: 'kb' prior: 0!\nAbout.!\n", "box", "x")
    assert text.endswith("About.!\n\n!Foo methodsFor: 'x'!\nbox! !\n") or text.endswith(
        "About.!\n\n!Foo methodsFor: 'x'!\nbox! !"
    )


@pytest.mark.parametrize("protocol", ["accessing", "printing", "other"])
@pytest.mark.parametrize("text", [STAMPED, SHARED, STAMPED.rstrip(), SHARED + "\n\n", DEFINITION])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_removing_what_was_inserted_gives_the_same_bytes(text: str, protocol: str, line_end: str):
    text = text.replace("\n", line_end)
    longer = read(inserted(text, "box\n\t^ 'wow!'", protocol, "kb 2/2/2026"))
    assert longer.problems == ()
    added = method_of(longer, "box")
    assert added.protocol == protocol
    assert apply_edits(longer.text, remove_method(longer, added)) == text


def test_the_same_code_changes_nothing():
    source = read(STAMPED)
    for method in source.methods:
        assert replace_method(source, method, method.code) == ()


def test_replaced_code_has_its_bangs_doubled():
    source = read(STAMPED)
    edits = replace_method(source, source.methods[0], "bar\n\t^ 'hi! ho!'")
    assert apply_edits(STAMPED, edits) == STAMPED.replace("'hi!!'", "'hi!! ho!!'")


def test_a_replaced_method_gets_a_new_stamp():
    source = read(STAMPED)
    edits = replace_method(source, source.methods[1], "print\n\t^ 4", stamp="kb 3/3/2026")
    text = apply_edits(STAMPED, edits)
    assert "!Foo methodsFor: 'printing' stamp: 'kb 3/3/2026'!\nprint\n\t^ 4! !" in text
    assert text.count("3/3/2026") == 1


def test_removing_the_only_method_removes_the_section():
    source = read(STAMPED)
    text = apply_edits(STAMPED, remove_method(source, source.methods[1]))
    assert "printing" not in text
    assert len(read(text).methods) == 2


@pytest.mark.parametrize("selector", ["bar", "baz"])
def test_removing_from_a_shared_section(selector: str):
    source = read(SHARED)
    text = apply_edits(SHARED, remove_method(source, method_of(source, selector)))
    left = read(text)
    assert [each.selector for each in left.methods] == [
        each for each in ("bar", "baz", "print") if each != selector
    ]
    assert left.problems == ()


def test_another_protocol_renames_the_section():
    source = read(STAMPED)
    edits = set_protocol(source, source.methods[0], "it's!")
    assert apply_edits(STAMPED, edits) == STAMPED.replace("'accessing'", "'it''s!!'")


def test_another_protocol_moves_a_method_out_of_a_shared_section():
    source = read(SHARED)
    text = apply_edits(SHARED, set_protocol(source, source.methods[0], "other"))
    assert [(each.selector, each.protocol) for each in read(text).methods] == [
        ("baz", "accessing"),
        ("bar", "other"),
        ("print", "printing"),
    ]


SCORE = NewClass(
    "MgXScore",
    "MgXModel",
    instance_variables=("points", "player"),
    class_instance_variables=("current",),
    category="MgX-Model",
    comment="Hurray!",
    stamp="kb 1/1/2026",
)
METHODS = [
    NewMethod("best\n\t^ 1", "accessing", is_meta=True),
    NewMethod("points\n\t^ '!'", "accessing"),
    NewMethod("player", "accessing"),
]


def test_a_class_as_squeak_writes_it():
    text = new_class_text(SCORE, METHODS, Style(format=Format.CHUNK))
    assert text == (
        "MgXModel subclass: #MgXScore\n\tinstanceVariableNames: 'points player'\n"
        "\tclassVariableNames: ''\n\tpoolDictionaries: ''\n\tcategory: 'MgX-Model'!\n\n"
        "MgXScore class\n\tinstanceVariableNames: 'current'!\n\n"
        "!MgXScore commentStamp: 'kb 1/1/2026' prior: 0!\nHurray!!!\n\n"
        "!MgXScore methodsFor: 'accessing'!\npoints\n\t^ '!!'!\n\nplayer! !\n\n"
        "!MgXScore class methodsFor: 'accessing'!\nbest\n\t^ 1! !\n"
    )


def test_a_class_as_cuis_announces_it():
    style = Style(format=Format.CHUNK, dialect=Dialect.CUIS, announced=True)
    text = new_class_text(NewClass("MgXScore", "Object", category="MgX"), [], style)
    assert text == (
        "!classDefinition: #MgXScore category: #MgX!\nObject subclass: #MgXScore\n"
        "\tinstanceVariableNames: ''\n\tclassVariableNames: ''\n\tpoolDictionaries: ''\n"
        "\tcategory: 'MgX'!\n!classDefinition: 'MgXScore class' category: #MgX!\n"
        "MgXScore class\n\tinstanceVariableNames: ''!\n"
    )


def test_a_class_in_a_package():
    style = Style(format=Format.CHUNK, definition_keyword="package:")
    text = new_class_text(NewClass("Foo", "Object", package="Kit", tag="A"), [], style)
    assert text == (
        "Object subclass: #Foo\n\tinstanceVariableNames: ''\n\tclassVariableNames: ''\n\tpackage: 'Kit'!\n"
    )


def test_the_style_of_a_stamped_file():
    style = style_of(read(STAMPED))
    assert (style.stamps, style.section_each, style.definition_keyword) == (True, True, "category:")


def test_the_style_of_a_file_with_shared_sections():
    style = style_of(read(SHARED))
    assert (style.stamps, style.section_each) == (False, False)
