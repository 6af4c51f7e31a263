"""What a new member of a family will hold, decided from what its siblings share.

The rules are those of an expert (FORMATS.md, "Generate Store subclass"): the
methods still abstract and those that at least half of the siblings override, in
the siblings' protocols and order; nothing inherited is declared again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from kibitz.features.subclass.analogy import OwnNames, consensus, own_names
from kibitz.features.subclass.naming import (
    FamilyName,
    family_name,
    kept_class,
    suggested_name,
)
from kibitz.index.facts import ClassFacts
from kibitz.index.view import IndexView, MethodEntry

LEAST_SIBLINGS = 2  # fewer tell nothing about what the family shares

TextOf = Callable[[str], str | None]
Choice = tuple[str, bool]  # selector, class side?


@dataclass(frozen=True, slots=True)
class PlannedMethod:
    """A method the new class gets; how its body comes about is `bodies.py`'s affair."""

    selector: str
    is_meta: bool
    pattern: str  # with the new member's argument names
    protocol: str | None
    is_abstract_above: bool
    inherited: MethodEntry | None  # what it overrides
    examples: tuple[MethodEntry, ...]  # the siblings' own


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the person is asked to confirm: the superclass and a free name."""

    superclass: str
    name: str


@dataclass(frozen=True, slots=True)
class SubclassPlan:
    """The skeleton of the new class."""

    name: str
    superclass: str
    siblings: tuple[str, ...]
    family: FamilyName
    names: OwnNames | None
    instance_variables: tuple[str, ...]
    pools: tuple[str, ...]
    category: str | None
    package: str | None
    tag: str | None
    comment: str
    methods: tuple[PlannedMethod, ...]
    made_together: tuple[str, ...] = ()  # other new classes of the same edit


def siblings_of(index: IndexView, superclass: str) -> tuple[str, ...]:
    """The direct subclasses that have a definition in the workspace."""
    return tuple(each for each in index.subclasses(superclass) if index.class_definition(each))


def propose(index: IndexView, superclass: str) -> Proposal:
    siblings = siblings_of(index, superclass)
    return Proposal(superclass, suggested_name(index, superclass, siblings))


def common_parent(index: IndexView, suffix: str = "Store") -> str | None:
    """The class named `…suffix` with the most subclasses; for a cursor that names no class."""
    parents = [
        (len(index.subclasses(name)), name)
        for name in index.class_names()
        if name.endswith(suffix) and index.class_definition(name)
    ]
    count, name = max(parents, default=(0, None))
    return name if count else None


def plan_subclass(index: IndexView, superclass: str, name: str) -> SubclassPlan:
    """The new class's definition and methods, bodies still open."""
    siblings = siblings_of(index, superclass)
    return _plan(index, superclass, name, siblings, family_name(superclass, siblings))


def plan_test(index: IndexView, plan: SubclassPlan) -> SubclassPlan | None:
    """The test class of a planned class, where at least half of its siblings have one."""
    tests = tuple(f"{each}Test" for each in plan.siblings if index.class_definition(f"{each}Test"))
    if len(tests) < LEAST_SIBLINGS or 2 * len(tests) < len(plan.siblings):
        return None
    superclass = _majority(
        entry.facts.superclass for each in tests if (entry := index.class_definition(each))
    )
    family = FamilyName(plan.family.prefix, plan.family.suffix + "Test")
    if superclass is None or index.class_entries(f"{plan.name}Test"):
        return None
    made = _plan(index, superclass, f"{plan.name}Test", tests, family)
    return replace(made, made_together=(plan.name,))


def _plan(
    index: IndexView, superclass: str, name: str, siblings: tuple[str, ...], family: FamilyName
) -> SubclassPlan:
    names = _names_of_new(index, family, name)
    headers = [entry.facts for each in siblings if (entry := index.class_definition(each))]
    sample = headers or [
        entry.facts for entry in (index.class_definition(superclass),) if entry is not None
    ]
    instance_variables = _shared_names(index, superclass, headers)
    methods = _methods(index, superclass, siblings, family, names)
    return SubclassPlan(
        name=name,
        superclass=superclass,
        siblings=siblings,
        family=family,
        names=names,
        instance_variables=instance_variables,
        pools=_shared(headers, lambda facts: facts.pools),
        category=_majority(facts.category for facts in sample),
        package=_majority(facts.package for facts in sample),
        tag=_majority(facts.tag for facts in sample),
        comment=_comment(family, names, superclass, name, headers),
        methods=tuple(each for each in methods if instance_variables or not _initializes(each)),
    )


def _initializes(method: PlannedMethod) -> bool:
    """Whether the method only sets up variables that a class without any does not have."""
    return method.selector == "initialize" and not method.is_abstract_above


def _names_of_new(index: IndexView, family: FamilyName, name: str) -> OwnNames | None:
    names = own_names(family, name)
    kept = kept_class(index, family, name)
    if names is None or kept is None:
        return names
    return OwnNames(name, kept, kept[len(family.prefix) :])


