"""What of a generated piece of Python or TypeScript may be shown: `$0` is the hole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.inference.checks.other import TextHole, check, has_ended
from kibitz.languages.treesitter.problems import problems

PATHS = {"python": "a.py", "typescript": "a.ts", "javascript": "a.js"}


def hole(text: str, language: str = "python") -> TextHole:
    before, after = text.split("$0", 1)
    return TextHole(before, after, language, PATHS[language])


def shown(text: str, raw: str, language: str = "python", *, is_complete: bool = True) -> str:
    return check(hole(text, language), raw, is_complete=is_complete).text


@pytest.mark.parametrize(
    ("text", "raw", "language"),
    [
        ("def double(x):\n    return $0\n", "x * 2", "python"),
        ("def total(xs):\n    $0\n", "result = sum(xs)\n    return result", "python"),
        ("def total(xs):\n    return $0\n", "sum(x.size for x in xs)", "python"),
        ("const f = (xs) => $0\n", "xs.map((x) => x * 2);", "javascript"),
        ("import math\n\nprint(math.$0)\n", "sqrt(2)", "python"),
        ("xs = [1]\nfor x in xs:\n    $0\n", "print(x)", "python"),
        ("function double(x) {\n  return $0\n}\n", "x * 2;", "javascript"),
        (
            "class A {\n  n = 1;\n  twice(): number {\n    $0\n  }\n}\n",
            "return this.n * 2;",
            "typescript",
        ),
    ],
)
def test_right_text_is_shown_whole(text: str, raw: str, language: str):
    assert shown(text, raw, language) == raw


def test_it_ends_with_its_block():
    raw = "x * 2\n\ndef triple(x):\n    return x * 3"
    assert shown("def double(x):\n    return $0\n", raw) == "x * 2"
    assert has_ended(hole("def double(x):\n    return $0\n"), raw)


def test_a_brace_that_the_rest_closes_is_not_closed_again():
    text = "function f(x) {\n  return $0\n}\n"
    assert shown(text, "x;\n}", "javascript") == "x;"


def test_unknown_names_end_it():
    assert shown("def f(x):\n    $0\n", "y = x\n    return nowhere(y)") == "y = x"


def test_attributes_are_not_judged():
    assert shown("def f(x):\n    $0\n", "return x.whatever(key=x)") == "return x.whatever(key=x)"


def test_what_does_not_parse_is_cut():
    assert shown("def f(x):\n    $0\n", "y = x\n    return (y") == "y = x"


def test_half_said_lines_are_not_an_end():
    raw = "y = x\n    return y.si"
    assert shown("def f(x):\n    $0\n", raw, is_complete=False) == "y = x"


def test_a_problem_elsewhere_in_the_file_does_not_silence():
    assert shown("def f(x):\n    return $0\n\n\ndef g(:\n    pass\n", "x") == "x"


def test_in_the_middle_of_a_line_only_its_line_is_filled():
    assert shown("def f(x):\n    return ($0)\n", "x\n    y = 2") == "x"


CODE = st.text(alphabet="xf ()[]{}:=,.\n\"'+1;", max_size=30)


@settings(deadline=None)
@given(CODE, CODE, CODE, st.sampled_from(sorted(PATHS)))
def test_whatever_a_model_says_what_is_shown_parses(
    before: str, after: str, raw: str, language: str
):
    where = TextHole(before, after, language, PATHS[language])
    text = check(where, raw, is_complete=True).text
    if text:
        anyway = len(problems(before + after, language))
        assert len(problems(before + text + after, language)) <= anyway
        assert raw.startswith(text)
