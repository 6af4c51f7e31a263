"""What holds for every text, every well-formed method and every beginning of one."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kibitz.syntax.method import (
    analyse,
    context_at,
    extract_facts,
    first_unbalanced_closer,
    lexical_state,
    open_brackets,
    scope_at,
    selector_of_pattern,
)
from kibitz.syntax.tree import MethodTree, parse_expressions, parse_method
from kibitz.util.spans import Span
from tests.syntax.methods import expressions, methods

FRAGMENTS = ("foo", "bar:", "Foo", ":=", "_", "'", '"', "$", "#", "(", ")", "[", "]", "{", "}", "|",
             ":", ";", ".", "^", "<", ">", "-", "3", "16r", " ", "\n", "`", "é", "𝄞", "##(")  # fmt: skip
LONE_UNDERSCORE = re.compile(r"(?<!\w)_\Z")  # an assignment, not yet the beginning of a name
anything = st.text() | st.lists(st.sampled_from(FRAGMENTS)).map("".join)


@given(anything, st.integers(min_value=0, max_value=40))
def test_nothing_raises_whatever_the_text(code: str, offset: int) -> None:
    for tree in (parse_method(code), parse_expressions(code)):
        analysis = analyse(tree)
        scope_at(analysis, offset)
        context_at(tree, offset)
        for problem in tree.problems:
            assert 0 <= problem.span.start <= problem.span.end <= len(code)
    extract_facts(code)
    lexical_state(code, offset)
    open_brackets(code)
    first_unbalanced_closer(code)
    selector_of_pattern(code)


@given(st.text(st.characters(codec="utf-8")))
def test_offsets_of_bytes_and_characters_correspond(code: str) -> None:
    for tree in (parse_method(code), parse_expressions(code)):
        marker = 0 if tree.is_method else 1
        for char in range(len(code) + 1):
            byte = tree.byte(char)
            assert byte == marker + len(code[:char].encode())
            assert tree.char(byte) == char


@given(methods())
def test_a_well_formed_method_has_no_problems(code: str) -> None:
    tree = parse_method(code)
    assert tree.problems == ()
    assert not tree.root.has_error
    assert not extract_facts(code).has_errors


@given(expressions)
def test_well_formed_expressions_have_no_problems(code: str) -> None:
    assert parse_expressions(code).problems == ()


@settings(max_examples=50)
@given(methods(), st.data())
def test_every_beginning_of_a_method_is_understood(code: str, data: st.DataObject) -> None:
    prefix = code[: data.draw(st.integers(0, len(code)))]
    assume(not LONE_UNDERSCORE.search(prefix))
    assert not parse_method(prefix).root.has_error


@given(methods())
def test_facts_agree_with_the_analysis(code: str) -> None:
    analysis = analyse(parse_method(code))
    facts = extract_facts(code)
    assert facts.sends == tuple((send.selector, send.parts[0].start) for send in analysis.sends)
    local = {each.name for each in analysis.locals}
    assert facts.free_variables == tuple(
        (use.name, use.span.start) for use in analysis.variables if use.name not in local
    )


@given(methods())
def test_spans_hold_what_they_name(code: str) -> None:
    analysis = analyse(parse_method(code))
    for use in analysis.variables:
        assert code[use.span.start : use.span.end] == use.name
    for send in analysis.sends:
        assert "".join(code[part.start : part.end] for part in send.parts) == send.selector
        assert send.receiver is not None
        assert send.receiver_text == code[send.receiver.start : send.receiver.end]


@given(methods())
def test_the_pattern_reads_the_same_with_and_without_a_tree(code: str) -> None:
    analysis = analyse(parse_method(code))
    assert analysis.pattern is not None
    assert selector_of_pattern(code) == (analysis.selector, analysis.pattern.end)


@given(methods())
def test_a_well_formed_method_closes_what_it_opens(code: str) -> None:
    assert open_brackets(code) == ()
    assert first_unbalanced_closer(code) is None
    assert first_unbalanced_closer(code + "\n]") == len(code) + 1


@given(methods(), st.data())
def test_tokens_and_tree_agree_on_strings_and_comments(code: str, data: st.DataObject) -> None:
    analysis = analyse(parse_method(code))
    offset = data.draw(st.integers(0, len(code)))
    assume(code[max(offset - 1, 0) : offset + 1] != '""')  # what is typed there is code
    inside = {"string": analysis.strings, "comment": analysis.comments}
    for state, spans in inside.items():
        expected = any(_is_inside(span, offset) for span in spans)
        assert (lexical_state(code, offset) == state) == expected


def _is_inside(span: Span, offset: int) -> bool:
    return span.start < offset < span.end


def test_deep_nesting_is_no_danger() -> None:
    code = "foo ^ " + "(" * 3000 + "1" + ")" * 3000
    assert MethodTree(code, is_method=True).problems == ()
    analyse(parse_method(code))


@given(st.characters(exclude_categories=["Cs", "Cc"]))
def test_tokens_and_tree_agree_on_what_a_letter_and_an_operator_is(character: str) -> None:
    for code in (f"a{character}b", f"{character}b", f"{character} b", f"{character}: b"):
        pattern = selector_of_pattern(code)
        analysis = analyse(parse_method(code))
        if parse_method(code).problems == () and analysis.pattern is not None:
            assert pattern == (analysis.selector, analysis.pattern.end)
