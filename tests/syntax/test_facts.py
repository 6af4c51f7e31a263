from kibitz.syntax.facts import extract_expression_facts, extract_facts


def test_sends_of_each_kind_with_the_offset_of_their_first_keyword() -> None:
    facts = extract_facts("foo ^ a bar + (b at: 1 put: 2)")
    assert facts.sends == (("bar", 8), ("+", 12), ("at:put:", 17))


def test_cascaded_messages_are_sends() -> None:
    facts = extract_facts("foo a b; at: 1 put: 2; + 3")
    assert [name for name, _ in facts.sends] == ["b", "at:put:", "+"]


def test_arguments_and_temporaries_are_not_free() -> None:
    facts = extract_facts("at: i | t | t := i. [ :x | | u | x + u + y + Foo ]")
    assert [name for name, _ in facts.free_variables] == ["y", "Foo"]


def test_pseudo_variables_are_no_variables() -> None:
    assert extract_facts("foo ^ self = super or: [ nil == true ]").free_variables == ()


def test_namespaced_names_and_bindings_are_free_names() -> None:
    facts = extract_facts("foo ^ Core.Object -> #{Foo.Bar}")
    assert facts.free_variables == (("Core.Object", 6), ("Foo.Bar", 23))


def test_assigned_names_are_free_names() -> None:
    assert extract_facts("foo count := 1").free_variables == (("count", 4),)


def test_symbols_that_can_be_selectors() -> None:
    facts = extract_facts("foo ^ #at:put: -> #foo -> #+ -> #'a b' -> #'bar:' -> #(copy 'x' 3)")
    assert [name for name, _ in facts.symbols] == ["at:put:", "foo", "+", "bar:", "copy"]


def test_a_method_that_leaves_it_to_subclasses_is_abstract() -> None:
    assert extract_facts("foo ^ self subclassResponsibility").abstract
    assert not extract_facts("foo ^ #subclassResponsibility").abstract


def test_offsets_are_characters_not_bytes() -> None:
    facts = extract_facts("foo ^ 'äöü𝄞' , bar baz")
    assert facts.sends == ((",", 13), ("baz", 19))
    assert facts.free_variables == (("bar", 15),)


def test_unfinished_code_has_errors_and_still_facts() -> None:
    facts = extract_facts("foo a at: 1 put: [ b")
    assert facts.has_errors
    assert [name for name, _ in facts.sends] == ["at:put:"]


def test_expressions_have_no_pattern() -> None:
    facts = extract_expression_facts("Foo bar")
    assert facts.sends == (("bar", 4),)
    assert facts.free_variables == (("Foo", 0),)
