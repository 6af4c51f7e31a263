"""Which format a text is in, whatever its name."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kibitz.formats.detect import detect
from kibitz.formats.model import Format
from kibitz.formats.read import read_source


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Class { #name : 'Foo' }", Format.TONEL),
        ("\ufeffClass { #name : 'Foo' }", Format.TONEL),
        ('\n"a ""comment""\n"\nTrait {\n}', Format.TONEL),
        ('"(c) us"\n"\nI am.\n"\nExtension {\n}', Format.TONEL),
        ("Package { #name : 'Foo' }", Format.TONEL),
        ("'From Pharo12'!", Format.CHUNK),
        ("!Foo methodsFor: 'x'!\nbar! !", Format.CHUNK),
        ("Object subclass: #Foo\n\tcategory: 'x'!\n", Format.CHUNK),
        ("!classDefinition: #Foo category: #x!\n", Format.CHUNK),
        ("Transcript show: 'hello'", Format.SCRIPT),
        ("'Class { #name : #Foo }' size", Format.SCRIPT),
        ('"Hurray!"', Format.SCRIPT),
        ("", Format.SCRIPT),
    ],
)
def test_by_text(text: str, form: Format):
    assert detect(PurePath("some.st"), text) is form


@pytest.mark.parametrize(
    "name", ["Foo.class.st", "TFoo.trait.st", "Foo.extension.st", "package.st"]
)
def test_a_damaged_tonel_file_is_known_by_its_name(name: str):
    assert detect(PurePath(name), "Clas {") is Format.TONEL


def test_a_script_is_one_stretch_of_code():
    source = read_source(PurePath("play.st"), "3 + 4.\n5")
    assert [each.code for each in source.scripts] == ["3 + 4.\n5"]
    assert source.problems == ()


def test_an_empty_script_has_none():
    assert read_source(PurePath("play.st"), " \n").scripts == ()


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("x.st", '<?xml version="1.0"?>\n<st-source>\n', "VisualWorks XML"),
        ("x.gs", "category: 'x'\nmethod: Foo\nbar\n^ 1\n%\n", "GemStone Topaz"),
        ("x.st", "Object subclass: Foo [\n bar [ ^ 1 ]\n]\n", "GNU Smalltalk's bracket syntax"),
        ("x.st", "Eval [ 1 printNl ]\n", "GNU Smalltalk's bracket syntax"),
        ("Foo.som", "Foo = (\n bar = ( ^ 1 )\n)\n", "SOM"),
        ("P.package/Foo.class/instance/bar.st", "accessing\nbar\n\t^ 1", "FileTree"),
    ],
)
def test_a_format_not_read_yet_is_named_and_left_alone(path: str, text: str, name: str):
    source = read_source(PurePath(path), text)
    assert source.scripts == ()
    (problem,) = source.problems
    assert name in problem.message
    assert problem.severity == "information"
