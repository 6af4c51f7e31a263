"""The table of what every Smalltalk has."""

import pytest

from kibitz.languages.smalltalk import base


def test_every_superclass_is_in_the_table_and_chains_end():
    for name in base.CLASSES:
        chain = list(base.superclass_chain(name))
        assert len(chain) < 12
        assert all(each in base.CLASSES for each in chain)


def test_no_selector_is_listed_again_below_its_class():
    for name, found in base.CLASSES.items():
        inherited = {
            selector
            for above in base.superclass_chain(name)
            for selector in base.CLASSES[above].selectors(is_meta=False)
        }
        assert not inherited & set(found.selectors(is_meta=False)), name


@pytest.mark.parametrize(
    ("class_name", "is_meta", "selector"),
    [
        ("Object", False, "printOn:"),
        ("OrderedCollection", False, "removeFirst"),
        ("OrderedCollection", False, "inject:into:"),
        ("OrderedCollection", False, "=="),
        ("OrderedCollection", True, "new"),
        ("OrderedCollection", True, "allInstances"),
        ("String", False, "asSymbol"),
        ("SmallInteger", False, "to:do:"),
        ("Boolean", False, "ifTrue:ifFalse:"),
        ("BlockClosure", False, "on:do:"),
        ("TestCase", False, "assert:equals:"),
        ("Date", True, "today"),
    ],
)
def test_selectors_understood(class_name, is_meta, selector):
    assert selector in set(base.selectors_understood(class_name, is_meta))


def test_an_instance_does_not_understand_class_messages():
    assert "allInstances" not in set(base.selectors_understood("OrderedCollection", False))


@pytest.mark.parametrize("name", ["Object", "Transcript", "Smalltalk", "Dictionary", "TestCase"])
def test_globals(name):
    assert name in base.GLOBALS


def test_invented_selectors_are_not_in_it():
    assert not {"frobnicate:", "addItem:toCollection:", ";", ""} & base.SELECTORS
