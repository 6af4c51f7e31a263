"""What holds for every file: what is written reads the same, and reading never fails."""

from __future__ import annotations

import re
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.formats.model import Format, SourceFile
from kibitz.formats.read import read_source
from kibitz.formats.write import (
    NewClass,
    NewMethod,
    Style,
    apply_edits,
    insert_method,
    new_class_text,
    remove_method,
    replace_method,
    set_protocol,
)
from tests.formats.generated import class_names, classes, method_lists, methods, noise

TONEL = [Style(version="1.0", symbols=True), Style(version="3.0"), Style(line_end="\r\n")]
CHUNK = [
    Style(format=Format.CHUNK),
    Style(format=Format.CHUNK, section_each=True, announced=True, line_end="\r"),
    Style(format=Format.CHUNK, line_end="\r\n"),
]
styles = pytest.mark.parametrize("style", [*TONEL, *CHUNK])

some = settings(max_examples=25, deadline=None)


def read(text: str, style: Style) -> SourceFile:
    if style.format is Format.TONEL:
        return read_source(PurePath("Foo.class.st"), text)
    return read_source(PurePath("Foo.st"), f"'From Squeak'!{style.line_end}{text}")


def spaced(code: str) -> str:
    """`code` without what a container may do to white space."""
    return re.sub(r"\s+", " ", code).strip()


def essence(source: SourceFile) -> list[tuple[object, ...]]:
    return sorted(
        (each.class_name, each.is_meta, each.selector, each.protocol or "", spaced(each.code))
        for each in source.methods
    )


@styles
@some
@given(classes(), method_lists)
def test_what_is_written_reads_the_same(
    style: Style, definition: NewClass, written: list[NewMethod]
):
    source = read(new_class_text(definition, written, style), style)
    assert source.problems == ()
    (found,) = source.classes
    assert found.name == definition.name
    assert found.superclass == definition.superclass
    assert found.instance_variables == tuple(definition.instance_variables)
    assert found.class_variables == tuple(definition.class_variables)
    assert found.class_instance_variables == tuple(definition.class_instance_variables)
    assert found.pools == tuple(definition.pools)
    assert found.category == definition.category
    assert spaced(found.comment or "") == spaced(definition.comment or "")
    assert sorted((m.is_meta, m.protocol, spaced(m.code)) for m in source.methods) == sorted(
        (m.is_meta, m.protocol, spaced(m.code)) for m in written
    )


@styles
@some
@given(classes(), method_lists, methods(), st.data())
def test_an_inserted_method_is_found_and_its_removal_undoes_it(
    style: Style,
    definition: NewClass,
    written: list[NewMethod],
    new: NewMethod,
    data: st.DataObject,
):
    source = read(new_class_text(definition, written, style), style)
    name = definition.name
    after = data.draw(st.none() | st.sampled_from(source.methods)) if source.methods else None
    edits = insert_method(source, name, new.is_meta, new.code, new.protocol, after, new.stamp)
    longer = read_again(source, apply_edits(source.text, edits))
    assert longer.problems == ()
    assert len(longer.methods) == len(source.methods) + 1
    place = edits[0].span.start
    added = next(each for each in longer.methods if each.code_span.end >= place)
    assert (added.is_meta, added.protocol, spaced(added.code)) == (
        new.is_meta,
        new.protocol,
        spaced(new.code),
    )
    assert apply_edits(longer.text, remove_method(longer, added)) == source.text


@styles
@some
@given(classes(), st.lists(methods(), min_size=1, max_size=4), methods(), st.data())
def test_a_replaced_method_leaves_the_others(
    style: Style,
    definition: NewClass,
    written: list[NewMethod],
    new: NewMethod,
    data: st.DataObject,
):
    source = read(new_class_text(definition, written, style), style)
    at = data.draw(st.integers(0, len(source.methods) - 1))
    changed = read_again(
        source, apply_edits(source.text, replace_method(source, source.methods[at], new.code))
    )
    assert changed.problems == ()
    expected = [(m.is_meta, m.protocol, spaced(m.code)) for m in source.methods]
    expected[at] = (*expected[at][:2], spaced(new.code))
    assert [(m.is_meta, m.protocol, spaced(m.code)) for m in changed.methods] == expected


@styles
@some
@given(classes(), st.lists(methods(), min_size=1, max_size=4), st.data())
def test_the_same_code_and_protocol_change_nothing(
    style: Style, definition: NewClass, written: list[NewMethod], data: st.DataObject
):
    source = read(new_class_text(definition, written, style), style)
    method = data.draw(st.sampled_from(source.methods))
    assert replace_method(source, method, method.code) == ()
    assert method.protocol is not None
    assert set_protocol(source, method, method.protocol) == ()


@styles
@some
@given(classes(), st.lists(methods(), min_size=1, max_size=4), st.data())
def test_another_protocol_is_all_that_changes(
    style: Style, definition: NewClass, written: list[NewMethod], data: st.DataObject
):
    source = read(new_class_text(definition, written, style), style)
    method = data.draw(st.sampled_from(source.methods))
    changed = read_again(
        source, apply_edits(source.text, set_protocol(source, method, "brand new"))
    )
    assert changed.problems == ()
    before, after = essence(source), essence(changed)
    assert [each[:3] for each in before] == sorted(each[:3] for each in after)
    assert sum(each[3] == "brand new" for each in after) == 1


@settings(deadline=None)
@given(st.text(), st.sampled_from(["Foo.class.st", "foo.st", "package.st", "Foo.cls", ""]))
def test_any_text_is_read(text: str, name: str):
    check_places(read_source(PurePath(name), text))


@styles
@some
@given(classes(), method_lists, st.data())
def test_any_damage_is_read(
    style: Style, definition: NewClass, written: list[NewMethod], data: st.DataObject
):
    text = read(new_class_text(definition, written, style), style).text
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + data.draw(noise) + text[end:]
    name = "Foo.class.st" if style.format is Format.TONEL else "Foo.st"
    check_places(read_source(PurePath(name), text))


@settings(deadline=None)
@given(class_names, noise)
def test_noise_between_tonel_methods_costs_none_of_them(name: str, text: str):
    header = f"Class {{ #name : '{name}' }}\n\n"
    first, last = f"{name} >> first [\n\t^ 1\n]\n\n", f"\n\n{name} >> last [\n\t^ 2\n]\n"
    source = read_source(PurePath("x.class.st"), header + first + text + last)
    assert {"first", "last"} <= {each.selector for each in source.methods}


def read_again(source: SourceFile, text: str) -> SourceFile:
    return read_source(
        PurePath("Foo.class.st" if source.format is Format.TONEL else "Foo.st"), text
    )


def check_places(source: SourceFile) -> None:
    """Every place lies in the text, methods in order and apart, and code maps to the file."""
    end = 0
    text = source.text
    for method in source.methods:
        assert end <= method.span.start <= method.code_span.start
        assert method.code_span.end <= method.span.end <= len(text)
        assert method.code_span.start <= method.pattern_span.start
        assert method.pattern_span.end <= method.code_span.end
        for offset, character in enumerate(method.code):
            assert character in (text[method.map.to_file(offset)], " ")
        end = method.span.end
    for script in source.scripts:
        for offset, character in enumerate(script.code):
            assert text[script.map.to_file(offset)] == character
    for problem in source.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    for definition in source.classes:
        assert 0 <= definition.span.start <= definition.name_span.start
        assert definition.name_span.end <= len(text)
