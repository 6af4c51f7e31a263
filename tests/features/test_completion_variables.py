"""Completion where an expression begins: variables and classes; symbols; where nothing fits."""
# ruff: noqa: E101 (Tonel is indented with tabs)

from __future__ import annotations

import pytest

from kibitz.features.completion import CompletionItem
from tests.features.support import completions, item, labels, method

PARENT = {
    "Base.class.st": """
        Class {
        	#name : 'Base',
        	#superclass : 'Object',
        	#instVars : [ 'inherited', 'indexOfBase' ],
        	#classVars : [ 'Instances' ],
        	#pools : [ 'InkPool' ],
        	#classInstVars : [ 'instanceCount' ],
        	#category : 'Base-Core'
        }
        """,
    "InkPool.class.st": """
        Class {
        	#name : 'InkPool',
        	#superclass : 'SharedPool',
        	#classVars : [ 'InkBlack' ],
        	#category : 'Base-Core'
        }
        """,
}


def sub(body: str, pattern: str = "run: inArgument", side: str = "") -> str:
    return (
        "Class {\n\t#name : 'Sub',\n\t#superclass : 'Base',\n\t#instVars : [ 'index' ],\n"
        "\t#category : 'Base-Core'\n}\n\n"
        f"{{ #category : 'running' }}\nSub{side} >> {pattern} [\n\n\t{body}\n]\n"
    )


def names(body: str, side: str = "") -> list[str]:
    return labels(sub(body, side=side), PARENT, path="Sub.class.st")


def test_variables_from_the_inside_out():
    found = names("| inMethod | [ :inBlock | | inTemp | in$0 ]")
    assert found[:9] == [
        "inBlock", "inTemp", "inArgument", "inMethod",
        "index", "inherited", "indexOfBase", "Instances", "InkBlack",
    ]  # fmt: skip


def test_a_block_that_has_ended_has_no_variables():
    assert "inBlock" not in names("[ :inBlock | inBlock ] value. in$0")


def test_the_class_side_has_its_own_variables():
    found = names("in$0", side=" class")
    assert "instanceCount" in found
    assert "index" not in found
    assert "Instances" in found


def test_a_variable_named_exactly_so_is_first_and_preselected():
    found = completions(sub("| indexes | index$0"), PARENT, path="Sub.class.st").items
    assert (found[0].label, found[0].preselect) == ("index", True)


def test_the_detail_names_the_declaring_class():
    found = completions(sub("inh$0"), PARENT, path="Sub.class.st").items[0]
    assert found.detail == "instance variable of Base"


@pytest.mark.parametrize("name", ["self", "super", "true", "false", "nil", "thisContext"])
def test_pseudo_variables(name: str):
    assert name in names(f"{name[:3]}$0")


@pytest.mark.parametrize(
    "body", ["Ba$0", "^ Ba$0", "x := Ba$0", "self foo: Ba$0", "(Ba$0", "3 + Ba$0", "self a. Ba$0"]
)
def test_classes_where_an_expression_begins(body: str):
    assert "Base" in labels(method(body), PARENT)


def test_classes_of_every_smalltalk():
    assert "OrderedCollection" in labels(method("OrderedC$0"))


def test_classes_by_humps():
    assert "OrderedCollection" in labels(method("OC$0"))


def test_a_class_used_in_this_file_comes_first():
    others = {
        f"{name}.class.st": f"Class {{\n\t#name : '{name}',\n\t#superclass : 'Object'\n}}\n"
        for name in ("Tab", "Tail", "Tariff")
    }
    assert labels(method("Tariff new. Ta$0"), others)[0] == "Tariff"


def test_a_classes_detail_is_its_package():
    assert item(method("Bas$0"), "Base", PARENT).detail == "Base-Core"


def test_no_variables_after_a_receiver():
    assert "inherited" not in names("self in$0")


def test_on_a_new_line_a_forgotten_period_is_possible():
    found = names("self foo\n\tind$0")
    assert "index" in found


def test_in_an_empty_body_everything_visible_is_offered():
    assert names("$0")[:2] == ["inArgument", "index"]


@pytest.mark.parametrize(
    "body",
    [
        '"a comment inh$0',
        '"a comment inh$0"',
        "'a string inh$0'",
        "'a string inh$0",
        "| inh$0",
        "| a inh$0 |",
        "[ :inh$0 | ]",
        "#(inh$0)",
        "$i$0",
        "16r$0",
        "12$0",
    ],
)
def test_nothing_where_nothing_can_be_completed(body: str):
    assert names(body) == []


