"""Diagnostics: what the container reader and the method parser could not understand.

Smalltalk alone; other languages have servers that judge them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kibitz.features.snapshot import Snapshot
from kibitz.formats.model import CodeMap, Problem
from kibitz.syntax.tree import MethodTree, parse_expressions, parse_method


def diagnostics(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Problems by file offsets, in file order; none where the user has turned them off."""
    return in_file_order(problem for step in diagnostic_steps(snapshot) for problem in step)


def diagnostic_steps(snapshot: Snapshot) -> Iterator[tuple[Problem, ...]]:
    """The same method by method, for who must do something else between two of a long file."""
    source = snapshot.source
    if source is None or not snapshot.settings.diagnostics.enabled:
        return
    yield source.problems
    for method in source.methods:
        yield tuple(_mapped(parse_method(method.code), method.map))
    for script in source.scripts:
        yield tuple(_mapped(parse_expressions(script.code), script.map))


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.span))


def _mapped(tree: MethodTree, code_map: CodeMap) -> Iterator[Problem]:
    for problem in tree.problems:
        yield replace(problem, span=code_map.span_to_file(problem.span))
