"""Cursors in code that is being typed; `¦` is the cursor."""

import pytest

from kibitz.syntax.cursor import CursorContext, Place, context_at
from kibitz.syntax.tree import parse_expressions, parse_method


def at(marked: str, *, method: bool = True) -> CursorContext:
    code = marked.replace("¦", "")
    tree = parse_method(code) if method else parse_expressions(code)
    return context_at(tree, marked.index("¦"))


def check_message(
    marked: str,
    typed: str,
    receiver: str,
    outer: str | None = None,
    before: tuple[str, ...] = (),
    *,
    in_cascade: bool = False,
) -> None:
    """A message to `receiver`; a keyword message would go to `outer` (by default the same)."""
    context = at(marked)
    assert context.place is Place.MESSAGE
    assert (context.typed, context.receiver_text) == (typed, receiver)
    assert context.outer_text == (receiver if outer is None else outer)
    assert (context.before, context.in_cascade) == (before, in_cascade)


@pytest.mark.parametrize(
    ("marked", "place"),
    [
        ("¦", Place.PATTERN),
        ("is¦", Place.PATTERN),
        ("at: key pu¦", Place.PATTERN),
        ("at: ke¦", Place.DECLARATION),
        ("+ ot¦", Place.DECLARATION),
        ("foo | a b¦", Place.DECLARATION),
        ("foo a do: [ :ea¦", Place.DECLARATION),
        ("foo a do: [ :¦", Place.DECLARATION),
        ("foo ^ 'a b¦", Place.STRING),
        ("foo ^ 'a b¦ c'", Place.STRING),
        ('foo "a b¦', Place.COMMENT),
        ("foo ^ $¦", Place.CHARACTER),
        ("foo ^ 16rF¦", Place.NUMBER),
        ("foo ^ #at:pu¦", Place.SYMBOL),
        ("foo ^ #'a b¦", Place.SYMBOL),
        ("foo ^ #(1 ba¦", Place.LITERAL_ARRAY),
        ("foo <prim¦", Place.PRAGMA),
        ("foo <primitive: fo¦", Place.PRAGMA),
        ("foo ¦", Place.OPERAND),
        ("foo ^ ¦", Place.OPERAND),
        ("foo x := Dict¦", Place.OPERAND),
        ("foo a. ¦", Place.OPERAND),
        ("foo a at: ¦", Place.OPERAND),
        ("foo (¦", Place.OPERAND),
        ("foo a do: [ :x | ¦", Place.OPERAND),
        ("at: key\n\tpu¦", Place.OPERAND),
        ("foo a ¦", Place.MESSAGE),
        ("foo (a b) ¦", Place.MESSAGE),
    ],
)
def test_places(marked: str, place: Place) -> None:
    assert at(marked).place is place


def test_a_message_in_an_unclosed_parenthesis() -> None:
    check_message("foo self foo: (bar b¦", "b", "bar")


def test_a_message_in_an_unclosed_block() -> None:
    check_message("foo coll do: [:each | each na¦", "na", "each")


def test_nothing_typed_yet() -> None:
    check_message("foo ^ OrderedCollection ¦", "", "OrderedCollection")


def test_a_keyword_message_goes_on() -> None:
    check_message("foo a between: 1 an¦", "an", "1", "a", ("between:",))


def test_a_keyword_message_goes_on_behind_a_binary_argument() -> None:
    check_message("foo a b at: 1 + c si¦", "si", "c", "a b", ("at:",))


def test_a_keyword_message_would_go_to_the_binary_expression() -> None:
    check_message("foo 1 + b fo¦", "fo", "b", "1 + b")


def test_a_keyword_message_inside_a_parenthesis_is_no_part_of_the_outer_one() -> None:
    check_message("foo a at: (b c¦", "c", "b")


def test_a_cascade() -> None:
    check_message("foo self foo: 3; ba¦", "ba", "self", in_cascade=True)


def test_a_keyword_message_in_a_cascade_goes_on() -> None:
    check_message("foo a b; at: x si¦", "si", "x", "a", ("at:",), in_cascade=True)


def test_a_message_behind_a_block_argument() -> None:
    check_message("foo a ifTrue: [ 1 ] ifF¦", "ifF", "[ 1 ]", "a", ("ifTrue:",))


def test_code_behind_the_cursor_changes_nothing() -> None:
    check_message("foo a do: [ :x | x ba¦ ]. ^ b foo: (", "ba", "x")


def test_an_operand_knows_whose_argument_it_is() -> None:
    context = at("foo a at: b¦")
    assert (context.outer_text, context.before) == ("a", ("at:",))


def test_a_pattern_knows_its_keywords() -> None:
    assert at("at: key pu¦").before == ("at:",)


def test_the_word_reaches_behind_the_cursor() -> None:
    context = at("foo a do¦It now")
    assert (context.typed, context.word.start, context.word.end) == ("do", 6, 10)


def test_a_symbols_word_holds_all_its_keywords() -> None:
    context = at("foo ^ #at:pu¦t:")
    assert (context.typed, context.word.start) == ("at:pu", 7)


def test_expressions_begin_with_an_operand() -> None:
    assert at("Tran¦", method=False).place is Place.OPERAND
    context = at("Transcript sh¦", method=False)
    assert (context.place, context.receiver_text) == (Place.MESSAGE, "Transcript")


def test_offsets_are_characters_not_bytes() -> None:
    context = at("foo 'äöü𝄞' si¦")
    assert (context.receiver_text, context.word.start) == ("'äöü𝄞'", 11)
