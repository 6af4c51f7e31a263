"""What a variable name means where it stands, and every variable visible there."""

from __future__ import annotations

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


def variables_of_side(index: IndexView, class_name: str, is_meta: bool) -> list[str]:
    """Instance variables that methods of this side see, own first: those of the class for
    the instance side, the class-instance variables for the class side."""
    if not is_meta:
        return list(index.instance_variables(class_name))
    found: list[str] = []
    for name in (class_name, *index.superclass_chain(class_name)):
        facts = _facts(index, name)
        found += facts.class_instance_variables if facts else ()
    return found


def pools_of(index: IndexView, class_name: str) -> list[str]:
    """The shared pools that the class and its superclasses import."""
    found: dict[str, None] = {}
    for name in (class_name, *index.superclass_chain(class_name)):
        facts = _facts(index, name)
        found.update(dict.fromkeys(facts.pools if facts else ()))
    return list(found)


def shared_variables(index: IndexView, class_name: str | None, is_meta: bool) -> list[Variable]:
    """The variables a class gives its methods: instance, class, then pool variables."""
    if class_name is None:
        return []
    kind = VariableKind.CLASS_INSTANCE if is_meta else VariableKind.INSTANCE
    found = [
        Variable(name, kind, owner_of(index, class_name, name, kind))
        for name in variables_of_side(index, class_name, is_meta)
    ]
    found += [
        Variable(
            name,
            VariableKind.CLASS_VARIABLE,
            owner_of(index, class_name, name, VariableKind.CLASS_VARIABLE),
        )
        for name in index.class_variables(class_name)
    ]
    for pool in pools_of(index, class_name):
        found += [Variable(name, VariableKind.POOL, pool) for name in index.class_variables(pool)]
    return found


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
    return name in GLOBALS or bool(index.class_entries(name))


def owner_of(index: IndexView, class_name: str, name: str, kind: VariableKind) -> str | None:
    """The class nearest to `class_name` that declares the variable itself."""
    for each in (class_name, *index.superclass_chain(class_name)):
        facts = _facts(index, each)
        if facts is not None and name in _declared(facts, kind):
            return each
    return None


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


def _facts(index: IndexView, class_name: str) -> ClassFacts | None:
    entry = index.class_definition(class_name)
    return entry.facts if entry else None


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
