"""What is wrong in Smalltalk code, in sentences for the person who writes it.

Works on the tree alone: missing parts are nodes of no width there, and what
could not be understood is in ERROR nodes. Says nothing of names or selectors
that do not exist; that needs the index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from tree_sitter import Node, Query, QueryCursor

from kibitz.util.spans import Problem, Span

if TYPE_CHECKING:
    from kibitz.syntax.tree import MethodTree

_SUSPECTS = """
[(missing_operand) (missing_message) (missing_name) (missing_period)] @suspect
[(missing_closer) (stray_closer)] @suspect
[(unclosed_string) (unclosed_symbol) (unclosed_comment) (ERROR) (MISSING)] @suspect
[(assignment) (cascade) (character) (symbol)] @suspect
"""
_ASSIGNABLE = frozenset(("variable", "scoped_identifier"))
_OPENER_OF = {"]": "[", ")": "(", "}": "{"}
_QUOTED = 24  # characters of the code that a message repeats at most


def find_problems(tree: MethodTree) -> tuple[Problem, ...]:
    """The problems of a tree, in the order of the code."""
    suspects = _suspects(tree)
    found = [problem for node in suspects for problem in _judge(tree, node)]
    if not found and (wrong := next((node for node in suspects if _is_wrong(node)), None)):
        found = list(_error(tree, wrong))
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.span))


def _suspects(tree: MethodTree) -> list[Node]:
    nodes = QueryCursor(_query()).captures(tree.root).get("suspect", [])
    endless = next((node for node in nodes if node.type.startswith("unclosed")), None)
    if endless is None:
        return nodes
    # What a string without end swallowed is not missing.
    end = endless.end_byte
    return [node for node in nodes if node.start_byte < end or node.end_byte > end]


@cache
def _query() -> Query:
    from kibitz.syntax.tree import LANGUAGE

    return Query(LANGUAGE, _SUSPECTS)


def _is_wrong(node: Node) -> bool:
    """Whether a node stands only in trees of wrong code."""
    return node.is_error or node.is_missing or node.type.startswith(("missing", "stray"))


def _judge(tree: MethodTree, node: Node) -> Iterator[Problem]:
    if node.is_missing:
        at = tree.char(node.start_byte)
        yield _problem(Span(at, at), f"`{node.type}` is missing here.", "missing-token")
    elif judge := _JUDGES.get(node.type):
        yield from judge(tree, node)


def _problem(span: Span, message: str, code: str) -> Problem:
    return Problem(span, message, code)


# --- something missing


def _missing_operand(tree: MethodTree, node: Node) -> Iterator[Problem]:
    parent = node.parent
    if parent is None:
        return
    before, after = _before(node), _after(node)
    if before is not None:
        yield from _missing_after(tree, before, parent)
    elif after is not None and after.type in (":=", "_"):
        message = f"`{tree.text(after)}` has no variable before it."
        yield _problem(tree.span(after), message, "missing-operand")
    elif after is not None and after.type != ";":  # a cascade speaks for itself
        message = f"The message `{tree.text(after)}` has no receiver."
        yield _problem(tree.span(after), message, "missing-receiver")


def _missing_after(tree: MethodTree, before: Node, parent: Node) -> Iterator[Problem]:
    text = tree.text(before)
    match parent.type:
        case "assignment" if before.type == "half_assignment":
            return  # the assignment is judged as such
        case "return" | "assignment":
            message = f"`{text}` has no value after it."
        case "parenthesized" | "compile_time":
            if not _has_child(parent, "missing_closer"):  # that is reported as never closed
                message = "There is nothing in these parentheses."
                yield _problem(tree.span(parent), message, "missing-operand")
            return
        case _ if before.type == "keyword" and text != (selector := _selector(tree, parent)):
            message = f"The keyword message `{selector}` has no argument after `{text}`."
        case _:
            message = f"The message `{text}` has no argument."
    yield _problem(tree.span(before), message, "missing-operand")


def _missing_period(tree: MethodTree, node: Node) -> Iterator[Problem]:
    start = node.start_byte
    after = tree.root.descendant_for_byte_range(start, start + 1)
    if after is None:
        return
    span = _first_line(tree, tree.span(after))
    text = _quoted(tree.code[span.start : span.end])
    is_certain = text == "^" or text[:1].isidentifier()
    missing = "A period" if is_certain else "A message or a period"
    yield _problem(span, f"{missing} is missing before `{text}`.", "missing-period")


def _missing_message(tree: MethodTree, node: Node) -> Iterator[Problem]:
    if (before := _before(node)) is not None:
        yield _problem(tree.span(before), "`;` has no message after it.", "missing-message")


def _missing_name(tree: MethodTree, node: Node) -> Iterator[Problem]:
    before, parent = _before(node), node.parent
    if before is None or parent is None:
        return
    if parent.type == "block_parameters":
        message = "The block has no argument name after `:`."
    else:
        pattern, part = _selector(tree, parent), tree.text(before)
        message = f"The message pattern `{pattern}` has no argument name after `{part}`."
    yield _problem(tree.span(before), message, "missing-name")


def _missing_closer(tree: MethodTree, node: Node) -> Iterator[Problem]:
    parent = node.parent
    if parent is None:
        return
    if parent.type == "block_parameters":
        names = parent.children_by_field_name("name")
        span = tree.span(names[-1]) if names else tree.span(parent)
        yield _problem(span, "`|` is missing after the block's arguments.", "missing-bar")
        return
    opener = parent.children[0]
    span = tree.span(opener)
    if parent.type == "temporaries":
        message = "The temporaries that begin here have no closing `|`."
    elif parent.type in ("pragma", "compile_time") or span.end - 1 in tree.unmatched_brackets:
        message = f"This `{tree.text(opener)}` is never closed."
    elif parent.type == "parenthesized" and tree.code[tree.char(node.end_byte) :][:1] == ".":
        message = "Only one expression can stand in parentheses, and this period ends it."
        at = tree.char(node.end_byte)
        span = Span(at, at + 1)
    else:
        return  # it is closed behind a closer that has no opener, which is reported
    yield _problem(span, message, "unclosed")


# --- something too much


def _stray_closer(tree: MethodTree, node: Node) -> Iterator[Problem]:
    span = tree.span(node)
    if span.start in tree.unmatched_brackets:
        closer = tree.text(node)
        message = f"`{closer}` has no matching `{_OPENER_OF[closer]}`."
        yield _problem(span, message, "unmatched")


def _unclosed(kind: str) -> Callable[[MethodTree, Node], Iterator[Problem]]:
    def judge(tree: MethodTree, node: Node) -> Iterator[Problem]:
        start = tree.char(node.start_byte)
        opener = tree.code.find("'", start) if kind != "comment" else start
        yield _problem(Span(start, opener + 1), f"This {kind} is never closed.", "unclosed")

    return judge


def _character(tree: MethodTree, node: Node) -> Iterator[Problem]:
    if node.end_byte - node.start_byte == 1:
        yield _problem(tree.span(node), "`$` has no character after it.", "incomplete-literal")


def _symbol(tree: MethodTree, node: Node) -> Iterator[Problem]:
    if tree.text(node).strip("#") == "":
        yield _problem(tree.span(node), "`#` has no symbol after it.", "incomplete-literal")


def _assignment(tree: MethodTree, node: Node) -> Iterator[Problem]:
    half = next((child for child in node.children if child.type == "half_assignment"), None)
    if half is not None:
        yield _problem(tree.span(half), "`:` does not assign; `:=` does.", "half-assignment")
        return
    target = node.children[0]
    if target.type in _ASSIGNABLE:
        return
    last = _last_selector(target)
    if target.type == "missing_operand":
        return  # reported as such
    if last is not None:
        message = f"A period is missing before `{tree.text(last)}`."
        yield _problem(tree.span(last), message, "missing-period")
    else:
        message = f"`{_quoted(tree.text(target))}` can't be assigned to; only a variable can."
        yield _problem(tree.span(target), message, "assignment-target")


def _cascade(tree: MethodTree, node: Node) -> Iterator[Problem]:
    first = node.child_by_field_name("first")
    if first is not None and not first.type.endswith("_message"):
        semicolon = next(child for child in node.children if child.type == ";")
        message = "`;` sends another message to the same receiver, but there is no first message."
        yield _problem(tree.span(semicolon), message, "cascade")


def _error(tree: MethodTree, node: Node) -> Iterator[Problem]:
    span = _first_line(tree, tree.span(node))
    text = _quoted(tree.code[span.start : span.end])
    if text and not text.isprintable():
        text = " ".join(f"U+{ord(character):04X}" for character in text)
    message = f"`{text}` is not expected here." if text else "The code is not understood here."
    yield _problem(span, message, "unexpected")


# --- reading the tree


def _before(node: Node) -> Node | None:
    """The sibling before, comments left out."""
    near = node.prev_sibling
    while near is not None and near.is_extra:
        near = near.prev_sibling
    return near


def _after(node: Node) -> Node | None:
    """The sibling behind, comments left out."""
    near = node.next_sibling
    while near is not None and near.is_extra:
        near = near.next_sibling
    return near


def _has_child(node: Node, kind: str) -> bool:
    return any(child.type == kind for child in node.children)


def _selector(tree: MethodTree, message: Node) -> str:
    return "".join(tree.text(part) for part in message.children_by_field_name("selector"))


def _last_selector(node: Node) -> Node | None:
    """The unary selector a message ends with, if it does: `x` in `self foo: 3 x`."""
    while True:
        if node.type == "unary_message":
            return node.child_by_field_name("selector")
        arguments = node.children_by_field_name("argument")
        if not arguments:
            return None
        node = arguments[-1]


def _quoted(text: str) -> str:
    """The beginning of a text that fits into a message."""
    line = text.strip().split("\n", 1)[0].rstrip()
    return line if len(line) <= _QUOTED else line[:_QUOTED] + "…"


def _first_line(tree: MethodTree, span: Span) -> Span:
    """The part of a span that stands in its first line."""
    text = tree.code[span.start : span.end]
    end = min((at for at in (text.find("\n"), text.find("\r")) if at > 0), default=len(text))
    return Span(span.start, span.start + end)


_JUDGES: dict[str, Callable[[MethodTree, Node], Iterator[Problem]]] = {
    "missing_operand": _missing_operand,
    "missing_message": _missing_message,
    "missing_name": _missing_name,
    "missing_period": _missing_period,
    "missing_closer": _missing_closer,
    "stray_closer": _stray_closer,
    "unclosed_string": _unclosed("string"),
    "unclosed_symbol": _unclosed("symbol"),
    "unclosed_comment": _unclosed("comment"),
    "character": _character,
    "symbol": _symbol,
    "assignment": _assignment,
    "cascade": _cascade,
    "ERROR": _error,
}
