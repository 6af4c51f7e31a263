"""Class questions and method lookup, in whole and in damaged workspaces."""

from tests.index.makers import a_class, a_file, a_method, an_index, names

STORES = a_file(
    "/stores.st",
    a_class("Store", variables="items", class_variables="Registry"),
    a_class("TrackStore", "Store", variables="tracks"),
    a_class("LiveTrackStore", "TrackStore"),
    a_method("Store", "isEmpty"),
    a_method("Store class", "new"),
    a_method("TrackStore", "isEmpty", start=60),
)


def test_superclass_chain_ends_with_the_first_class_outside():
    assert an_index(STORES).superclass_chain("LiveTrackStore") == ["TrackStore", "Store", "Object"]


def test_a_class_that_inherits_from_itself_ends():
    index = an_index(a_file("/a.st", a_class("A", "B"), a_class("B", "A")))
    assert index.superclass_chain("A") == ["B"]
    assert index.all_subclasses("A") == ["B"]
    assert index.lookup("A", False, "go") is None


def test_subclasses():
    index = an_index(STORES)
    assert index.subclasses("Store") == ["TrackStore"]
    assert index.all_subclasses("Store") == ["LiveTrackStore", "TrackStore"]


def test_variables_own_first():
    index = an_index(STORES)
    assert index.instance_variables("TrackStore") == ["tracks", "items"]
    assert index.class_variables("LiveTrackStore") == ["Registry"]


def test_lookup_finds_the_nearest():
    index = an_index(STORES)
    found = index.lookup("LiveTrackStore", False, "isEmpty")
    assert names([found]) == ["TrackStore>>isEmpty"]
    assert names([index.lookup("LiveTrackStore", True, "new")]) == ["Store class>>new"]


def test_class_side_lookup_ends_in_the_instance_side_of_class():
    index = an_index(
        STORES,
        a_file("/kernel.st", a_class("Behavior"), a_method("Behavior", "allInstances")),
    )
    assert names([index.lookup("Store", True, "allInstances")]) == ["Behavior>>allInstances"]
    assert index.lookup("Store", False, "allInstances") is None


def test_lookup_prefers_the_class_to_its_trait_and_the_trait_to_the_superclass():
    index = an_index(
        a_file("/t.st", a_class("TSized", kind="trait"), a_method("TSized", "size")),
        a_file("/a.st", a_class("A"), a_method("A", "size"), a_method("A", "own")),
        a_file("/b.st", a_class("B", "A", traits="TSized"), a_method("B", "own")),
    )
    assert names([index.lookup("B", False, "size")]) == ["TSized>>size"]
    assert names([index.lookup("B", False, "own")]) == ["B>>own"]


def test_traits_that_use_each_other_end():
    index = an_index(
        a_file("/t.st", a_class("TA", kind="trait", traits="TB")),
        a_file("/u.st", a_class("TB", kind="trait", traits="TA"), a_method("TB", "go")),
    )
    assert names([index.lookup("TA", False, "go")]) == ["TB>>go"]


def test_the_definition_comes_before_extensions():
    index = an_index(
        a_file("/a.extension.st", a_class("Store", kind="extension"), a_method("Store", "ext")),
        STORES,
    )
    assert [each.facts.kind for each in index.class_entries("Store")] == ["class", "extension"]
    assert names(index.methods_of("Store", False)) == ["Store>>isEmpty", "Store>>ext"]


def test_an_extension_is_no_definition():
    index = an_index(a_file("/a.st", a_class("String", kind="extension")))
    assert index.class_definition("String") is None
    assert names(index.class_entries("String")) == ["String"]


def test_two_versions_of_a_class_are_both_kept():
    index = an_index(a_file("/old/A.st", a_class("A")), a_file("/new/A.st", a_class("A")))
    assert [each.path for each in index.class_entries("A")] == ["/new/A.st", "/old/A.st"]


def test_selectors_understood_go_on_in_the_base():
    understood = an_index(STORES).selectors_understood("LiveTrackStore", False)
    assert understood[0] == "isEmpty"
    assert "printString" in understood
    assert understood.count("isEmpty") == 1
    assert "subclass:instanceVariableNames:classVariableNames:package:" not in understood


def test_protocols_in_order_of_first_use():
    index = an_index(
        a_file(
            "/a.st",
            a_method("A", "x", protocol="testing"),
            a_method("A", "y", protocol="accessing"),
            a_method("A", "z", protocol="testing"),
            a_method("A", "w"),
        )
    )
    assert index.protocols_of("A", False) == ["testing", "accessing"]
