"""What a cursor in Smalltalk code is in, and what may be typed there.

Works on the code before the cursor alone: its end is unfinished by nature, and
the grammar gives every prefix of good code a tree. What stands after the cursor
only tells where the word at the cursor ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tree_sitter import Node

from kibitz.syntax.lexer import WORD, lexical_state
from kibitz.syntax.tree import MethodTree
from kibitz.util.spans import Span

_PROBE = "x"
_WORD_BEFORE = re.compile(rf"{WORD}*\Z")
_WORD_AFTER = re.compile(rf"{WORD}*")


class Place(StrEnum):
    """What the characters at the cursor belong to."""

    OPERAND = "operand"  # a variable, a literal, an opening bracket may stand here
    MESSAGE = "message"  # something to send the message to stands before
    PATTERN = "pattern"  # the method's message pattern
    DECLARATION = "declaration"  # a new variable's name
    STRING = "string"
    COMMENT = "comment"
    SYMBOL = "symbol"
    CHARACTER = "character"
    NUMBER = "number"
    LITERAL_ARRAY = "literal array"
    PRAGMA = "pragma"


@dataclass(frozen=True, slots=True)
class CursorContext:
    """Spans are code points of the code; texts are as written.

    For a message: `receiver` is the operand right before the cursor, to which a
    unary message would go; `outer` is what a keyword message would go to, after
    the keywords `before`. In `a between: 1 + b an|`, `receiver` is `b`, `outer` is
    `a` and `before` is `("between:",)`; in `1 + b an|` `outer` is `1 + b`. In an
    argument (`a at: b|`), where a variable may stand, `outer` and `before` say
    whose argument it is.
    """

    place: Place
    typed: str  # the part of the word (or symbol) before the cursor
    word: Span  # the whole word around the cursor, its part after the cursor included
    receiver: Span | None = None
    receiver_text: str = ""
    outer: Span | None = None
    outer_text: str = ""
    before: tuple[str, ...] = ()
    in_cascade: bool = False

    @property
    def is_code(self) -> bool:
        """Whether variables or messages can be completed here."""
        return self.place in (Place.OPERAND, Place.MESSAGE)


def context_at(tree: MethodTree, offset: int) -> CursorContext:
    """What a cursor at the code offset is in."""
    offset = max(0, min(offset, len(tree.code)))
    head = tree.code[:offset]
    found = _WORD_BEFORE.search(head)
    typed = found[0] if found else ""
    after = _WORD_AFTER.match(tree.code, offset)
    word = Span(offset - len(typed), after.end() if after else offset)
    if head.endswith("$", 0, word.start) and lexical_state(head, word.start) == "character":
        return CursorContext(Place.CHARACTER, typed, word)
    probe = MethodTree(head + _PROBE, is_method=tree.is_method)
    return _Probe(probe, typed, word).context()


@dataclass(frozen=True, slots=True)
class _Probe:
    """The code before the cursor, one letter added so that a word stands at its end."""

    tree: MethodTree
    typed: str
    word: Span

    def context(self) -> CursorContext:
        node = self._last_token()
        parent = node.parent
        match node.type:
            case "string" | "unclosed_string":
                return self._at(Place.STRING)
            case "comment" | "unclosed_comment":
                return self._at(Place.COMMENT)
            case "symbol" | "unclosed_symbol":
                return self._in_symbol(node)
            case "character":
                return self._at(Place.CHARACTER)
            case "number":
                return self._at(Place.NUMBER)
            case "unary_selector" if parent is not None:
                return self._in_unary(node, parent)
            case _:
                return self._in_name(node, parent)

    def _last_token(self) -> Node:
        """The leaf that holds the added letter."""
        end = len(self.tree.source)
        node = self.tree.root.descendant_for_byte_range(end - 1, end)
        return node if node is not None else self.tree.root

    def _at(self, place: Place) -> CursorContext:
        return CursorContext(place, self.typed, self.word)

    def _in_symbol(self, node: Node) -> CursorContext:
        start = self.tree.char(node.start_byte)
        text = self.tree.code[start:-1]
        name = text.lstrip("#").removeprefix("'")
        word = Span(self.word.start + len(self.typed) - len(name), self.word.end)
        return CursorContext(Place.SYMBOL, name, word)

    def _in_unary(self, node: Node, parent: Node) -> CursorContext:
        if parent.type == "unary_pattern":
            return self._at(Place.PATTERN)
        if parent.type == "cascaded_message":
            return self._in_cascade(parent)
        receiver = parent.child_by_field_name("receiver")
        if receiver is None:
            return self._at(Place.OPERAND)
        if self.typed[:1].isdigit():
            return self._at(Place.NUMBER)
        return self._message(receiver, parent)

    def _in_cascade(self, message: Node) -> CursorContext:
        cascade = message.parent
        first = cascade.child_by_field_name("first") if cascade is not None else None
        if first is None:
            return self._at(Place.OPERAND)
        receiver = first.child_by_field_name("receiver") or first
        span, text = self._span(receiver)
        return CursorContext(
            Place.MESSAGE, self.typed, self.word, span, text, span, text, in_cascade=True
        )

    def _message(self, receiver: Node, whole: Node) -> CursorContext:
        """`whole` is the unary message that the word at the cursor makes of `receiver`."""
        span, text = self._span(receiver)
        operand = receiver
        above = whole.parent
        while above is not None and above.type in ("unary_message", "binary_message"):
            operand, whole, above = above, above, above.parent
        outer, outer_text, before, in_cascade = self._open_keywords(whole, above)
        if outer is None:
            outer, outer_text = self._without_word(operand, receiver)
        return CursorContext(
            Place.MESSAGE,
            self.typed,
            self.word,
            span,
            text,
            outer,
            outer_text,
            before,
            in_cascade,
        )

    def _without_word(self, operand: Node, receiver: Node) -> tuple[Span, str]:
        """The binary expression that ends at the cursor, the word at the cursor left out."""
        start, end = self.tree.span(operand).start, self.tree.span(receiver).end
        return Span(start, end), self.tree.code[start:end]

    def _open_keywords(
        self, argument: Node, message: Node | None
    ) -> tuple[Span | None, str, tuple[str, ...], bool]:
        """The receiver and the keywords so far of the keyword message whose last argument
        ends at the cursor, if there is one; and whether it is in a cascade."""
        if message is None or message.type not in ("keyword_message", "cascaded_message"):
            return None, "", (), False
        selectors = message.children_by_field_name("selector")
        if not selectors or selectors[0].start_byte >= argument.end_byte:
            return None, "", (), False
        if message.type == "keyword_message":
            receiver = message.child_by_field_name("receiver")
            in_cascade = False
        else:
            first = message.parent.child_by_field_name("first") if message.parent else None
            receiver = first and (first.child_by_field_name("receiver") or first)
            in_cascade = True
        if receiver is None or receiver.end_byte >= argument.end_byte:
            return None, "", (), False
        span, text = self._span(receiver)
        keywords = tuple(self.tree.text(each) for each in selectors if each.type == "keyword")
        return span, text, keywords, in_cascade

    def _in_name(self, node: Node, parent: Node | None) -> CursorContext:
        kind = parent.type if parent is not None else ""
        if kind in ("temporaries", "block_parameters"):
            return self._at(Place.DECLARATION)
        if kind in ("keyword_pattern", "binary_pattern"):
            return self._at(Place.DECLARATION)
        if node.type == "bare_symbol" or kind == "bare_symbol":
            return self._at(Place.LITERAL_ARRAY)
        if kind == "pragma" or (parent is not None and _is_within(parent, "pragma")):
            return self._at(Place.PRAGMA)
        if keywords := self._continued_pattern(node):
            return CursorContext(Place.PATTERN, self.typed, self.word, before=keywords)
        return self._operand(node)

    def _operand(self, node: Node) -> CursorContext:
        whole, above = node, node.parent
        while above is not None and above.type in ("unary_message", "binary_message"):
            whole, above = above, above.parent
        outer, text, before, in_cascade = self._open_keywords(whole, above)
        return CursorContext(
            Place.OPERAND,
            self.typed,
            self.word,
            outer=outer,
            outer_text=text,
            before=before,
            in_cascade=in_cascade,
        )

    def _continued_pattern(self, node: Node) -> tuple[str, ...]:
        """The keywords so far if the word continues a keyword pattern: it is the first of the
        body, and one space stands between it and the pattern's last argument."""
        body = node.parent
        method = body.parent if body is not None else None
        if body is None or method is None or body.type != "body" or method.type != "method":
            return ()
        pattern = method.child_by_field_name("pattern")
        if pattern is None or pattern.type != "keyword_pattern":
            return ()
        end = self.tree.span(pattern).end
        if self.tree.code[end : self.word.start] not in (" ", "\t"):
            return ()
        selectors = pattern.children_by_field_name("selector")
        return tuple(self.tree.text(each) for each in selectors)

    def _span(self, node: Node) -> tuple[Span, str]:
        span = self.tree.span(node)
        return span, self.tree.code[span.start : span.end]


def _is_within(node: Node, kind: str) -> bool:
    above: Node | None = node
    while above is not None:
        if above.type == kind:
            return True
        above = above.parent
    return False
