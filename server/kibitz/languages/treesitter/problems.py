"""Where a Python, TypeScript or JavaScript text does not parse."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from kibitz.formats.model import Problem, Span
from kibitz.languages.treesitter.grammars import ParsedText, grammar_name, parse

_SHOWN_CHARACTERS = 30


def problems(text: str, language: str, path: str = "") -> tuple[Problem, ...]:
    """The syntax errors of a text; none for a language without a grammar here."""
    grammar = grammar_name(language, path)
    if grammar is None:
        return ()
    parsed = parse(text, grammar)
    return tuple(Problem(span, message, code) for span, message, code in problem_spans(parsed))


def parses_cleanly(text: str, language: str, path: str = "") -> bool:
    """Whether a text has no syntax error; True for a language without a grammar here."""
    grammar = grammar_name(language, path)
    return grammar is None or not parse(text, grammar).root.has_error


def problem_spans(parsed: ParsedText) -> list[tuple[Span, str, str]]:
    """(span, sentence, code) of each error, in the order of the text."""
    found: list[tuple[Span, str, str]] = []
    for node in _broken(parsed.root):
        span = parsed.span(node)
        if node.is_missing:
            found.append((span, f"Expected {_name(node.type)} here.", "missing"))
        else:
            found.append((span, _unexpected(parsed.text[span.start : span.end]), "syntax"))
    return found


def _broken(root: Node) -> Iterator[Node]:
    """ERROR and MISSING nodes, outermost only, in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            waiting.extend(reversed(node.children))


def _unexpected(text: str) -> str:
    shown = text.strip().split("\n", 1)[0]
    if len(shown) > _SHOWN_CHARACTERS:
        shown = shown[: _SHOWN_CHARACTERS - 1] + "…"
    return f"Cannot make sense of `{shown}`." if shown else "Something is missing here."


def _name(node_type: str) -> str:
    return f"`{node_type}`" if not node_type.isidentifier() else f"a {node_type.replace('_', ' ')}"
