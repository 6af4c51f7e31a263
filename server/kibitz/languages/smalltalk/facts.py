"""Facts of a Smalltalk file: its container is read, then each method is parsed by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePath

from kibitz.formats.model import ClassDefinition, CodeMap, MethodDefinition, SourceFile
from kibitz.formats.read import read_source
from kibitz.index.facts import ClassFacts, FileFacts, MethodFacts
from kibitz.syntax.facts import CodeFacts, extract_expression_facts, extract_facts

_TRAIT_NAME = re.compile(r"\b[A-Z]\w*\b")
_NOT_TRAITS = re.compile(r"\{[^}]*\}|#\([^)]*\)|#\w+|@[^)+]*|-[^)+]*")  # aliases, exclusions

# While a file is edited all its methods but one stay as they are.
_method_facts = lru_cache(maxsize=2048)(extract_facts)

Pairs = tuple[tuple[str, int], ...]


def smalltalk_facts(path: str, text: str) -> FileFacts:
    """The classes, methods, sends and variables of a file in any Smalltalk format."""
    source = read_source(PurePath(path), text)
    problems = len(source.problems)
    methods: list[MethodFacts] = []
    for definition in source.methods:
        facts = _method_facts(definition.code)
        problems += facts.has_errors
        methods.append(_method(source, definition, facts))
    loose = [(extract_expression_facts(script.code), script.map) for script in source.scripts]
    return FileFacts(
        path=path,
        language="smalltalk",
        format=source.format.value,
        dialect=source.dialect.value,
        classes=tuple(_class(each) for each in source.classes),
        methods=tuple(methods),
        problem_count=problems + sum(facts.has_errors for facts, _ in loose),
        loose_sends=_joined(_placed(facts.sends, map) for facts, map in loose),
        loose_variables=_joined(_placed(facts.free_variables, map) for facts, map in loose),
        loose_symbols=_joined(_placed(facts.symbols, map) for facts, map in loose),
    )


def _method(source: SourceFile, definition: MethodDefinition, facts: CodeFacts) -> MethodFacts:
    pattern = definition.pattern_span
    return MethodFacts(
        class_name=definition.class_name,
        is_meta=definition.is_meta,
        selector=definition.selector,
        protocol=definition.protocol,
        start=definition.span.start,
        end=definition.span.end,
        pattern_start=pattern.start,
        pattern=source.text[pattern.start : pattern.end],
        sends=_placed(facts.sends, definition.map),
        variables=_placed(facts.free_variables, definition.map),
        symbols=_placed(facts.symbols, definition.map),
        abstract=facts.abstract,
    )


def _class(definition: ClassDefinition) -> ClassFacts:
    places = {name: span.start for name, span in definition.variable_spans}
    variables = (
        *definition.instance_variables,
        *definition.class_variables,
        *definition.class_instance_variables,
    )
    return ClassFacts(
        name=definition.name,
        kind=definition.kind.value,
        superclass=definition.superclass,
        instance_variables=definition.instance_variables,
        class_variables=definition.class_variables,
        class_instance_variables=definition.class_instance_variables,
        pools=definition.pools,
        traits=trait_names(definition.traits),
        category=definition.category,
        package=definition.package,
        tag=definition.tag,
        comment=definition.comment,
        start=definition.span.start,
        end=definition.span.end,
        name_start=definition.name_span.start,
        variable_starts=tuple(places.get(name, -1) for name in variables),
    )


def trait_names(composition: str | None) -> tuple[str, ...]:
    """`TFoo + (TBar - {#x} @ {#a -> #b})` -> ("TFoo", "TBar")."""
    if not composition:
        return ()
    found = _TRAIT_NAME.findall(_NOT_TRAITS.sub(" ", composition))
    return tuple(dict.fromkeys(found))


def _placed(pairs: Pairs, map: CodeMap) -> Pairs:
    """Names with their offsets in the file instead of the code."""
    if len(map.segments) == 1:
        code, file = map.segments[0]
        by = file - code
        return tuple((name, offset + by) for name, offset in pairs)
    return tuple((name, map.to_file(offset)) for name, offset in pairs)


def _joined(parts: Iterable[Pairs]) -> Pairs:
    return tuple(pair for part in parts for pair in part)