@pytest.mark.parametrize("typed", ["#pri$0", "#'x'. #pri$0", "self perform: #pri$0"])
def test_a_symbol_is_a_selector(typed: str):
    assert labels(method(typed))[0].startswith("pri")


def test_a_symbol_is_inserted_as_it_is():
    found = item(method("#print$0"), "printOn:")
    assert (found.insert_text, found.snippet) == ("printOn:", None)


def test_a_symbols_span_is_behind_the_number_sign():
    text = method("#print$0")
    span = completions(text).span
    assert text.replace("$0", "")[span.start : span.end] == "print"


class TestOtherPlaces:
    def test_a_superclass_in_a_tonel_header(self):
        text = "Class {\n\t#name : 'Foo',\n\t#superclass : 'Ba$0'\n}\n"
        assert labels(text, PARENT)[0] == "Base"

    def test_a_superclass_at_the_start_of_a_chunk(self):
        text = "Ba$0"
        assert "Base" in labels(text, PARENT, path="Foo.st")

    def test_a_chunk_method(self):
        text = (
            "Base subclass: #Sub\n\tinstanceVariableNames: 'index'\n\tclassVariableNames: ''\n"
            "\tpoolDictionaries: ''\n\tcategory: 'X'!\n\n"
            "!Sub methodsFor: 'x'!\nrun\n\t^ ind$0! !\n"
        )
        assert labels(text, PARENT, path="Sub.st")[:2] == ["index", "indexOfBase"]

    def test_offsets_behind_a_doubled_bang(self):
        text = "!Foo methodsFor: 'x'!\nrun\n\t'a!!b' foo. ^ sel$0! !\n"
        found = completions(text, path="Foo.st")
        assert found.items[0].label == "self"
        assert text.replace("$0", "")[found.span.start : found.span.end] == "sel"


STUBS = {
    "Base.class.st": """
            Class {
            	#name : 'Base',
            	#superclass : 'Object'
            }

            { #category : 'initialization' }
            Base >> initialize [

            	super initialize
            ]

            { #category : 'abstract' }
            Base >> insert: aThing at: anIndex [

            	^ self subclassResponsibility
            ]

            { #category : 'queries' }
            Base >> inner [

            	^ nil
            ]
            """
}


class TestStubs:
    def tonel(self, header: str, rest: str = "") -> list[CompletionItem]:
        text = (
            "Class {\n\t#name : 'Sub',\n\t#superclass : 'Base'\n}\n\n"
            f"{{ #category : 'x' }}\nSub >> {header}{rest}\n"
        )
        return list(completions(text, STUBS, path="Sub.class.st").items)

    def test_what_is_still_abstract_comes_first(self):
        assert self.tonel("in$0")[0].label == "insert:at:"

    def test_a_header_alone_gets_a_body(self):
        assert self.tonel("inn$0")[0].insert_text == "inner [\n\n\t^ super inner\n]"

    def test_before_a_body_the_pattern_alone_is_inserted(self):
        assert self.tonel("ins$0", " [\n\n\t^ 3\n]")[0].insert_text == "insert: aThing at: anIndex"

    def test_own_methods_are_not_offered(self):
        text = (
            "Class {\n\t#name : 'Sub',\n\t#superclass : 'Base'\n}\n\n"
            "{ #category : 'x' }\nSub >> inner [\n\n\t^ 3\n]\n\n{ #category : 'x' }\nSub >> inn$0\n"
        )
        assert "inner" not in labels(text, STUBS, path="Sub.class.st")

    def test_a_chunk_pattern_gets_a_body(self):
        text = "!Sub methodsFor: 'x'!\ninit$0! !\n"
        others = {
            **STUBS,
            "Sub.class.st": "Class {\n\t#name : 'Sub',\n\t#superclass : 'Base'\n}\n",
        }
        found = completions(text, others, path="Sub.st").items[0]
        assert found.insert_text == "initialize\n\tsuper initialize"
        assert found.snippet == "initialize\n\t${0:super initialize}"


PYTHON = {"lib.py": "def royalty_for(artist):\n    return artist.royalty_share\n"}


class TestOtherLanguages:
    def test_identifiers_of_the_workspace(self):
        assert "royalty_for" in labels("roy$0", PYTHON, path="use.py")

    def test_not_those_of_other_languages(self):
        assert labels("roy$0", PYTHON, path="use.ts") == []

    def test_nothing_for_a_single_letter(self):
        assert labels("r$0", PYTHON, path="use.py") == []
