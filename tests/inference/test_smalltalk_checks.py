"""What of a generated piece of a method may be shown: `$0` is the hole, then the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.inference.checks.smalltalk import Hole, check, has_ended
from kibitz.syntax.tree import parse_method

VARIABLES = frozenset(("self", "super", "true", "false", "nil", "items", "Dictionary"))
SELECTORS = frozenset(
    ("new", "do:", "at:put:", "at:ifAbsent:", "size", "add:", "ifTrue:", "+", ">", "and:", ",")
)


class Known:
    def knows_variable(self, name: str) -> bool:
        return name in VARIABLES

    def understands(self, receiver: str | None, selector: str) -> bool:
        return selector in SELECTORS


def hole(code: str) -> Hole:
    before, after = code.split("$0", 1)
    return Hole(before, after)


def shown(code: str, raw: str, *, is_complete: bool = True) -> str:
    return check(hole(code), raw, Known(), is_complete=is_complete).text


def reasons(code: str, raw: str) -> tuple[str, ...]:
    return check(hole(code), raw, Known(), is_complete=True).reasons


KEPT = [
    ("foo\n\t^ $0", "items size"),
    ("foo\n\t^ ite$0", "ms size"),
    ("foo\n\titems at: 1 $0", "put: self size"),
    ("foo: anItem\n\titems add: $0", "anItem.\n\t^ anItem"),
    ("foo\n\titems do: [ :each | each $0 ]", "size"),
    ("foo\n\titems do: [ :each |$0", " self add: each ]"),
    ("foo\n\t$0", "| all |\n\tall := Dictionary new.\n\t^ all"),
    ("foo\n\t^ $0", "items size > 1 and: [ true ]"),
    ("foo\n\t^ $0", "'a string with ] and . in it'"),
]


@pytest.mark.parametrize(("code", "raw"), KEPT)
def test_right_text_is_shown_whole(code: str, raw: str):
    assert shown(code, raw) == raw


def test_it_ends_with_its_method():
    assert shown("foo\n\t^ $0", "items size\n]\n\nbar [\n\t^ 1") == "items size"
    assert "ends with its method" in reasons("foo\n\t^ $0", "items size\n]")


def test_the_model_can_be_stopped_when_it_leaves_the_method():
    assert has_ended(hole("foo\n\t^ $0"), "items size\n]")
    assert not has_ended(hole("foo\n\titems do: [ $0"), "items size ]")


def test_a_bracket_that_the_rest_closes_is_not_closed_again():
    assert shown("foo\n\titems do: [ $0 ]", "items size ]") == "items size"


def test_what_does_not_parse_is_cut_at_the_last_valid_point():
    assert shown("foo\n\t$0", "items add: 1.\n\titems add: (2") == "items add: 1."


def test_half_said_lines_are_not_an_end():
    raw = "items add: 1.\n\titems si"
    assert shown("foo\n\t$0", raw, is_complete=False) == "items add: 1."


def test_an_open_string_is_never_shown():
    assert shown("foo\n\titems add: $0", "'never closed") == ""


def test_unknown_variables_end_it():
    assert shown("foo\n\t$0", "items add: 1.\n\titems add: nowhere") == "items add: 1."
    assert "names the unknown variable `nowhere`" in reasons("foo\n\t^ $0", "nowhere")


def test_unknown_messages_end_it():
    assert shown("foo\n\t$0", "items add: 1.\n\titems frobnicate") == "items add: 1."
    assert "sends the unknown message `frobnicate`" in reasons("foo\n\t^ $0", "items frobnicate")


def test_a_keyword_message_is_checked_as_a_whole():
    assert shown("foo\n\titems at: 1 $0", "putt: 2") == ""


def test_assigning_to_what_is_not_declared_is_refused():
    assert shown("foo\n\t$0", "result := items size") == ""


def test_in_the_middle_of_a_line_only_its_line_is_filled():
    assert shown("foo\n\t^ ($0)", "items size).\n\titems add: 2") == "items size"


def test_a_word_is_not_glued_to_the_next():
    assert shown("foo\n\t^ $0size", "items") == ""


def test_a_problem_elsewhere_in_the_method_does_not_silence():
    assert shown("foo\n\titems add: $0.\n\titems at: 1 put:", "items size") == "items size"


def test_nothing_but_blanks_is_nothing():
    assert shown("foo\n\t^ 1$0", "  \n\t\n") == ""


CODE = st.text(alphabet="ab:[](){}|.;^'\"#$ \n\t1+=items size add:", max_size=40)


@given(CODE, CODE, CODE, st.booleans())
def test_whatever_a_model_says_what_is_shown_parses(
    before: str, after: str, raw: str, is_complete: bool
):
    where = Hole("foo: items\n\t" + before, after)
    text = check(where, raw, Known(), is_complete=is_complete).text
    if text:
        anyway = len(parse_method(where.before + after).problems)
        assert len(parse_method(where.before + text + after).problems) <= anyway
        assert raw.startswith(text)
