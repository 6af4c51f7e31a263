"""What the index keeps of a method's code, extracted fast.

A workspace has a hundred thousand methods: here a query picks the telling nodes
out of the tree and nothing else is looked at. For one method that is being
edited, `analysis.py` says much more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from tree_sitter import Node, Query, QueryCursor

from kibitz.syntax.lexer import IDENTIFIER
from kibitz.syntax.tree import EXPRESSIONS_MARKER, LANGUAGE, encode, parse_bytes

_QUERY = """
(unary_message selector: (unary_selector) @word)
(cascaded_message selector: (unary_selector) @word)
(binary_message selector: (binary_operator) @word)
(cascaded_message selector: (binary_operator) @word)
(keyword_message) @keywords
(cascaded_message selector: (keyword)) @keywords
(variable) @variable
(scoped_identifier) @variable
(binding name: (identifier) @variable)
(keyword_pattern argument: (identifier) @declared)
(binary_pattern argument: (identifier) @declared)
(temporaries name: (identifier) @declared)
(block_parameters name: (identifier) @declared)
(block_parameters temporary: (identifier) @declared)
[(symbol) (bare_symbol)] @symbol
[(missing_operand) (missing_message) (missing_name) (missing_period)] @wrong
[(missing_closer) (stray_closer) (half_assignment)] @wrong
(assignment target: [(unary_message) (binary_message) (keyword_message)]) @wrong
[(unclosed_string) (unclosed_symbol) (unclosed_comment)] @wrong
"""
_SELECTOR_LIKE = re.compile(rf"#*'?((?:{IDENTIFIER}:)+|{IDENTIFIER}|[!%&*+,/<=>?@\\~|-]+)'?")

Pairs = tuple[tuple[str, int], ...]


class CodeFacts(NamedTuple):
    """Names with code-point offsets into the code, each sequence in the order of the code."""

    sends: Pairs  # selector, offset of its first keyword
    free_variables: Pairs  # names that no pattern, temporaries or block of the code declare
    symbols: Pairs  # literal symbols that look like selectors, without #; offset of the name in it
    abstract: bool  # sends subclassResponsibility
    has_errors: bool


def extract_facts(code: str) -> CodeFacts:
    """The facts of a method (message pattern and body)."""
    return _extract(encode(code), 0)


def extract_expression_facts(code: str) -> CodeFacts:
    """The facts of expressions without a method."""
    return _extract(encode(EXPRESSIONS_MARKER + code), len(EXPRESSIONS_MARKER))


def _extract(source: bytes, marker: int) -> CodeFacts:
    root = parse_bytes(source)
    found = QueryCursor(_query()).captures(root)
    sends = _named(source, found.get("word", ()))
    for message in found.get("keywords", ()):
        parts = _named(source, message.children_by_field_name("selector"))
        sends.append(("".join([name for name, _ in parts]), parts[0][1]))
    declared = {name for name, _ in _named(source, found.get("declared", ()))}
    variables = [use for use in _named(source, found.get("variable", ())) if use[0] not in declared]
    symbols = [
        (match[1], at + match.start(1))
        for text, at in _named(source, found.get("symbol", ()))
        if (match := _SELECTOR_LIKE.fullmatch(text))
    ]
    return CodeFacts(
        sends=_placed(source, marker, sends),
        free_variables=_placed(source, marker, variables),
        symbols=_placed(source, marker, symbols),
        abstract=any(name == "subclassResponsibility" for name, _ in sends),
        has_errors=root.has_error or "wrong" in found,
    )


def _named(source: bytes, nodes: Iterable[Node]) -> list[tuple[str, int]]:
    """The texts of nodes, each with its byte offset."""
    ranges = [node.byte_range for node in nodes]
    return [(source[start:end].decode(), start) for start, end in ranges]


def _placed(source: bytes, marker: int, names: list[tuple[str, int]]) -> Pairs:
    """The names in the order of the code, with code points instead of bytes."""
    names.sort(key=_offset)
    if source.isascii():
        return tuple((name, at - marker) for name, at in names) if marker else tuple(names)
    placed: list[tuple[str, int]] = []
    bytes_read, characters = 0, -marker
    for name, at in names:
        characters += len(source[bytes_read:at].decode())
        bytes_read = at
        placed.append((name, characters))
    return tuple(placed)


def _offset(name: tuple[str, int]) -> int:
    return name[1]


@cache
def _query() -> Query:
    return Query(LANGUAGE, _QUERY)
