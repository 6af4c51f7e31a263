"""What of a generated piece of a Smalltalk method may be shown.

The answer is the longest part that parses in its place, stays in its method,
names only what exists and says nothing twice; an empty one where no part does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from kibitz.inference.checks.verdict import Verdict, shorter, without_echo, without_loops
from kibitz.syntax.method import MethodAnalysis, analyse, first_unbalanced_closer, scope_at
from kibitz.syntax.tree import parse_method
from kibitz.util.spans import Problem, Span

_IDENTIFIER = re.compile(r"\w")
_TOKEN = re.compile(
    r"""(?P<skipped>"[^"]*"|'(?:[^']|'')*'|\$.)"""
    r"""|(?P<closer>[\])}])|(?P<end>[.;])(?=\s|\Z)|(?P<line>\n)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Hole:
    """The code of one method on both sides of the cursor, as a compiler would be given it."""

    before: str
    after: str


class Names(Protocol):
    """What may be named at the hole, beyond the method's own arguments and temporaries."""

    def knows_variable(self, name: str) -> bool: ...

    def understands(self, receiver: str | None, selector: str) -> bool:
        """Whether a send can be right: something implements the selector and, where the
        receiver's text tells its class, that class understands it."""
        ...


def has_ended(hole: Hole, raw: str) -> bool:
    """Whether the text has left its method, so that nothing after it can matter."""
    end = first_unbalanced_closer(hole.before + raw, 0)
    return end is not None and end >= len(hole.before)


def check(hole: Hole, raw: str, names: Names, *, is_complete: bool) -> Verdict:
    """The part of `raw` that may be shown at `hole`.

    `is_complete` says that the model ended the text by itself; otherwise its
    last line is half said and can't be the end.
    """
    reasons: list[str] = []
    text, whole = _within_method(hole, raw, reasons)
    text, whole = _within_line(hole, text, whole or is_complete, reasons)
    for shortened, reason in (without_loops(text), without_echo(text, hole.before, hole.after)):
        if reason:
            reasons.append(reason)
            text, whole = (shortened, True) if len(shortened) < len(text) else (text, whole)
    after_word = bool(_IDENTIFIER.match(hole.after))
    for part in shorter(text, _ends(text, whole)):
        if after_word and _IDENTIFIER.match(part[-1]):
            continue
        fault = _fault(hole, part, names)
        if fault is None:
            return Verdict(part, tuple(reasons))
        if fault not in reasons:
            reasons.append(fault)
    return Verdict("", tuple(reasons))


def _within_method(hole: Hole, text: str, reasons: list[str]) -> tuple[str, bool]:
    """`text` up to the closer that would end the method, and whether there was one."""
    end = first_unbalanced_closer(hole.before + text, 0)
    if end is None:
        return text, False
    reasons.append("ends with its method")
    return text[: max(0, end - len(hole.before))].rstrip(), True


def _within_line(hole: Hole, text: str, whole: bool, reasons: list[str]) -> tuple[str, bool]:
    """In the middle of a line only its first line is right."""
    newline = text.find("\n")
    if newline < 0 or not hole.after.split("\n", 1)[0].strip():
        return text, whole
    reasons.append("stays in its line")
    return text[:newline], True


def _ends(text: str, whole: bool) -> Iterator[int]:
    """Where `text` may be cut: its own end if it is complete, line and statement ends,
    and on both sides of closing brackets."""
    if whole:
        yield len(text)
    for token in _TOKEN.finditer(text):
        if token["line"] is not None or token["end"] is not None:
            yield token.start()
        elif token["closer"] is not None:
            yield token.start()
            yield token.end()


def _fault(hole: Hole, part: str, names: Names) -> str | None:
    """Why `part` may not stand at the hole; None if it may."""
    tree = parse_method(hole.before + part + hole.after)
    added = Span(len(hole.before), len(hole.before) + len(part))
    for problem in tree.problems:
        if problem.span.start < added.end or not _stands_anyway(hole, added, problem):
            return f"does not parse: {problem.message}"
    analysis = analyse(tree)
    return _unknown_variable(analysis, added, names) or _unknown_selector(analysis, added, names)


def _stands_anyway(hole: Hole, added: Span, problem: Problem) -> bool:
    """Whether a problem behind the hole is there without the generated text too."""
    shift = added.end - added.start
    return any(
        known.code == problem.code and known.span.start == problem.span.start - shift
        for known in parse_method(hole.before + hole.after).problems
    )


def _unknown_variable(analysis: MethodAnalysis, added: Span, names: Names) -> str | None:
    for use in analysis.variables:
        if not _overlap(use.span, added) or use.kind == "declare" or use.is_local:
            continue
        if use.name in scope_at(analysis, use.span.start) or names.knows_variable(use.name):
            continue
        return f"names the unknown variable `{use.name}`"
    return None


def _unknown_selector(analysis: MethodAnalysis, added: Span, names: Names) -> str | None:
    for send in analysis.sends:
        if not any(_overlap(part, added) for part in send.parts):
            continue
        if not names.understands(send.receiver_text, send.selector):
            return f"sends the unknown message `{send.selector}`"
    return None


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
