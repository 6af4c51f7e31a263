"""A new member for a family: names, methods and texts that the siblings decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from kibitz.features.subclass.analogy import OwnNames, consensus, with_names, without_names
from kibitz.features.subclass.bodies import Origin, accept_body, agreed_code, body_request, stub
from kibitz.features.subclass.naming import family_name, fault_of_name, suggested_name
from kibitz.features.subclass.place import superclass_at
from kibitz.features.subclass.plan import SubclassPlan, plan_subclass, plan_test
from kibitz.features.subclass.render import render
from kibitz.formats.model import SourceFile
from kibitz.formats.read import read_source
from tests.features.support import ROOT, Fixture, fixture


def tonel(name: str, superclass: str, *methods: str, comment: str = "", extra: str = "") -> str:
    """Methods are `protocol|pattern|body`."""
    head = f'"\n{comment}\n"\n' if comment else ""
    text = (
        f"{head}Class {{\n\t#name : '{name}',\n\t#superclass : '{superclass}',\n{extra}"
        "\t#category : 'Zoo-Stores',\n\t#package : 'Zoo',\n\t#tag : 'Stores'\n}\n"
    )
    for method in methods:
        protocol, pattern, body = method.split("|")
        owner = f"{name} class" if pattern.startswith("class ") else name
        pattern = pattern.removeprefix("class ")
        text += f"\n{{ #category : '{protocol}' }}\n{owner} >> {pattern} [\n\n\t{body}\n]\n"
    return text


STORE = tonel(
    "ZooStore",
    "Object",
    "accessing|keyFor: anEntry|^ self subclassResponsibility",
    "validation|validate: anEntry|anEntry isNil ifTrue: [ self error: 'nil' ]",
    "accessing|size|^ 0",
    extra="\t#instVars : [ 'entries' ],\n",
)


def sibling(noun: str, *methods: str, comment: str | None = None) -> str:
    return tonel(
        f"Zoo{noun}Store",
        "ZooStore",
        f"keys|keyFor: a{noun}|^ a{noun} name",
        *methods,
        comment=comment or f"I am the store of all {noun.lower()}s.",
        extra="\t#instVars : [ 'entries', 'cage' ],\n",
    )


BEAR_CHECK = "checks|validate: aBear|super validate: aBear.\n\taBear name isNil ifTrue: [ ^ nil ]"
LION_CHECK = "checks|validate: aLion|super validate: aLion.\n\taLion size > 1 ifTrue: [ ^ nil ]"


def animal(noun: str) -> str:
    return tonel(f"Zoo{noun}", "Object", "accessing|name|^ 'name'", "accessing|size|^ 1").replace(
        "'Zoo-Stores'", "'Zoo-Animals'"
    )


ZOO = {
    "ZooStore.class.st": STORE,
    "ZooBearStore.class.st": sibling("Bear", BEAR_CHECK),
    "ZooLionStore.class.st": sibling("Lion", LION_CHECK),
    "ZooWolfStore.class.st": sibling("Wolf", "other|howl|^ 'ouuu'"),
    **{f"Zoo{noun}.class.st": animal(noun) for noun in ("Bear", "Lion", "Wolf", "Toad")},
    "tests/ZooBearStoreTest.class.st": tonel(
        "ZooBearStoreTest", "TestCase", "running|setUp|super setUp.\n\tstore := ZooBearStore new",
        extra="\t#instVars : [ 'store' ],\n",
    ),
    "tests/ZooLionStoreTest.class.st": tonel(
        "ZooLionStoreTest", "TestCase", "running|setUp|super setUp.\n\tstore := ZooLionStore new",
        extra="\t#instVars : [ 'store' ],\n",
    ),
}  # fmt: skip


def zoo(opened: str = "ZooStore.class.st", **changed: str) -> Fixture:
    texts = {**ZOO, **changed}
    return fixture(texts.pop(opened), texts, opened)


def planned(made: Fixture | None = None, name: str = "ZooToadStore") -> SubclassPlan:
    return plan_subclass((made or zoo()).snapshot.index, "ZooStore", name)


def code(made: Fixture, plan: SubclassPlan, selector: str) -> str | None:
    method = next(each for each in plan.methods if each.selector == selector)
    return agreed_code(made.snapshot.index, plan, method, made.text_of)


def test_the_family_shares_a_prefix_and_a_suffix():
    family = family_name("ZooStore", ("ZooBearStore", "ZooLionStore"))
    assert (family.prefix, family.suffix) == ("Zoo", "Store")
    assert family.noun_of("ZooBearStore") == "Bear"
    assert family.noun_of("Bear") is None


def test_the_name_is_made_of_a_class_that_has_no_store_yet():
    index = zoo().snapshot.index
    siblings = ("ZooBearStore", "ZooLionStore", "ZooWolfStore")
    assert suggested_name(index, "ZooStore", siblings) == "ZooToadStore"


def test_without_a_family_the_name_is_made_of_the_superclass():
    assert suggested_name(zoo().snapshot.index, "ZooBear", ()) == "NewZooBear"


def test_a_suggested_name_is_free():
    made = zoo(**{"NewZooBear.class.st": tonel("NewZooBear", "ZooBear")})
    assert suggested_name(made.snapshot.index, "ZooBear", ("NewZooBear",)) == "New2ZooBear"


@pytest.mark.parametrize("name", ["ZooBearStore", "OrderedCollection", "lower", "Zoo Store", ""])
def test_a_name_that_cannot_be_is_refused_with_a_sentence(name: str):
    assert fault_of_name(zoo().snapshot.index, name)


def test_abstract_methods_and_those_of_half_the_siblings_are_planned():
    plan = planned()
    assert [(each.selector, each.protocol) for each in plan.methods] == [
        ("keyFor:", "keys"),
        ("validate:", "checks"),
    ]


def test_arguments_are_named_as_the_siblings_name_theirs():
    assert [each.pattern for each in planned().methods] == ["keyFor: aToad", "validate: aToad"]


def test_category_package_and_tag_are_the_siblings():
    plan = planned()
    assert (plan.category, plan.package, plan.tag) == ("Zoo-Stores", "Zoo", "Stores")


def test_no_inherited_variable_is_declared_again():
    assert planned().instance_variables == ("cage",)


def test_the_comment_follows_the_siblings():
    assert planned().comment == "I am the store of all toads."


def test_what_the_siblings_agree_on_is_written_with_the_new_names():
    made = zoo()
    assert code(made, planned(made), "keyFor:") == "keyFor: aToad\n\n\t^ aToad name"


def test_where_they_differ_nothing_is_agreed():
    made = zoo()
    assert code(made, planned(made), "validate:") is None


def test_no_sibling_is_cloned():
    made = zoo()
    for method in planned(made).methods:
        agreed = agreed_code(made.snapshot.index, planned(made), method, made.text_of) or ""
        assert not any(noun in agreed for noun in ("Bear", "Lion", "Wolf"))


def test_agreed_code_that_names_what_does_not_exist_is_not_written():
    lines = {f"Zoo{n}Store.class.st": sibling(n, f"x|kept|^ Zoo{n}") for n in ("Bear", "Lion")}
    made = zoo(**lines)
    assert code(made, planned(made), "kept") == "kept\n\n\t^ ZooToad"
    assert code(made, planned(made, "ZooNewtStore"), "kept") is None


def test_the_model_continues_behind_the_siblings_super_call():
    made = zoo()
    plan = planned(made)
    request = body_request(made.snapshot.index, plan, plan.methods[1], made.text_of)
    assert request.prefix.endswith(
        "ZooToadStore >> validate: aToad [\n\tsuper validate: aToad.\n\t"
    )
    assert "ZooBearStore >> validate: aBear [" in request.prefix


def test_a_body_of_the_model_is_checked():
    made = zoo()
    plan = planned(made)
    method = plan.methods[1]

    def written(raw: str):
        return accept_body(made.snapshot.index, plan, method, raw, made.text_of, is_complete=True)

    good = written("aToad name isNil ifTrue: [ self error: 'nameless' ]\n]")
    assert good.origin is Origin.MODEL
    assert good.code.endswith(
        "\tsuper validate: aToad.\n\taToad name isNil ifTrue: [ self error: 'nameless' ]"
    )
    bad = written("aToad frobnicate")
    assert bad.origin is Origin.STUB
    assert bad.fault == "sends the unknown message `frobnicate`"


def test_a_stub_is_marked_and_keeps_what_was_inherited():
    made = zoo()
    plan = planned(made)
    abstract, overriding = plan.methods
    assert stub(plan, abstract, made.text_of, None).code.endswith("^ self shouldBeImplemented")
    kept = stub(plan, overriding, made.text_of, None).code
    assert "To be written" in kept
    assert kept.endswith("super validate: aToad")


def test_a_test_class_is_planned_where_the_siblings_have_one():
    made = zoo()
    plan = planned(made)
    tests = plan_test(made.snapshot.index, plan)
    assert tests is not None
    assert (tests.name, tests.superclass) == ("ZooToadStoreTest", "TestCase")
    assert code(made, tests, "setUp") == "setUp\n\n\tsuper setUp.\n\tstore := ZooToadStore new"


def rendered(made: Fixture, opened: str):
    plan = planned(made)

    def source_of(path: str) -> SourceFile | None:
        text = made.text_of(path)
        return None if text is None else read_source(Path(path), text)

    written = [stub(plan, each, made.text_of, None) for each in plan.methods]
    stamp = "kb 1/2/2024 10:00"
    result = render(made.snapshot.index, plan, written, f"{ROOT}/{opened}", source_of, stamp)
    assert result is not None
    return result


def test_a_tonel_class_is_a_new_file_beside_its_siblings():
    result = rendered(zoo(), "ZooStore.class.st")
    assert result.path == f"{ROOT}/ZooToadStore.class.st"
    assert result.old_text is None
    source = read_source(Path(result.path), result.edit.new_text)
    assert not source.problems
    assert [str(each) for each in source.methods] == [
        "ZooToadStore>>#keyFor:",
        "ZooToadStore>>#validate:",
    ]


CHUNK = (
    "ZooStore subclass: #ZooHareStore\n\tinstanceVariableNames: ''\n\tclassVariableNames: ''\n"
    "\tpoolDictionaries: ''\n\tcategory: 'Zoo-Chunks'!\n\n"
    "!ZooHareStore methodsFor: 'keys' stamp: 'ab 1/1/2024 09:00'!\n"
    "keyFor: aHare\n\t^ aHare name! !\n"
)


def test_in_a_chunk_file_it_is_appended_in_the_files_manner():
    made = fixture(CHUNK, ZOO, "Chunks.st")
    result = rendered(made, "Chunks.st")
    assert result.old_text == CHUNK
    assert result.edit.span.start == len(CHUNK)
    source = read_source(Path("Chunks.st"), CHUNK + result.edit.new_text)
    assert not source.problems
    assert [each.name for each in source.classes] == ["ZooHareStore", "ZooToadStore"]
    assert source.classes[1].category == "Zoo-Chunks"
    assert source.methods[1].stamp == "kb 1/2/2024 10:00"


@pytest.mark.parametrize(
    ("text", "superclass"),
    [
        (STORE.replace("#name : 'ZooStore'", "#name : 'Zoo$0Store'"), "ZooStore"),
        (STORE.replace("#category : 'Zoo-Stores'", "#category : 'Zoo$0-Stores'"), "ZooStore"),
        (STORE.replace("^ 0", "^ ZooBear$0Store new"), "ZooBearStore"),
        ("$0", "ZooStore"),
    ],
)
def test_the_superclass_is_what_the_cursor_is_on(text: str, superclass: str):
    others = dict(ZOO)
    made = fixture(text, others, "ZooStore.class.st" if "Class" in text else "Empty.st")
    assert superclass_at(made.snapshot, made.offset) == superclass


def test_in_a_method_that_names_no_class_none_is_meant():
    made = fixture(STORE.replace("^ 0", "^ 0$0"), {}, "ZooStore.class.st")
    assert superclass_at(made.snapshot, made.offset) is None


BEAR, TOAD = (
    OwnNames("ZooBearStore", "ZooBear", "Bear"),
    OwnNames("ZooToadStore", "ZooToad", "Toad"),
)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("^ ZooBear", "^ ZooToad"),
        ("bears add: aBear", "toads add: aToad"),
        ("bearsByName := 1", "toadsByName := 1"),
        ("self bearCage", "self toadCage"),
        ("I keep the bears.", "I keep the toads."),
        ("forbear", "forbear"),
    ],
)
def test_own_names_are_exchanged_in_every_form(text: str, new: str):
    assert with_names(without_names(text, BEAR), TOAD) == new


def test_one_voice_is_no_consensus():
    assert consensus([("^ ZooBear", BEAR)], TOAD, 1) is None
