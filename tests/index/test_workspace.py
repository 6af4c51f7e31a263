"""Lookups over methods, sends, names and other languages' symbols."""

from kibitz.index.facts import SymbolFacts
from tests.index.makers import a_class, a_file, a_method, an_index, names


def test_implementors_are_listed_by_path_and_place():
    index = an_index(
        a_file("/b.st", a_method("B", "go", start=9), a_method("B class", "go", start=70)),
        a_file("/a.st", a_method("A", "go")),
    )
    assert names(index.implementors("go")) == ["A>>go", "B>>go", "B class>>go"]
    assert index.implementor_count("go") == 3


def test_nothing_implements_an_unknown_selector():
    assert not an_index().is_implemented("frobnicate:")
    assert list(an_index().implementors("frobnicate:")) == []


def test_the_base_implements_what_every_smalltalk_has():
    index = an_index()
    assert index.is_implemented("ifTrue:ifFalse:")
    assert index.is_base_selector("ifTrue:ifFalse:")
    assert "ifTrue:ifFalse:" in set(index.selectors())
    assert index.implementor_count("ifTrue:ifFalse:") == 0


def test_selectors_are_listed_once():
    index = an_index(a_file("/a.st", a_method("A", "printOn:"), a_method("B", "printOn:")))
    assert list(index.selectors()).count("printOn:") == 1


def test_senders_tell_place_and_method():
    index = an_index(a_file("/a.st", a_method("A", "go", start=100, sends="at:put: size at:put:")))
    first, second = index.senders("at:put:")
    assert (first.path, first.offset, first.length) == ("/a.st", 101, len("at:"))
    assert second.offset == 103
    assert first.method is not None
    assert first.method.selector == "go"


def test_a_send_outside_methods_has_no_method():
    (sender,) = an_index(a_file("/play.st", loose_sends=(("go", 7),))).senders("go")
    assert (sender.offset, sender.method) == (7, None)


def test_sends_are_counted():
    index = an_index(
        a_file("/a.st", a_method("A", "x", sends="go go")),
        a_file("/b.st", a_method("B", "x", sends="go")),
    )
    assert index.selector_frequency("go") == index.sender_count("go") == 3
    index.remove("/a.st")
    assert index.selector_frequency("go") == 1


def test_symbols_are_not_sends():
    index = an_index(a_file("/a.st", a_method("A", "x", symbols="go")))
    assert not index.senders("go")
    assert [each.offset for each in index.symbol_references("go")] == [1]


def test_variable_references():
    index = an_index(a_file("/a.st", a_method("A", "x", variables="Transcript count")))
    assert [each.offset for each in index.variable_references("count")] == [2]


def test_known_names():
    index = an_index(a_file("/a.st", a_class("Shop", class_variables="Registry")))
    assert index.knows_name("Shop")
    assert index.knows_name("Registry")
    assert index.knows_name("OrderedCollection")
    assert not index.knows_name("Shopp")


def test_a_newer_version_of_a_file_replaces_the_older():
    index = an_index(a_file("/a.st", a_class("A"), a_method("A", "old", sends="gone")))
    before = index.generation
    index.update(a_file("/a.st", a_class("A"), a_method("A", "new", sends="come")))
    assert index.generation > before
    assert not index.implementors("old")
    assert not index.senders("gone")
    assert names(index.implementors("new")) == ["A>>new"]


def test_removing_an_unknown_file_is_no_error():
    index = an_index()
    index.remove("/nowhere.st")
    assert index.is_empty()


def test_identifiers_come_most_frequent_first_and_by_language():
    index = an_index(
        a_file("/a.py", language="python", identifiers="beta alpha common"),
        a_file("/b.py", language="python", identifiers="common"),
        a_file("/c.ts", language="typescript", identifiers="other"),
    )
    assert list(index.identifiers("python")) == ["common", "alpha", "beta"]
    index.remove("/b.py")
    assert list(index.identifiers("python")) == ["alpha", "beta", "common"]


def test_symbols_of_other_languages():
    symbol = SymbolFacts("royalty", "function", None, 0, 20, 4, "def royalty(x)")
    index = an_index(a_file("/a.py", symbols=[symbol], language="python"))
    assert names(index.symbols_of("/a.py")) == ["royalty"]
    assert names(index.symbols_named("royalty")) == ["royalty"]
    assert not index.symbols_of("/b.py")
