"""Each kind of damage in one sentence, at the place a person would point to."""

import pytest

from kibitz.syntax.tree import parse_expressions, parse_method, parses_cleanly


def check(marked: str, message: str, *, method: bool = False) -> None:
    """`marked` is code with « » around where its only problem is."""
    start, end = marked.index("«"), marked.index("»") - 1
    code = marked.replace("«", "").replace("»", "")
    tree = parse_method(code) if method else parse_expressions(code)
    found = [(each.span.start, each.span.end, each.message) for each in tree.problems]
    assert found == [(start, end, message)]


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("a foo: «'»b ] c", "This string is never closed."),
        ('a «"»b ] c', "This comment is never closed."),
        ("«#'»abc", "This symbol is never closed."),
        ("a do: «[» :x | x", "This `[` is never closed."),
        ("a foo: «(»b. c", "This `(` is never closed."),
        ("«#(»1 2", "This `#(` is never closed."),
        ("«{»1. 2", "This `{` is never closed."),
        ("[ «(» a ]", "This `(` is never closed."),
        ("a «]» b", "`]` has no matching `[`."),
        ("[ a «)» ] value", "`)` has no matching `(`."),
        ("(a«.» b)", "Only one expression can stand in parentheses, and this period ends it."),
        ("a foo «(»b)", "A message or a period is missing before `(`."),
        ("x := «()»", "There is nothing in these parentheses."),
        ("«|» a b. c", "The temporaries that begin here have no closing `|`."),
        ("[ :«x» foo ]", "`|` is missing after the block's arguments."),
        ("[ «:» | x ]", "The block has no argument name after `:`."),
    ],
)
def test_brackets_and_quotes(marked: str, message: str) -> None:
    check(marked, message)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("a «at:»", "The message `at:` has no argument."),
        ("a at: 1 «put:»", "The keyword message `at:put:` has no argument after `put:`."),
        ("a «at:» put: 1", "The keyword message `at:put:` has no argument after `at:`."),
        ("a «at:». b", "The message `at:` has no argument."),
        ("a «+» ; b", "The message `+` has no argument."),
        ("a b«;»", "`;` has no message after it."),
        (
            "a«;» b",
            "`;` sends another message to the same receiver, but there is no first message.",
        ),
        ('a «at:» "what" put: 1', "The keyword message `at:put:` has no argument after `at:`."),
        ("«at:» 1", "The message `at:` has no receiver."),
        ("x := «+» 1", "The message `+` has no receiver."),
    ],
)
def test_messages(marked: str, message: str) -> None:
    check(marked, message)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("x «:=»", "`:=` has no value after it."),
        ('x «:=» "todo" . y', "`:=` has no value after it."),
        ("«^»", "`^` has no value after it."),
        ("«:=» 3", "`:=` has no variable before it."),
        ("«3» := 4", "`3` can't be assigned to; only a variable can."),
        ("self foo\n\t«x» := 3", "A period is missing before `x`."),
        ("a := b foo: c «d» := 3", "A period is missing before `d`."),
        ("self foo\n\t«^» 3", "A period is missing before `^`."),
        ("a foo; bar\n\t«x» := 3", "A period is missing before `x`."),
        ("a foo «3»", "A message or a period is missing before `3`."),
        ("a foo «'b'»", "A message or a period is missing before `'b'`."),
        ("(a «3»)", "`3` is not expected here."),
        ("a «:» b", "`:` does not assign; `:=` does."),
        ("a «:»", "`:` does not assign; `:=` does."),
        ("«:» b", "`:` is not expected here."),
        ("«\x02»a", "`U+0002` is not expected here."),
        ("a foo: «$»", "`$` has no character after it."),
        ("a foo: «#»", "`#` has no symbol after it."),
    ],
)
def test_statements_and_literals(marked: str, message: str) -> None:
    check(marked, message)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("«at:»", "The message pattern `at:` has no argument name after `at:`."),
        ("«at:» put: x ^ x", "The message pattern `at:put:` has no argument name after `at:`."),
        ("foo «<»primitive: 60\n\t^ 3", "This `<` is never closed."),
    ],
)
def test_methods(marked: str, message: str) -> None:
    check(marked, message, method=True)


def test_what_a_string_swallowed_is_not_missing() -> None:
    check("a do: [ :x | (x foo: «'»bar) ]", "This string is never closed.")


def test_problems_come_in_the_order_of_the_code() -> None:
    problems = parse_expressions("x := . y foo: . ^").problems
    assert [each.span.start for each in problems] == [2, 9, 16]


def test_spans_are_characters_not_bytes() -> None:
    check("'äöü𝄞' foo «]»", "`]` has no matching `[`.")


def test_long_code_is_not_repeated_in_a_message() -> None:
    (problem,) = parse_expressions(f"x := '{'y' * 99}' 'z{'z' * 99}'").problems
    assert len(problem.message) < 80


def test_a_clean_method_parses_cleanly() -> None:
    assert parses_cleanly("foo: x\n\t^ x")
    assert not parses_cleanly("foo: x\n\t^ (x")