def _methods(
    index: IndexView,
    superclass: str,
    siblings: Sequence[str],
    family: FamilyName,
    names: OwnNames | None,
) -> tuple[PlannedMethod, ...]:
    examples: dict[Choice, list[MethodEntry]] = {}
    ranks: dict[Choice, list[float]] = {}
    for sibling in siblings:
        for is_meta in (True, False):
            entries = index.methods_of(sibling, is_meta)
            for rank, entry in enumerate(entries):
                choice = entry.facts.selector, is_meta
                examples.setdefault(choice, []).append(entry)
                ranks.setdefault(choice, []).append((rank + 1) / len(entries))
    abstract = dict(_abstract_methods(index, superclass))
    chosen = [
        choice
        for choice in {**abstract, **examples}
        if choice in abstract or _is_shared(choice, examples[choice], siblings)
    ]
    chosen.sort(key=lambda each: (not each[1], mean(ranks.get(each, [1.0])), each[0]))
    return tuple(
        PlannedMethod(
            selector=selector,
            is_meta=is_meta,
            pattern=_pattern(
                abstract.get((selector, is_meta)), found, family, names, len(siblings)
            ),
            protocol=_protocol(found, abstract.get((selector, is_meta))),
            is_abstract_above=(selector, is_meta) in abstract,
            inherited=index.lookup(superclass, is_meta, selector),
            examples=tuple(found),
        )
        for selector, is_meta in chosen
        for found in (examples.get((selector, is_meta), []),)
    )


def _is_shared(choice: Choice, found: Sequence[MethodEntry], siblings: Sequence[str]) -> bool:
    owners = {entry.facts.class_name for entry in found}
    return len(siblings) >= LEAST_SIBLINGS and 2 * len(owners) >= len(siblings)


def _abstract_methods(index: IndexView, superclass: str) -> Iterable[tuple[Choice, MethodEntry]]:
    """Methods that the superclass leaves to its subclasses."""
    for owner in (superclass, *index.superclass_chain(superclass)):
        for is_meta in (False, True):
            for entry in index.methods_of(owner, is_meta):
                selector = entry.facts.selector
                if entry.facts.abstract and selector != "subclassResponsibility":
                    found = index.lookup(superclass, is_meta, selector)
                    if found is not None and found.facts == entry.facts:
                        yield (selector, is_meta), entry


def _pattern(
    inherited: MethodEntry | None,
    found: Sequence[MethodEntry],
    family: FamilyName,
    names: OwnNames | None,
    members: int,
) -> str:
    """The message pattern in the siblings' way of naming arguments."""
    if names is not None:
        texts = [
            (" ".join(entry.facts.pattern.split()), own)
            for entry in found
            if (own := own_names(family, entry.facts.class_name))
        ]
        agreed = consensus(texts, names, min(members, len(texts)))
        if agreed is not None:
            return agreed
    source = inherited or found[0]
    return " ".join(source.facts.pattern.split())


def _protocol(found: Sequence[MethodEntry], inherited: MethodEntry | None) -> str | None:
    own = _majority(entry.facts.protocol for entry in found)
    return own or (inherited.facts.protocol if inherited else None)


def _shared_names(
    index: IndexView, superclass: str, headers: Sequence[ClassFacts]
) -> tuple[str, ...]:
    """Instance variables that at least half of the siblings declare and none inherits."""
    inherited = set(index.instance_variables(superclass))
    shared = _shared(headers, lambda facts: facts.instance_variables)
    return tuple(each for each in shared if each not in inherited)


def _shared(
    headers: Sequence[ClassFacts], names: Callable[[ClassFacts], Sequence[str]]
) -> tuple[str, ...]:
    if len(headers) < LEAST_SIBLINGS:
        return ()
    counts = Counter(name for facts in headers for name in dict.fromkeys(names(facts)))
    return tuple(name for name, count in counts.items() if 2 * count >= len(headers))


def _majority(values: Iterable[str | None]) -> str | None:
    counts = Counter(value for value in values if value)
    return counts.most_common(1)[0][0] if counts else None


def _comment(
    family: FamilyName,
    names: OwnNames | None,
    superclass: str,
    name: str,
    headers: Sequence[ClassFacts],
) -> str:
    """The siblings' comment template, else one plain sentence."""
    texts = [
        (_first_sentence(facts.comment), own)
        for facts in headers
        if facts.comment and (own := own_names(family, facts.name))
    ]
    if names is not None:
        agreed = consensus(texts, names, len(headers))
        if agreed is not None:
            return agreed
        return f"I am the {superclass} for {names.forms()['manywords']}."
    return f"I am {name}, a kind of {superclass}."


def _first_sentence(comment: str) -> str:
    text = " ".join(comment.split())
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]
