"""All that is wrong with a Smalltalk file: its container's problems and its methods'.

Syntax only; whether a name or selector exists is for the index to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kibitz.formats.encoding import decode
from kibitz.formats.model import CodeMap, Problem, SourceFile
from kibitz.formats.read import read_source
from kibitz.syntax.tree import MethodTree, parse_expressions, parse_method

_EXPLAINED_BY_SYNTAX = ("tonel-unbalanced", "chunk-no-pattern")


def check_file(path: Path) -> tuple[Problem, ...]:
    """The problems of the file at `path`, by offset in its decoded text. Raises `OSError`
    where it cannot be read."""
    decoded = decode(path.read_bytes())
    if decoded.is_binary:
        return decoded.problems
    problems = (*decoded.problems, *check_source(read_source(path, decoded.text)))
    return tuple(sorted(problems, key=lambda each: each.span))


def check_source(source: SourceFile) -> tuple[Problem, ...]:
    """The problems of a file that was read, by offset in its text. A container's guess at a
    damaged method gives way where the method's own syntax shows the place."""
    problems: list[Problem] = []
    explained: list[tuple[int, int]] = []
    for method in source.methods:
        found = list(_in_file(parse_method(method.code), method.map))
        if found:
            explained.append((method.span.start, method.span.end))
        problems.extend(found)
    for script in source.scripts:
        problems.extend(_in_file(parse_expressions(script.code), script.map))
    for problem in source.problems:
        at = problem.span.start
        if problem.code not in _EXPLAINED_BY_SYNTAX or not any(
            start <= at < end for start, end in explained
        ):
            problems.append(problem)
    return tuple(sorted(problems, key=lambda each: each.span))


def _in_file(tree: MethodTree, positions: CodeMap) -> Iterator[Problem]:
    for problem in tree.problems:
        yield replace(problem, span=positions.span_to_file(problem.span))
