"""Parsed Smalltalk code: one method or one sequence of expressions as a tree-sitter tree.

Parsing never fails; what is wrong with the code is in `problems`. Tree nodes
speak of UTF-8 bytes, everything else in Kibitz of code points: `MethodTree`
converts. Finding methods in files is the business of `formats/`.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from functools import cached_property, lru_cache

from tree_sitter import Language, Node, Parser

from kibitz.syntax import _smalltalk
from kibitz.syntax.lexer import unmatched_brackets
from kibitz.syntax.problems import find_problems
from kibitz.util.spans import Problem, Span

LANGUAGE = Language(_smalltalk.language())
"""The grammar in grammars/tree-sitter-smalltalk."""

EXPRESSIONS_MARKER = "`"
"""Put before expressions, it tells the grammar that no message pattern comes first."""

_per_thread = threading.local()


class MethodTree:
    """One method, or expressions without a method, and its tree. Never changes."""

    __slots__ = ("__dict__", "code", "is_method", "root", "source")

    def __init__(self, code: str, *, is_method: bool) -> None:
        self.code = code
        self.is_method = is_method
        self.source = encode(code if is_method else EXPRESSIONS_MARKER + code)
        self.root: Node = parse_bytes(self.source)

    def char(self, byte: int) -> int:
        """The code-point offset of a node's byte offset (inside a character: its own)."""
        byte -= 0 if self.is_method else 1
        if self._starts is None:
            return max(0, min(byte, len(self.code)))
        return max(0, bisect_right(self._starts, byte) - 1)

    def byte(self, char: int) -> int:
        """The byte offset, as nodes have it, of a code-point offset; clamped to the code."""
        char = max(0, min(char, len(self.code)))
        marker = 0 if self.is_method else 1
        return marker + (char if self._starts is None else self._starts[char])

    def span(self, node: Node) -> Span:
        """The code points a node covers, without space before something missing at its end."""
        start, end = node.start_byte, node.end_byte
        while end > start and self.source[end - 1] in b" \t\r\n\f":
            end -= 1
        return Span(self.char(start), self.char(end))

    def text(self, node: Node) -> str:
        span = self.span(node)
        return self.code[span.start : span.end]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, in the order of the code; empty for every correct method."""
        return find_problems(self)

    @property
    def has_errors(self) -> bool:
        return bool(self.problems)

    @cached_property
    def unmatched_brackets(self) -> frozenset[int]:
        """Offsets of the brackets without a partner, by tokens alone: where the code is damaged
        the tree may close a bracket early."""
        return unmatched_brackets(self.code)

    @cached_property
    def _starts(self) -> array[int] | None:
        """The byte at which each character begins, and the end; None where all are ASCII."""
        if self.code.isascii():
            return None
        starts = array("L", [0])
        at = 0
        for character in self.code:
            at += _width(ord(character))
            starts.append(at)
        return starts


def _width(code_point: int) -> int:
    """Bytes that `encode` gives a character."""
    if code_point < 0x80 or 0xD800 <= code_point < 0xE000:
        return 1
    if code_point < 0x800:
        return 2
    return 3 if code_point < 0x10000 else 4


def encode(code: str) -> bytes:
    """UTF-8 as the parser takes it, character for character: NUL, which would end the text for
    the parser, becomes another control character, a half surrogate becomes `?`."""
    return code.replace("\0", "\x01").encode("utf-8", "replace")


def parse_bytes(source: bytes) -> Node:
    """The root of the tree of a UTF-8 text; each thread has a parser of its own."""
    parser: Parser | None = getattr(_per_thread, "parser", None)
    if parser is None:
        parser = _per_thread.parser = Parser(LANGUAGE)
    return parser.parse(source).root_node


@lru_cache(maxsize=512)
def parse_method(code: str) -> MethodTree:
    """The tree of a method: message pattern and body, as a compiler is given them."""
    return MethodTree(code, is_method=True)


@lru_cache(maxsize=128)
def parse_expressions(code: str) -> MethodTree:
    """The tree of expressions without a method: a script, a do-it."""
    return MethodTree(code, is_method=False)


def parses_cleanly(code: str) -> bool:
    """Whether a compiler would accept the method's syntax."""
    return not parse_method(code).has_errors
