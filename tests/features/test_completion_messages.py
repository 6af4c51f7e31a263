"""Message completion: who understands what, keyword parts, snippets."""
# ruff: noqa: E101 (Tonel is indented with tabs)

from __future__ import annotations

import pytest

from kibitz.config.schema import CompletionSettings, Settings
from tests.features.support import check, completions, item, labels, method

SHAPES = {
    "Shape.class.st": """
        Class {
        	#name : 'Shape',
        	#superclass : 'Object',
        	#instVars : [ 'colour', 'area' ],
        	#category : 'Shapes'
        }

        { #category : 'instance creation' }
        Shape class >> coloured: aColour [

        	^ self new colour: aColour
        ]

        { #category : 'constants' }
        Shape class >> cornerLimit [

        	^ 64
        ]

        { #category : 'accessing' }
        Shape >> colour [

        	^ colour
        ]

        { #category : 'accessing' }
        Shape >> colour: aColour [

        	colour := aColour
        ]

        { #category : 'geometry' }
        Shape >> coverShape: aShape within: aBoundary [

        	^ self subclassResponsibility
        ]
        """,
    "Square.class.st": """
        Class {
        	#name : 'Square',
        	#superclass : 'Shape',
        	#category : 'Shapes'
        }

        { #category : 'geometry' }
        Square >> corners [

        	^ 4
        ]

        { #category : 'geometry' }
        Square >> coverShape: aShape within: aBoundary [

        	^ true
        ]
        """,
    "Unrelated.class.st": """
        Class {
        	#name : 'Unrelated',
        	#superclass : 'Object',
        	#category : 'Others'
        }

        { #category : 'others' }
        Unrelated >> coat [

        	^ self coat; coat; coat; coat; coat; coat; coat; coat; coat; coat; coat
        ]

        { #category : 'others' }
        Unrelated >> between: aLow and: aHigh do: aBlock [

        	^ nil
        ]

        { #category : 'others' }
        Unrelated >> andThis: aThing [

        	^ nil
        ]

        { #category : 'others' }
        Unrelated >> answers [

        	^ nil
        ]
        """,
}


def in_square(body: str, pattern: str = "run") -> str:
    return (
        "Class {\n\t#name : 'Square',\n\t#superclass : 'Shape',\n\t#category : 'Shapes'\n}\n\n"
        "{ #category : 'geometry' }\nSquare >> corners [\n\n\t^ 4\n]\n\n"
        f"{{ #category : 'running' }}\nSquare >> {pattern} [\n\n\t{body}\n]\n"
    )


def square(body: str, pattern: str = "run") -> list[str]:
    others = {name: text for name, text in SHAPES.items() if name != "Square.class.st"}
    return labels(in_square(body, pattern), others, path="Square.class.st")


def test_self_finds_own_methods_before_those_of_strangers():
    found = square("self co$0")
    assert found.index("corners") < found.index("coat")


def test_self_finds_inherited_methods():
    assert "coverShape:within:" in square("self cov$0")


def test_super_offers_the_running_methods_selector_first():
    found = square("super co$0", pattern="coverShape: aShape within: aBoundary")
    assert found[0] == "coverShape:within:"


def test_super_does_not_offer_a_selector_that_no_superclass_has():
    assert square("super $0", pattern="zork")[0] != "zork"


def test_super_does_not_prefer_own_methods():
    found = square("super co$0")
    assert found.index("colour") < found.index("corners")


def test_a_class_name_finds_its_class_side():
    found = square("Shape co$0")
    assert set(found[:2]) == {"coloured:", "cornerLimit"}


def test_new_gives_an_instance():
    check("Square new cor$0", "corners", SHAPES)


def test_an_instance_creation_method_gives_an_instance():
    found = labels(method("(Shape coloured: #red) co$0"), SHAPES)
    assert found.index("colour") < found.index("coat")


def test_an_argument_is_named_after_its_class():
    found = labels(method("aSquare co$0", pattern="use: aSquare"), SHAPES)
    assert found.index("corners") < found.index("coat")


def test_a_local_assigned_in_the_method_has_a_class():
    found = labels(method("| it | it := Square new. it co$0"), SHAPES)
    assert found.index("corners") < found.index("coat")


def test_an_instance_variable_assigned_in_another_method_has_a_class():
    text = method("shape co$0", instance_variables="shape").rstrip() + (
        "\n\n{ #category : 'initialization' }\nFoo >> initialize [\n\n\tshape := Square new\n]\n"
    )
    found = labels(text, SHAPES)
    assert found.index("corners") < found.index("coat")


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("'text' asUp$0", "asUppercase"),
        ("#(1 2) coll$0", "collect:"),
        ("[ nil ] ensu$0", "ensure:"),
        ("true ifT$0", "ifTrue:"),
        ("3 timesR$0", "timesRepeat:"),
        ("3 isNi$0", "isNil"),
    ],
)
def test_literals_know_what_every_smalltalk_has(body: str, first: str):
    assert labels(method(body))[0] == first


def test_the_typed_selector_is_first_and_preselected():
    text = method("x co$0at", pattern="run: x").replace("co$0at", "coat$0")
    found = completions(text, SHAPES)
    assert found.items[0].label == "coat"
    assert found.items[0].preselect


def test_a_whole_selector_is_first_even_where_another_one_is_more_frequent():
    text = method("Square new colour$0")
    assert labels(text, SHAPES)[:2] == ["colour", "colour:"]


