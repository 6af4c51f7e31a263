"""Counts by file and folder, and that they stay equal while files change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.index.workspace import WorkspaceIndex
from kibitz.languages.facts import facts_of


def source(class_name: str, *bodies: str) -> str:
    methods = "".join(
        f"\n{{ #category : 'x' }}\n{class_name} >> m{number} [\n\n\t{body}\n]\n"
        for number, body in enumerate(bodies)
    )
    return f"Class {{\n\t#name : '{class_name}',\n\t#superclass : 'Object'\n}}\n{methods}"


def indexed(**files: str) -> WorkspaceIndex:
    """Files by `folder_name`; a class in each."""
    index = WorkspaceIndex()
    for key, text in files.items():
        update(index, key, text)
    return index


def path(key: str) -> str:
    folder, _, name = key.partition("_")
    return f"/w/{folder}/{name}.class.st"


def update(index: WorkspaceIndex, key: str, text: str) -> None:
    facts = facts_of(path(key), text)
    assert facts is not None
    index.update(facts)


def test_what_a_file_sends():
    index = indexed(p_A=source("A", "x foo; foo; bar"), p_B=source("B", "x foo"))
    assert dict(index.sent_in_file(path("p_A"))) == {"foo": 2, "bar": 1}
    assert index.sent_in_file("/w/none.st") == {}


def test_what_a_folder_sends():
    index = indexed(p_A=source("A", "x foo"), p_B=source("B", "x foo"), q_C=source("C", "x bar"))
    assert dict(index.sent_in_folder(path("p_A"))) == {"foo": 2}


def test_what_a_folder_mentions():
    index = indexed(p_A=source("A", "B new"), p_B=source("B", "B new. C new"))
    assert dict(index.mentioned_in_folder(path("p_A"))) == {"B": 2, "C": 1}


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["p_A", "p_B", "q_C"]),
        st.lists(st.sampled_from(["x foo", "x bar; foo", "B new", "A bar"]), max_size=3)
        | st.none(),
    ),
    max_size=8,
)


@given(EDITS)
def test_counts_are_those_of_an_index_made_anew(edits: list[tuple[str, list[str] | None]]):
    index = indexed(p_A=source("A", "x foo"))
    index.sent_in_folder(path("p_A"))
    texts = {"p_A": source("A", "x foo")}
    for key, bodies in edits:
        if bodies is None:
            index.remove(path(key))
            texts.pop(key, None)
        else:
            texts[key] = source(key[-1], *bodies)
            update(index, key, texts[key])
    fresh = indexed(**texts)
    for key in ("p_A", "q_C"):
        assert dict(index.sent_in_folder(path(key))) == dict(fresh.sent_in_folder(path(key)))
        mentioned = dict(index.mentioned_in_folder(path(key)))
        assert mentioned == dict(fresh.mentioned_in_folder(path(key)))
    for selector in ("m0", "m1", "m2"):
        assert index.implementor_count(selector) == fresh.implementor_count(selector)
        assert index.implementor_count(selector) == len(index.implementors(selector))
        classes = [
            (each.facts.class_name, each.facts.is_meta) for each in index.implementors(selector)
        ]
        assert index.implementing_classes(selector) == classes
    for name in ("A", "B"):
        assert index.reference_count(name) == len(index.variable_references(name))
        assert index.own_selectors(name, False) == [
            each.facts.selector for each in index.methods_of(name, False)
        ]


def test_what_follows_a_message():
    index = indexed(p_A=source("A", "x foo bar", "x foo bar. y baz"), p_B=source("B", "x foo"))
    assert dict(index.sent_after("foo", 10)) == {"bar": 2}
    assert dict(index.sent_after("foo", 1)) == {"bar": 1}
    assert dict(index.sent_after("nothing", 10)) == {}


def test_the_first_implementor():
    index = indexed(p_A=source("A", "x foo"))
    first = index.first_implementor("m0")
    assert first is not None and first.facts.class_name == "A"
    assert index.first_implementor("m9") is None


def test_changes_grow_with_names_alone():
    index = indexed(p_A=source("A", "x foo"))
    before = index.selector_changes, index.class_changes
    update(index, "p_A", source("A", "x bar"))
    assert (index.selector_changes, index.class_changes) == before
    update(index, "p_A", source("A", "x bar", "y"))
    assert index.selector_changes > before[0]
    assert index.class_changes == before[1]
