"""What a variable name means where it stands, and every variable visible there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kibitz.features.snapshot import Location
from kibitz.index.facts import ClassFacts
from kibitz.index.view import IndexView
from kibitz.languages.smalltalk.base import GLOBALS

PSEUDO_VARIABLES = ("self", "super", "true", "false", "nil", "thisContext")


class VariableKind(StrEnum):
    LOCAL = "temporary"
    ARGUMENT = "argument"
    PARAMETER = "block argument"
    INSTANCE = "instance variable"
    CLASS_INSTANCE = "class-side instance variable"
    CLASS_VARIABLE = "class variable"
    POOL = "pool variable"
    CLASS = "class"
    PSEUDO = "pseudo variable"
    UNKNOWN = "undeclared"


LOCAL_KINDS = {  # by `syntax.analysis.Local.kind`
    "argument": VariableKind.ARGUMENT,
    "temporary": VariableKind.LOCAL,
    "parameter": VariableKind.PARAMETER,
}


@dataclass(frozen=True, slots=True)
class Variable:
    """A name and what it is; `owner` is the class or pool that declares it."""

    name: str
    kind: VariableKind
    owner: str | None = None


def shared_variables(index: IndexView, class_name: str | None, is_meta: bool) -> list[Variable]:
    """The variables a class gives its methods: instance variables (on the class side,
    class-instance variables), class variables, pool variables; own before inherited."""
    if class_name is None:
        return []
    kind = VariableKind.CLASS_INSTANCE if is_meta else VariableKind.INSTANCE
    classes = _with_traits(index, (class_name, *index.superclass_chain(class_name)))
    found = [Variable(name, kind, each.name) for each in classes for name in _declared(each, kind)]
    found += [
        Variable(name, VariableKind.CLASS_VARIABLE, each.name)
        for each in classes
        for name in each.class_variables
    ]
    for pool in dict.fromkeys(pool for each in classes for pool in each.pools):
        for each in _with_traits(index, (pool, *index.superclass_chain(pool))):
            found += [Variable(name, VariableKind.POOL, each.name) for name in each.class_variables]
    return found


def pools_of(index: IndexView, class_name: str) -> list[str]:
    """The shared pools that the class and its superclasses import."""
    classes = _with_traits(index, (class_name, *index.superclass_chain(class_name)))
    return list(dict.fromkeys(pool for each in classes for pool in each.pools))


def _with_traits(index: IndexView, names: Iterable[str]) -> list[ClassFacts]:
    """The definitions of the classes, each followed by those of the traits it uses."""
    found: dict[str, ClassFacts] = {}
    waiting = [*reversed([*names])]
    while waiting:
        name = waiting.pop()
        entry = None if name in found else index.class_definition(name)
        if entry is not None:
            found[name] = entry.facts
            waiting += reversed(entry.facts.traits)
    return list(found.values())


def resolve_variable(
    index: IndexView, class_name: str | None, is_meta: bool, name: str
) -> Variable:
    """What `name` means in a method of the class when no local has that name."""
    if name in PSEUDO_VARIABLES:
        return Variable(name, VariableKind.PSEUDO)
    for variable in shared_variables(index, class_name, is_meta):
        if variable.name == name:
            return variable
    if is_class(index, name):
        return Variable(name, VariableKind.CLASS)
    return Variable(name, VariableKind.UNKNOWN)


def is_class(index: IndexView, name: str) -> bool:
    """Whether the workspace or every Smalltalk has a class (or global object) of this name."""
    return name in GLOBALS or index.has_class(name)


def declaration_of(index: IndexView, variable: Variable) -> Location | None:
    """Where a class's definition names the variable; None for locals and unknown names."""
    entry = index.class_definition(variable.owner) if variable.owner else None
    if entry is None:
        return None
    facts = entry.facts
    kind = VariableKind.CLASS_VARIABLE if variable.kind is VariableKind.POOL else variable.kind
    names = _declared(facts, kind)
    if variable.name not in names:
        return None
    at = names.index(variable.name) + _first_of(facts, kind)
    start = facts.variable_starts[at] if at < len(facts.variable_starts) else -1
    if start < 0:
        return Location(entry.path, facts.name_start, facts.name_start + len(facts.name))
    return Location(entry.path, start, start + len(variable.name))


def _declared(facts: ClassFacts, kind: VariableKind) -> tuple[str, ...]:
    if kind is VariableKind.INSTANCE:
        return facts.instance_variables
    if kind is VariableKind.CLASS_INSTANCE:
        return facts.class_instance_variables
    return facts.class_variables


def _first_of(facts: ClassFacts, kind: VariableKind) -> int:
    """Where the kind begins in `variable_starts`: instance, class, class-instance."""
    if kind is VariableKind.INSTANCE:
        return 0
    if kind is VariableKind.CLASS_INSTANCE:
        return len(facts.instance_variables) + len(facts.class_variables)
    return len(facts.instance_variables)
