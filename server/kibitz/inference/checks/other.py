"""What of a generated piece of a Python, TypeScript or JavaScript file may be shown.

As for Smalltalk: the longest part that parses in its place, stays in its block,
says nothing twice and names only what is in scope. Attributes and properties
are not checked; the user's own server knows those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from kibitz.formats.model import Span
from kibitz.inference.checks.verdict import Verdict, shorter, without_echo, without_loops
from kibitz.languages.treesitter.grammars import ParsedText, grammar_name, parse
from kibitz.languages.treesitter.problems import problem_spans
from kibitz.languages.treesitter.scope import names_in_scope

_WORD = re.compile(r"\w")
_INDENT = re.compile(r"[ \t]*")
_CUTS = re.compile(r"\n|;|[)\]}]")
_CLOSERS_ONLY = re.compile(r"[\s)\]};,]*\Z")
_MEMBER_PARENTS = frozenset(("attribute", "keyword_argument", "dotted_name", "labeled_statement"))


@dataclass(frozen=True, slots=True)
class TextHole:
    """The whole text on both sides of the cursor, and what it is written in."""

    before: str
    after: str
    language: str
    path: str


def has_ended(hole: TextHole, raw: str) -> bool:
    """Whether the text has left the block it began in, so that nothing after it can matter."""
    return len(_within_block(hole, raw)) < len(raw.rstrip())


def check(hole: TextHole, raw: str, *, is_complete: bool) -> Verdict:
    """The part of `raw` that may be shown at `hole`; see `checks.smalltalk.check`."""
    reasons: list[str] = []
    text, whole = _within_block(hole, raw), is_complete
    if len(text) < len(raw.rstrip()):
        reasons.append("ends with its block")
        whole = True
    newline = text.find("\n")
    if newline >= 0 and hole.after.split("\n", 1)[0].strip():
        reasons.append("stays in its line")
        text, whole = text[:newline], True
    for shortened, reason in (without_loops(text), without_echo(text, hole.before, hole.after)):
        if reason:
            reasons.append(reason)
            text, whole = (shortened, True) if len(shortened) < len(text) else (text, whole)
    after_word = bool(_WORD.match(hole.after))
    for part in shorter(text, _ends(text, whole)):
        if after_word and _WORD.match(part[-1]):
            continue
        fault = _fault(hole, part)
        if fault is None:
            return Verdict(part, tuple(reasons))
        if fault not in reasons:
            reasons.append(fault)
    return Verdict("", tuple(reasons))


def _within_block(hole: TextHole, text: str) -> str:
    """`text` up to its first line that is indented less than the cursor's line; closing
    brackets alone on that line still belong to it."""
    own_line = hole.before[hole.before.rfind("\n") + 1 :]
    own = _indent(own_line)
    lines = text.split("\n")
    for at, line in enumerate(lines[1:], start=1):
        if line.strip() and _indent(line) < own:
            end = at + 1 if _CLOSERS_ONLY.match(line) else at
            return "\n".join(lines[:end]).rstrip()
    return text.rstrip()


def _indent(line: str) -> int:
    """Columns of leading white space; a tab counts as eight."""
    found = _INDENT.match(line)
    return len(found[0].expandtabs(8)) if found else 0


def _ends(text: str, whole: bool) -> Iterator[int]:
    if whole:
        yield len(text)
    for cut in _CUTS.finditer(text):
        yield cut.start()
        yield cut.end()


def _fault(hole: TextHole, part: str) -> str | None:
    grammar = grammar_name(hole.language, hole.path)
    if grammar is None:
        return f"there is no grammar for {hole.language}"
    parsed = parse(hole.before + part + hole.after, grammar)
    added = Span(len(hole.before), len(hole.before) + len(part))
    own_line = hole.before.rfind("\n") + 1
    without = parse(hole.before + hole.after, grammar)
    anyway = {(span.start, code) for span, _, code in problem_spans(without)}
    for span, message, code in problem_spans(parsed):
        known_at = span.start - len(part) if span.start >= added.end else span.start
        if (known_at, code) not in anyway or own_line <= span.start <= added.end:
            return f"does not parse: {message}"
    return _unknown_name(hole, parsed, added)


def _unknown_name(hole: TextHole, parsed: ParsedText, added: Span) -> str | None:
    for node in _identifiers(parsed, added):
        name = parsed.text_of(node)
        at = parsed.offset(node.start_byte)
        if name not in names_in_scope(parsed.text, hole.language, at, hole.path):
            return f"names the unknown `{name}`"
    return None


def _identifiers(parsed: ParsedText, added: Span) -> Iterator[Node]:
    """The identifiers in `added` that stand for a variable, function, class or type."""
    waiting = [parsed.root]
    while waiting:
        node = waiting.pop()
        span = parsed.span(node)
        if span.end <= added.start or span.start >= added.end:
            continue
        if node.type in ("identifier", "type_identifier") and not _is_member(node):
            yield node
        waiting.extend(node.children)


def _is_member(node: Node) -> bool:
    """Whether the identifier is a part of something else: `x.name`, `f(name=1)`."""
    parent = node.parent
    if parent is None or parent.type not in _MEMBER_PARENTS:
        return False
    field = parent.child_by_field_name("object") or parent.child_by_field_name("value")
    return field is None or field.id != node.id
