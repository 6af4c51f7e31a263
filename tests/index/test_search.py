"""Workspace symbol search: what is found, and in which order."""

import pytest

from kibitz.index.facts import SymbolFacts
from tests.index.makers import a_class, a_file, a_method, an_index, names

INDEX = an_index(
    a_file(
        "/a.st",
        a_class("OrderedCollection"),
        a_class("OrderedCollectionTest"),
        a_class("Order"),
        a_class("Reorder"),
        a_method("Order", "add:"),
        a_method("Order", "addAll:"),
        a_method("Order class", "new"),
        a_method("OrderedCollection", "at:put:"),
        a_method("OrderedCollection", "order"),
    ),
    a_file(
        "/a.py",
        symbols=[SymbolFacts("order_total", "function", None, 0, 9, 4, None)],
        language="python",
    ),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Order", ["Order", "OrderedCollection>>order", "OrderedCollection", "OrderedCollectionTest",
                   "order_total", "Reorder"]),
        ("OrCo", ["OrderedCollection", "OrderedCollectionTest"]),
        ("oct", ["OrderedCollectionTest"]),
        ("Order>>add", ["Order>>add:", "Order>>addAll:"]),
        ("Order>>addAll:", ["Order>>addAll:"]),
        ("Order class>>new", ["Order class>>new"]),
        (">>at", ["OrderedCollection>>at:put:"]),
        ("#at:put:", ["OrderedCollection>>at:put:"]),
        ("at:", ["OrderedCollection>>at:put:"]),
        ("ap", ["OrderedCollection>>at:put:"]),
        ("total", ["order_total"]),
        ("", []),
        ("zebra", []),
    ],
)  # fmt: skip
def test_search(query, expected):
    assert names(INDEX.search(query, 20)) == expected


def test_all_methods_of_a_class():
    assert names(INDEX.search("Order>>", 20))[:2] == ["Order>>add:", "Order>>addAll:"]


def test_no_more_than_the_limit():
    assert names(INDEX.search("Order", 2)) == ["Order", "OrderedCollection>>order"]


@pytest.mark.parametrize("query", ["[", "(", "*", "\\", "a|b", ">>", "#", ":", "..."])
def test_characters_of_regular_expressions_are_plain(query):
    INDEX.search(query, 20)


def test_a_new_name_is_found():
    index = an_index(a_file("/a.st", a_class("Alpha")))
    assert names(index.search("Alp", 9)) == ["Alpha"]
    index.update(a_file("/b.st", a_class("Alpine")))
    assert names(index.search("Alp", 9)) == ["Alpha", "Alpine"]