def test_accepting_a_whole_selector_changes_nothing():
    found = completions(method("Square new colour$0"), SHAPES).items[0]
    assert found.insert_text == "colour"
    assert found.snippet is None


def test_only_one_item_is_preselected_and_only_when_complete():
    assert not any(
        each.preselect for each in completions(method("Square new colou$0"), SHAPES).items
    )


def test_a_keyword_message_is_continued_part_by_part():
    check("1 between: 1 an$0", "and:", SHAPES)


def test_the_shorter_continuation_comes_before_the_longer():
    check("1 between: 1 an$0", "and: and:do:", SHAPES)


def test_a_continuation_is_offered_before_anything_is_typed():
    check("1 between: 1 $0", "and:", SHAPES)


def test_an_argument_takes_unary_messages_after_the_continuations():
    found = labels(method("1 between: 1 an$0"), SHAPES)
    assert "answers" in found
    assert "andThis:" not in found


def test_parentheses_begin_a_message_of_their_own():
    assert "andThis:" in labels(method("1 between: (1 an$0)"), SHAPES)


def test_a_cascade_is_ranked_for_its_receiver():
    found = labels(method("Square new corners; co$0"), SHAPES)
    assert found.index("colour") < found.index("coat")


def test_a_message_in_an_unfinished_block():
    check("#(1 2) do: [ :each | Square new cor$0", "corners", SHAPES)


def test_binary_selectors_are_not_offered():
    assert all(name[0].isalpha() for name in labels(method("3 $0")))


def test_humps_find_a_selector():
    assert "coverShape:within:" in labels(method("Square new cSW$0"), SHAPES)
    assert "coverShape:within:" in labels(method("Square new csw$0"), SHAPES)


def test_case_of_what_is_typed_does_not_matter():
    assert "coverShape:within:" in labels(method("Square new covershape$0"), SHAPES)


def test_a_snippet_has_the_arguments_names():
    found = item(method("Square new cov$0"), "coverShape:within:", SHAPES)
    assert found.snippet == "coverShape: ${1:aShape} within: ${2:aBoundary}"


def test_without_snippets_the_first_keyword_is_inserted():
    assert (
        item(method("Square new cov$0"), "coverShape:within:", SHAPES).insert_text == "coverShape: "
    )


def test_a_continuation_inserts_the_rest_alone():
    found = item(method("Square new coverShape: 3 wi$0"), "within:", SHAPES)
    assert found.snippet == "within: ${1:aBoundary}"


def test_where_a_colon_stands_already_none_is_inserted():
    found = item(method("Square new cov$0: 3"), "coverShape:within:", SHAPES)
    assert (found.insert_text, found.snippet) == ("coverShape", None)


def test_the_detail_says_where_the_receiver_finds_the_method():
    assert item(method("Square new colo$0"), "colour", SHAPES).detail == "Shape › accessing"


def test_the_detail_counts_implementors_where_the_receiver_is_unknown():
    found = item(method("x cov$0", pattern="run: x"), "coverShape:within:", SHAPES)
    assert found.detail == "2 implementors"


def test_the_span_is_what_has_been_typed():
    text = method("Square new cor$0")
    found = completions(text, SHAPES)
    assert text.replace("$0", "")[found.span.start : found.span.end] == "cor"


def test_the_tail_is_the_rest_of_the_word():
    found = completions(method("Square new co$0lour"), SHAPES)
    assert found.tail - found.span.end == len("lour")


def test_no_more_items_than_the_setting_says():
    settings = Settings(completion=CompletionSettings(max_items=3))
    found = completions(method("3 a$0"), settings=settings)
    assert len(found.items) == 3
    assert found.is_incomplete


def test_completion_can_be_turned_off():
    settings = Settings(completion=CompletionSettings(enabled=False))
    assert completions(method("3 a$0"), settings=settings).items == ()


def test_a_list_with_a_choice_is_asked_for_again():
    assert completions(method("Square new c$0"), SHAPES).is_incomplete


def test_a_list_without_a_choice_is_complete():
    assert not completions(method("Square new coverSh$0"), SHAPES).is_incomplete


def test_messages_used_in_this_file_come_first():
    text = method("x answers; answers. y an$0", pattern="run: x with: y")
    assert labels(text, SHAPES)[0] == "answers"


def test_what_the_same_variable_was_sent_elsewhere_comes_first():
    body = "thing coat. thing coat. other corners. other corners. other corners. thing co$0"
    assert labels(method(body, pattern="run: thing with: other"), SHAPES)[0] == "coat"


class TestTriggers:
    def triggered(self, body: str, by: str) -> list[str]:
        return [each.label for each in completions(method(body), SHAPES, triggered_by=by).items]

    def test_a_colon_that_completes_a_selector_is_left_alone(self):
        assert self.triggered("true ifTrue:$0", ":") == []

    def test_a_colon_after_half_a_selector_offers_the_whole(self):
        assert self.triggered("3 between:$0", ":")[0] == "between:and:"

    def test_a_block_parameters_colon_is_left_alone(self):
        assert self.triggered("[ :$0", ":") == []

    def test_an_assignments_colon_is_left_alone(self):
        assert self.triggered("x :$0", ":") == []

    def test_a_number_sign_offers_symbols(self):
        assert self.triggered("self perform: #$0", "#")

    def test_asked_by_hand_a_whole_keyword_has_longer_ones(self):
        found = labels(method("true ifTrue:$0"))
        assert found[:2] == ["ifTrue:", "ifTrue:ifFalse:"]
