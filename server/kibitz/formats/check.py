"""All that is wrong with a Smalltalk file: its container's problems and its methods'.

Syntax only; whether a name or selector exists is for the index to say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kibitz.formats.encoding import decode
from kibitz.formats.model import CodeMap, MethodDefinition, Problem, SourceFile
from kibitz.formats.read import read_source
from kibitz.syntax.tree import MethodTree, parse_expressions, parse_method

_EXPLAINED_BY_SYNTAX = ("tonel-unbalanced", "chunk-no-pattern")


def check_file(path: Path) -> tuple[Problem, ...]:
    """The problems of the file at `path`, by offset in its decoded text. Raises `OSError`
    where it cannot be read."""
    decoded = decode(path.read_bytes())
    if decoded.is_binary:
        return decoded.problems
    return in_file_order((*decoded.problems, *check_source(read_source(path, decoded.text))))


def check_source(source: SourceFile) -> tuple[Problem, ...]:
    """The problems of a file that was read, by offset in its text."""
    return in_file_order(problem for step in check_steps(source) for problem in step)


def check_steps(source: SourceFile) -> Iterator[tuple[Problem, ...]]:
    """The same method by method, in no order, for who must do something else between two of a
    long file. A container's guess at a damaged method gives way where the method's own syntax
    shows the place."""
    explained: list[MethodDefinition] = []
    for method in source.methods:
        found = tuple(_in_file(parse_method(method.code), method.map))
        if found:
            explained.append(method)
        yield found
    for script in source.scripts:
        yield tuple(_in_file(parse_expressions(script.code), script.map))
    yield tuple(
        problem
        for problem in source.problems
        if problem.code not in _EXPLAINED_BY_SYNTAX or not _is_in(explained, problem.span.start)
    )


def _is_in(methods: Sequence[MethodDefinition], offset: int) -> bool:
    at = bisect_right(methods, offset, key=lambda each: each.span.start) - 1
    return at >= 0 and offset in methods[at].span


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.span))


def _in_file(tree: MethodTree, positions: CodeMap) -> Iterator[Problem]:
    for problem in tree.problems:
        yield replace(problem, span=positions.span_to_file(problem.span))
