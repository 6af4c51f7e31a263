from kibitz.syntax.method import MethodAnalysis, analyse, scope_at
from kibitz.syntax.tree import parse_expressions, parse_method
from kibitz.util.spans import Span


def of(code: str) -> MethodAnalysis:
    return analyse(parse_method(code))


def names_at(marked: str) -> tuple[str, ...]:
    """The names in scope at the `¦` in a method."""
    return scope_at(of(marked.replace("¦", "")), marked.index("¦"))


# --- patterns


def test_the_selector_and_its_parts() -> None:
    analysis = of("at: i put: x ^ x")
    assert analysis.selector == "at:put:"
    assert analysis.pattern == Span(0, 12)
    assert analysis.pattern_parts == (Span(0, 3), Span(6, 10))
    assert [each.name for each in analysis.arguments] == ["i", "x"]


def test_a_binary_pattern() -> None:
    analysis = of("+ other ^ other")
    assert (analysis.selector, analysis.arguments[0].name) == ("+", "other")


def test_expressions_have_no_selector() -> None:
    analysis = analyse(parse_expressions("foo bar"))
    assert (analysis.selector, analysis.pattern) == ("", None)


# --- scopes


def test_arguments_and_temporaries_are_in_scope_everywhere() -> None:
    assert names_at("at: i | t | ^ ¦") == ("i", "t")


def test_a_block_argument_is_in_scope_inside_its_block_only() -> None:
    assert names_at("foo: a ^ [ :x | ¦ ]") == ("x", "a")
    assert names_at("foo: a ^ [ :x | x ] value: ¦") == ("a",)


def test_inner_names_come_first() -> None:
    assert names_at("foo: a [ :x | | t | [ :y | ¦ ] ]") == ("y", "x", "t", "a")


def test_an_unclosed_block_reaches_to_the_end() -> None:
    assert names_at("foo coll do: [ :each | each bar. ¦") == ("each",)


def test_temporaries_written_behind_the_parameters_bar() -> None:
    assert names_at("foo [:x||t| ¦]") == ("x", "t")


def test_a_name_means_the_innermost_declaration() -> None:
    code = "foo: x ^ [ :x | x ] value: x"
    analysis = of(code)
    inner = analysis.local_named("x", code.index("| x") + 2)
    outer = analysis.local_named("x", len(code))
    assert inner is not None and inner.span == Span(12, 13)
    assert outer is not None and outer.span == Span(5, 6)


# --- variables


def test_reads_writes_and_declarations() -> None:
    uses = of("foo | t | t := a + Foo").variables
    assert [(use.name, use.kind, use.is_local) for use in uses] == [
        ("t", "declare", True),
        ("t", "write", True),
        ("a", "read", False),
        ("Foo", "read", False),
    ]


def test_a_name_that_repeats_its_assignment_is_read() -> None:
    assert [use.kind for use in of("foo x := x").variables] == ["write", "read"]


# --- sends


def test_receivers_and_arguments() -> None:
    code = "foo ^ a bar at: b put: (c + 1)"
    outer = next(send for send in of(code).sends if send.selector == "at:put:")
    assert outer.receiver_text == "a bar"
    assert [code[span.start : span.end] for span in outer.arguments] == ["b", "(c + 1)"]
    assert code[outer.span.start : outer.span.end] == "a bar at: b put: (c + 1)"


def test_messages_of_a_cascade_go_to_the_first_ones_receiver() -> None:
    code = "foo a new bar: 1; baz; + 2"
    sends = of(code).sends
    assert [(send.selector, send.receiver_text, send.in_cascade) for send in sends] == [
        ("new", "a", False),
        ("bar:", "a new", False),
        ("baz", "a new", True),
        ("+", "a new", True),
    ]
    assert sends[-1].span == Span(4, len(code))


def test_a_message_without_its_argument_is_a_send() -> None:
    (send,) = of("foo a at:   ").sends
    assert (send.selector, send.arguments, send.span) == ("at:", (), Span(4, 9))


def test_a_chain_is_the_receiver_of_what_follows() -> None:
    assert of("foo a b: 1 :: c").sends[-1].receiver_text == "a b: 1 ::"


# --- the rest


def test_symbols_by_name() -> None:
    symbols = of("foo ^ #at:put: -> #'it''s' -> #(bar baz:)").symbols
    assert [symbol.name for symbol in symbols] == ["at:put:", "it's", "bar", "baz:"]


def test_literals_strings_and_comments() -> None:
    code = "foo \"c\" ^ #(1 'a') -> $x"
    analysis = of(code)
    assert [code[each.start : each.end] for each in analysis.literals] == [
        "1", "'a'", "#(1 'a')", "$x",
    ]  # fmt: skip
    assert [code[each.start : each.end] for each in analysis.strings] == ["'a'"]
    assert [code[each.start : each.end] for each in analysis.comments] == ['"c"']


def test_pragmas() -> None:
    pragmas = of("foo <script> <menu: #help order: 3>").pragmas
    assert [(each.selector, each.arguments) for each in pragmas] == [
        ("script", ()),
        ("menu:order:", ("#help", "3")),
    ]


def test_returns() -> None:
    code = "foo a ifTrue: [ ^ 1 ]. ^ 2"
    assert [code[each.start : each.end] for each in of(code).returns] == ["^ 1", "^ 2"]
