import pytest

from kibitz.syntax.lexer import (
    first_unbalanced_closer,
    lexical_state,
    open_brackets,
    selector_of_pattern,
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("foo ^ 1 ]", 8),
        ("foo [ a ] ] b", 10),
        ("foo ( a ] b", 8),
        ("foo [ ( a ] b", None),
        ("foo '] \"' ]", 10),
        ('foo "] \'" ]', 10),
        ("foo $] $) ]", 10),
        ("foo #( $) ] ) ]", 10),
        ("foo #] ", 5),
        ("foo #'a]b' ", None),
        ("foo #(1 #[2] (3)) {4} ", None),
        ("foo '] ", None),
        ("foo }", 4),
    ],
)
def test_first_unbalanced_closer(code: str, expected: int | None) -> None:
    assert first_unbalanced_closer(code) == expected


def test_the_search_can_begin_later() -> None:
    assert first_unbalanced_closer("] foo ]", 1) == 6


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("foo [ :x | (a #(1 ", (("[", 4), ("(", 11), ("(", 15))),
        ("foo [ a ] {", (("{", 10),)),
        ("foo [ ( ] '(' \"[\" $[", ()),
        ("foo ##(1", (("(", 6),)),
    ],
)
def test_open_brackets(code: str, expected: tuple[tuple[str, int], ...]) -> None:
    assert open_brackets(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("foo |", "code"),
        ("foo 'b|ar'", "string"),
        ("foo 'bar|", "string"),
        ("foo 'bar'|", "code"),
        ("foo |'bar'", "code"),
        ("foo 'it'|'s'", "string"),
        ('foo "b|ar"', "comment"),
        ('foo "bar"|', "code"),
        ("foo $|", "character"),
        ("foo $'|", "code"),
        ("foo #|", "symbol"),
        ("foo #bar|", "symbol"),
        ("foo #at:p|ut:", "symbol"),
        ("foo #'b|ar", "symbol"),
        ("foo #'bar'|", "code"),
        ("foo #bar |", "code"),
        ("foo #(|", "code"),
    ],
)
def test_lexical_state(code: str, expected: str) -> None:
    assert lexical_state(code.replace("|", ""), code.index("|")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("isEmpty", ("isEmpty", 7)),
        ("  isEmpty ^ true", ("isEmpty", 9)),
        ("at: i put: x\n\t^ x", ("at:put:", 12)),
        ("at:i put:x|t|", ("at:put:", 10)),
        ('at: "where" i "what" put: x foo', ("at:put:", 27)),
        (">= other ^ 3", (">=", 8)),
        ("| other", ("|", 7)),
        ('"first" foo', ("foo", 11)),
        ("größe: x", ("größe:", 8)),
        ("foo: x bar", ("foo:", 6)),
        ("at:", None),
        ("", None),
        ("3 foo", None),
    ],
)
def test_selector_of_pattern(text: str, expected: tuple[str, int] | None) -> None:
    assert selector_of_pattern(text) == expected
