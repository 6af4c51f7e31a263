"""Completion of names where an expression begins: variables from the inside out, then classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from math import log1p

from kibitz.features.code import Code
from kibitz.features.completion_items import CompletionItem, ItemData, ItemKind
from kibitz.features.snapshot import Snapshot
from kibitz.features.variables import (
    LOCAL_KINDS,
    PSEUDO_VARIABLES,
    Variable,
    VariableKind,
    shared_variables,
)
from kibitz.features.vocabulary import Vocabulary, class_names_of
from kibitz.syntax.method import scope_at

_SCORED = 400

_KINDS = {
    VariableKind.INSTANCE: ItemKind.FIELD,
    VariableKind.CLASS_INSTANCE: ItemKind.FIELD,
    VariableKind.CLASS_VARIABLE: ItemKind.CONSTANT,
    VariableKind.POOL: ItemKind.CONSTANT,
    VariableKind.PSEUDO: ItemKind.KEYWORD,
}


def variable_items(code: Code, at: int, typed: str, limit: int) -> list[CompletionItem]:
    """Names that begin with `typed` (or whose humps it names) at a code offset: locals of the
    innermost block first, then the class's variables, pseudo variables, classes."""
    variables = [variable for variable in _visible(code, at) if _matches(variable.name, typed)]
    exact = [each for each in variables if each.name == typed]
    items = [_item(each, typed) for each in dict.fromkeys((*exact, *variables))]
    return items + class_items(code.snapshot, typed, limit - len(items))


def class_items(snapshot: Snapshot, typed: str, limit: int) -> list[CompletionItem]:
    """Classes that begin with `typed`, those that this file and folder use first."""
    if limit <= 0:
        return []
    index = snapshot.index
    path = str(snapshot.path)
    in_file, in_folder = index.mentioned_in_file(path), index.mentioned_in_folder(path)
    vocabulary = class_names_of(index)

    def score(name: str) -> tuple[float, int, str]:
        near = 2 * log1p(in_file.get(name, 0)) + log1p(in_folder.get(name, 0))
        total = near + 0.5 * log1p(index.referring_files(name))
        total += name.startswith(typed) + 100 * (name == typed)
        total += 1.5 * index.has_class(name)  # not only what every Smalltalk has
        return total, -len(name), name

    candidates = vocabulary.most_frequent(typed, _SCORED, index.referring_files)
    near = _near(vocabulary, typed, (*in_file, *in_folder))
    names = nlargest(limit, {*candidates, *near}, key=score)
    if len(names) < limit:
        by_humps = [name for name in vocabulary.humps(typed) if name not in names]
        names += nlargest(limit - len(names), by_humps, key=score)
    return [_class_item(snapshot, name, typed) for name in names]


def _near(vocabulary: Vocabulary, typed: str, names: Iterable[str]) -> Iterator[str]:
    folded = typed.lower()
    return (name for name in names if name in vocabulary.words and name.lower().startswith(folded))


def _visible(code: Code, at: int) -> Iterator[Variable]:
    seen: set[str] = set()
    locals_ = [
        Variable(name, LOCAL_KINDS[local.kind])
        for name in scope_at(code.analysis, at)
        if (local := code.analysis.local_named(name, at)) is not None
    ]
    shared = shared_variables(code.index, code.class_name, code.is_meta)
    pseudo = [Variable(name, VariableKind.PSEUDO) for name in _pseudo(code)]
    for variable in (*locals_, *shared, *pseudo):
        if variable.name not in seen:
            seen.add(variable.name)
            yield variable


def _pseudo(code: Code) -> Sequence[str]:
    """A script has no superclass to begin a lookup in."""
    return [name for name in PSEUDO_VARIABLES if code.method is not None or name != "super"]


def _matches(name: str, typed: str) -> bool:
    return name.lower().startswith(typed.lower()) or _initials_match(name, typed)


def _initials_match(name: str, typed: str) -> bool:
    return len(typed) > 1 and name in Vocabulary((name,)).humps(typed)


def _item(variable: Variable, typed: str) -> CompletionItem:
    owner = f" of {variable.owner}" if variable.owner else ""
    return CompletionItem(
        label=variable.name,
        kind=_KINDS.get(variable.kind, ItemKind.VARIABLE),
        insert_text=variable.name,
        detail=f"{variable.kind.value}{owner}",
        preselect=variable.name == typed,
    )


def _class_item(snapshot: Snapshot, name: str, typed: str) -> CompletionItem:
    entry = snapshot.index.class_definition(name)
    package = (entry.facts.package or entry.facts.category) if entry else None
    return CompletionItem(
        label=name,
        kind=ItemKind.CLASS,
        insert_text=name,
        detail=package or "class",
        preselect=name == typed,
        data=ItemData("class", name),
    )
