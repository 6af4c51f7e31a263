"""The rules for generated text that hold in every language."""

from __future__ import annotations

from kibitz.inference.checks.verdict import shorter, without_echo, without_loops


def test_text_that_is_new_is_kept():
    assert without_echo("bar baz", "foo\n\t", "\n\tquux") == ("bar baz", None)


def test_it_ends_where_the_next_line_stands_again():
    text, reason = without_echo("self bar.\n\t^ self quux", "foo\n\t", "\n\t^ self quux")
    assert (text, reason) == ("self bar.", "repeats what follows")


def test_a_first_line_that_makes_the_next_line_again_is_dropped():
    assert without_echo("quux zork", "foo\n\tself ", "\n\tself quux zork")[0] == ""


def test_the_rest_of_the_line_is_not_said_again():
    assert without_echo("bar ]", "foo: [ ", "bar ]\n")[0] == ""


def test_the_line_before_is_not_said_again():
    assert without_echo("self bar: 1.", "\tself bar: 1.\n\t", "")[0] == ""


def test_short_lines_may_stand_twice():
    assert without_echo("a ]", "\t[\n\t", "\n\ta ]")[0] == "a ]"


def test_a_line_said_three_times_is_kept_once():
    loop = "self step.\nself step.\nself step."
    assert without_loops(loop) == ("self step.", "repeats itself")


def test_a_line_said_twice_is_kept():
    assert without_loops("self step.\nself step.") == ("self step.\nself step.", None)


def test_parts_come_longest_first_and_once():
    assert list(shorter("a. b. ", iter((1, 2, 4, 5, 6)))) == ["a. b.", "a. b", "a.", "a"]
