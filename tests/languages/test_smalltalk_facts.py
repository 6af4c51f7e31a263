"""What the index learns from a Smalltalk file."""

import pytest

from kibitz.languages.facts import facts_of
from kibitz.languages.smalltalk.facts import trait_names

TONEL = """"A shop."
Class {
\t#name : #Shop,
\t#superclass : #Store,
\t#traits : 'TNamed + (TSized - {#x})',
\t#instVars : [ 'items' ],
\t#classVars : [ 'Registry' ],
\t#category : #'Demo-Core'
}

{ #category : #'instance creation' }
Shop class >> named: aString [
\t^ self new name: aString; yourself
]

{ #category : #testing }
Shop >> isOpen [
\t| café |
\tcafé := 'déjà vu'.
\t^ (items includes: café) or: [ Registry perform: #open:with: with: 1 ]
]

{ #category : #testing }
Shop >> price [
\t^ self subclassResponsibility
]
"""

CHUNK = """Object subclass: #Bell
\tinstanceVariableNames: 'tone'
\tclassVariableNames: ''
\tpackage: 'Demo'!

!Bell methodsFor: 'ringing'!
ring
\tTranscript show: 'Ding!!'; show: tone! !

Bell new ring!
"""


def placed(text, pairs):
    """Each name must stand where the facts say."""
    for name, offset in pairs:
        first = name.split(":")[0]
        assert text[offset:].lstrip("#").startswith(first), (name, text[offset : offset + 20])
    return [name for name, _ in pairs]


def test_a_tonel_class():
    (shop,) = facts_of("/Shop.class.st", TONEL).classes
    assert (shop.name, shop.kind, shop.superclass) == ("Shop", "class", "Store")
    assert shop.instance_variables == ("items",)
    assert shop.class_variables == ("Registry",)
    assert shop.traits == ("TNamed", "TSized")
    assert TONEL[shop.name_start :].startswith("Shop")
    assert [TONEL[at:].split("'")[0] for at in shop.variable_starts] == ["items", "Registry"]


def test_tonel_methods():
    named, is_open, price = facts_of("/Shop.class.st", TONEL).methods
    assert (named.is_meta, named.selector, named.pattern) == (True, "named:", "named: aString")
    assert placed(TONEL, named.sends) == ["new", "name:", "yourself"]
    assert is_open.protocol == "testing"
    assert placed(TONEL, is_open.sends) == ["includes:", "or:", "perform:with:"]
    assert placed(TONEL, is_open.symbols) == ["open:with:"]
    assert placed(TONEL, is_open.variables) == ["items", "Registry"]
    assert (is_open.abstract, price.abstract) == (False, True)
    assert TONEL[price.pattern_start :].startswith("price [")


def test_a_file_out_with_a_doubled_bang_and_a_do_it():
    facts = facts_of("/Bell.st", CHUNK)
    assert facts.format == "chunk"
    assert [each.name for each in facts.classes] == ["Bell"]
    (ring,) = facts.methods
    assert placed(CHUNK, ring.sends) == ["show:", "show:"]
    assert placed(CHUNK, ring.variables) == ["Transcript", "tone"]
    assert placed(CHUNK, facts.loose_sends) == ["new", "ring"]
    assert placed(CHUNK, facts.loose_variables) == ["Bell"]


def test_a_script():
    text = "| x |\nx := Shop named: 'A'.\nx open"
    facts = facts_of("/play.st", text)
    assert facts.format == "script"
    assert placed(text, facts.loose_sends) == ["named:", "open"]
    assert placed(text, facts.loose_variables) == ["Shop"]


def test_a_damaged_method_leaves_the_others_whole():
    text = TONEL.replace("'déjà vu'", "'déjà vu")
    facts = facts_of("/Shop.class.st", text)
    assert facts.problem_count
    assert {"named:", "price"} <= {each.selector for each in facts.methods}


@pytest.mark.parametrize(
    ("composition", "expected"),
    [
        (None, ()),
        ("{}", ()),
        ("TA", ("TA",)),
        ("TA + TB", ("TA", "TB")),
        ("(TA - {#x. #Y}) + (TB @ {#New -> #Old})", ("TA", "TB")),
        ("TA - #(X y) + TA", ("TA",)),
    ],
)
def test_trait_names(composition, expected):
    assert trait_names(composition) == expected


@pytest.mark.parametrize("text", ["", "\x00\x00", "'", "Class {", "!", "!A methodsFor: 'x'!", "]"])
def test_nothing_is_too_strange(text):
    assert facts_of("/a.st", text) is not None
