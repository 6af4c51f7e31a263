"""Facts and small workspaces for the tests of the index."""

from __future__ import annotations

from collections.abc import Iterable

from kibitz.index.facts import ClassFacts, FileFacts, MethodFacts, SymbolFacts
from kibitz.index.workspace import WorkspaceIndex


def a_class(
    name: str,
    superclass: str | None = "Object",
    *,
    kind: str = "class",
    variables: str = "",
    class_variables: str = "",
    traits: str = "",
) -> ClassFacts:
    return ClassFacts(
        name=name,
        kind=kind,
        superclass=superclass if kind == "class" else None,
        instance_variables=tuple(variables.split()),
        class_variables=tuple(class_variables.split()),
        class_instance_variables=(),
        pools=(),
        traits=tuple(traits.split()),
        category=None,
        package=None,
        tag=None,
        comment=None,
        start=0,
        end=10,
        name_start=0,
        variable_starts=(),
    )


def a_method(
    owner: str,
    selector: str,
    *,
    start: int = 0,
    protocol: str | None = None,
    sends: str = "",
    variables: str = "",
    symbols: str = "",
) -> MethodFacts:
    """`owner` is `Foo` or `Foo class`; names mentioned stand at start + 1, + 2, …"""
    class_name, _, side = owner.partition(" ")
    names = iter(range(start + 1, start + 1000))

    def placed(text: str) -> tuple[tuple[str, int], ...]:
        return tuple((name, next(names)) for name in text.split())

    return MethodFacts(
        class_name=class_name,
        is_meta=side == "class",
        selector=selector,
        protocol=protocol,
        start=start,
        end=start + 50,
        pattern_start=start,
        pattern=selector,
        sends=placed(sends),
        variables=placed(variables),
        symbols=placed(symbols),
        abstract=False,
    )


def a_file(
    path: str,
    *parts: ClassFacts | MethodFacts,
    symbols: Iterable[SymbolFacts] = (),
    language: str = "smalltalk",
    identifiers: str = "",
    loose_sends: tuple[tuple[str, int], ...] = (),
) -> FileFacts:
    return FileFacts(
        path=path,
        language=language,
        classes=tuple(part for part in parts if isinstance(part, ClassFacts)),
        methods=tuple(part for part in parts if isinstance(part, MethodFacts)),
        symbols=tuple(symbols),
        identifiers=tuple(identifiers.split()),
        loose_sends=loose_sends,
    )


def an_index(*files: FileFacts) -> WorkspaceIndex:
    index = WorkspaceIndex()
    for file in files:
        index.update(file)
    return index


def names(entries: Iterable[object]) -> list[str]:
    """Entries as `Foo`, `Foo>>bar`, `Foo class>>bar`, or a symbol's name."""
    return [_name(entry.facts) for entry in entries]  # type: ignore[attr-defined]


def _name(facts: object) -> str:
    if isinstance(facts, MethodFacts):
        return f"{facts.class_name}{' class' if facts.is_meta else ''}>>{facts.selector}"
    assert isinstance(facts, ClassFacts | SymbolFacts)
    return facts.name
