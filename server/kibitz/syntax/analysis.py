"""What one Smalltalk method says: its pattern, variables with their scopes, sends, literals.

Computed from a tree in one walk; damaged code gives what can be recognised.
Knows nothing beyond the method: a name that is neither argument nor temporary
is simply not local here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from tree_sitter import Node

from kibitz.syntax.tree import MethodTree
from kibitz.util.spans import Span


@dataclass(frozen=True, slots=True)
class Local:
    """A variable that the method declares: an argument, a temporary, a block's argument."""

    name: str
    span: Span  # where it is declared
    scope: Span  # where it can be used; for a block, the inside of its brackets
    kind: str  # "argument" | "temporary" | "parameter" (of a block)


@dataclass(frozen=True, slots=True)
class VariableUse:
    """A name where it stands. `self`, `super`, `true`, `false`, `nil` and the like are no variables."""

    name: str
    span: Span
    kind: str  # "read" | "write" | "declare"
    is_local: bool


@dataclass(frozen=True, slots=True)
class Send:
    """A message send. In a cascade each message is a send to the cascade's one receiver."""

    selector: str
    span: Span  # from the receiver to the end of the last argument
    parts: tuple[Span, ...]  # the operator, or the keywords with their colons
    receiver: Span | None
    receiver_text: str | None
    arguments: tuple[Span, ...] = ()
    in_cascade: bool = False


@dataclass(frozen=True, slots=True)
class Symbol:
    """A literal symbol, with or without `#` (in a literal array)."""

    name: str  # without # and quotes
    span: Span


@dataclass(frozen=True, slots=True)
class Pragma:
    """`<foo>`, `<primitive: 60>`, or a foreign function's specification."""

    selector: str
    span: Span
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class MethodAnalysis:
    """All places are code-point spans of the code; all sequences are in the order of the code."""

    selector: str  # "" where there is no pattern
    pattern: Span | None
    pattern_parts: tuple[Span, ...]
    arguments: tuple[Local, ...]
    temporaries: tuple[Local, ...]  # arguments and temporaries of blocks among them
    sends: tuple[Send, ...]
    variables: tuple[VariableUse, ...]
    symbols: tuple[Symbol, ...]
    literals: tuple[Span, ...]  # numbers, strings, characters, arrays; inner ones first
    pragmas: tuple[Pragma, ...]
    returns: tuple[Span, ...]
    comments: tuple[Span, ...]
    strings: tuple[Span, ...]

    @cached_property
    def locals(self) -> tuple[Local, ...]:
        """Arguments and temporaries."""
        return self.arguments + self.temporaries

    def local_named(self, name: str, offset: int) -> Local | None:
        """The local that a name at the offset means; the innermost of several."""
        return _innermost(self.locals, name, offset)


def _innermost(locals: tuple[Local, ...], name: str, offset: int) -> Local | None:
    seen = [each for each in locals if each.name == name and each.scope.touches(offset)]
    return max(seen, key=lambda each: (each.scope.start, each.span.start), default=None)


def scope_at(analysis: MethodAnalysis, offset: int) -> tuple[str, ...]:
    """The local names that code at the offset can use, innermost first, each once."""
    seen = [each for each in analysis.locals if each.scope.touches(offset)]
    seen.sort(key=lambda each: (-each.scope.start, each.span.start))
    return tuple(dict.fromkeys(each.name for each in seen))


@lru_cache(maxsize=512)
def analyse(tree: MethodTree) -> MethodAnalysis:
    """Read a tree."""
    walk = _Walk(tree)
    walk.run()
    return walk.result()


@dataclass
class _Walk:
    """One pass over a tree, collecting. The walk keeps its own stack: code may nest deeply."""

    tree: MethodTree
    selector: str = ""
    pattern: Span | None = None
    pattern_parts: tuple[Span, ...] = ()
    locals: list[Local] = field(default_factory=list[Local])
    sends: list[Send] = field(default_factory=list[Send])
    uses: list[tuple[str, Span, str]] = field(default_factory=list[tuple[str, Span, str]])
    symbols: list[Symbol] = field(default_factory=list[Symbol])
    literals: list[Span] = field(default_factory=list[Span])
    pragmas: list[Pragma] = field(default_factory=list[Pragma])
    returns: list[Span] = field(default_factory=list[Span])
    comments: list[Span] = field(default_factory=list[Span])
    strings: list[Span] = field(default_factory=list[Span])

    def run(self) -> None:
        whole = Span(0, len(self.tree.code))
        stack: list[tuple[Node, Span]] = [(self.tree.root, whole)]
        while stack:
            node, scope = stack.pop()
            kind = node.type
            if kind == "block":
                scope = self._inside(node)
            if visit := _VISITS.get(kind):
                visit(self, node, scope)
            if kind in _LEAVES:
                self.texts_within(node)
            else:
                stack.extend((child, scope) for child in reversed(node.children))

    def result(self) -> MethodAnalysis:
        locals = tuple(self.locals)
        return MethodAnalysis(
            selector=self.selector,
            pattern=self.pattern,
            pattern_parts=self.pattern_parts,
            arguments=tuple(each for each in locals if each.kind == "argument"),
            temporaries=tuple(each for each in locals if each.kind != "argument"),
            sends=tuple(sorted(self.sends, key=lambda send: send.parts[0])),
            variables=tuple(
                VariableUse(name, span, kind, _innermost(locals, name, span.start) is not None)
                for name, span, kind in self.uses
            ),
            symbols=tuple(self.symbols),
            literals=tuple(sorted(self.literals, key=lambda span: (span.end, -span.start))),
            pragmas=tuple(self.pragmas),
            returns=tuple(self.returns),
            comments=tuple(self.comments),
            strings=tuple(self.strings),
        )

    # --- scopes and names

    def _inside(self, block: Node) -> Span:
        span = self.tree.span(block)
        is_closed = block.children[-1].type == "]"
        end = span.end - 1 if is_closed else self.tree.char(block.end_byte)
        return Span(span.start + 1, max(span.start + 1, end))

    def declare(self, name: Node, scope: Span, kind: str) -> None:
        if name.type == "missing_name":
            return
        span = self.tree.span(name)
        text = self.tree.text(name)
        self.locals.append(Local(text, span, scope, kind))
        self.uses.append((text, span, "declare"))

    def use(self, node: Node, _scope: Span) -> None:
        parent = node.parent
        is_written = (
            parent is not None
            and parent.type == "assignment"
            and parent.children[0].start_byte == node.start_byte
            and parent.children[0].end_byte == node.end_byte
        )
        self.uses.append(
            (self.tree.text(node), self.tree.span(node), "write" if is_written else "read")
        )

    def binding(self, node: Node, _scope: Span) -> None:
        if name := node.child_by_field_name("name"):
            self.uses.append((self.tree.text(name), self.tree.span(name), "read"))

    # --- declarations

    def message_pattern(self, node: Node, scope: Span) -> None:
        parts = node.children_by_field_name("selector")
        self.selector = "".join(self.tree.text(part) for part in parts)
        self.pattern = self.tree.span(node)
        self.pattern_parts = tuple(self.tree.span(part) for part in parts)
        for name in node.children_by_field_name("argument"):
            self.declare(name, scope, "argument")

    def declare_temporaries(self, node: Node, scope: Span) -> None:
        for name in node.children_by_field_name("name"):
            self.declare(name, scope, "temporary")

    def declare_parameters(self, node: Node, scope: Span) -> None:
        for name in node.children_by_field_name("name"):
            self.declare(name, scope, "parameter")
        for name in node.children_by_field_name("temporary"):
            self.declare(name, scope, "temporary")

    def pragma(self, node: Node, _scope: Span) -> None:
        arguments = tuple(self.tree.text(each) for each in node.children_by_field_name("argument"))
        keywords = "".join(self.tree.text(e) for e in node.children_by_field_name("selector"))
        if not keywords and len(arguments) == 1:
            keywords, arguments = arguments[0], ()
        self.pragmas.append(Pragma(keywords, self.tree.span(node), arguments))

    # --- messages

    def send(self, node: Node, _scope: Span) -> None:
        receiver = node.child_by_field_name("receiver")
        self._add(node, None if receiver is None else self.tree.span(receiver), in_cascade=False)

    def cascade(self, node: Node, _scope: Span) -> None:
        first = node.child_by_field_name("first")
        if first is None:
            return
        receiver = first.child_by_field_name("receiver") or first
        for message in node.children_by_field_name("message"):
            if message.type == "cascaded_message":
                self._add(message, self.tree.span(receiver), in_cascade=True)

    def _add(self, message: Node, receiver: Span | None, *, in_cascade: bool) -> None:
        tree = self.tree
        parts = message.children_by_field_name("selector")
        if not parts:
            return
        span = tree.span(message)
        self.sends.append(
            Send(
                selector="".join(tree.text(part) for part in parts),
                span=Span(receiver.start if receiver else span.start, span.end),
                parts=tuple(tree.span(part) for part in parts),
                receiver=receiver,
                receiver_text=tree.code[receiver.start : receiver.end] if receiver else None,
                arguments=tuple(
                    tree.span(argument)
                    for argument in message.children_by_field_name("argument")
                    if argument.type != "missing_operand"
                ),
                in_cascade=in_cascade,
            )
        )

    # --- literals and the rest

    def symbol(self, node: Node, scope: Span) -> None:
        text = self.tree.text(node)
        name = text.lstrip("#")
        if name.startswith("'"):
            name = name.removeprefix("'").removesuffix("'").replace("''", "'")
        if name:
            self.symbols.append(Symbol(name, self.tree.span(node)))

    def literal(self, node: Node, _scope: Span) -> None:
        self.literals.append(self.tree.span(node))

    def string(self, node: Node, scope: Span) -> None:
        self.literal(node, scope)
        self.strings.append(self.tree.span(node))

    def comment(self, node: Node, _scope: Span) -> None:
        self.comments.append(self.tree.span(node))

    def texts_within(self, leaf: Node) -> None:
        """Strings and comments in what is otherwise taken as a whole, such as a pragma."""
        waiting = list(reversed(leaf.children))
        while waiting:
            node = waiting.pop()
            if node.type in ("string", "unclosed_string"):
                self.strings.append(self.tree.span(node))
            elif node.type in ("comment", "unclosed_comment"):
                self.comments.append(self.tree.span(node))
            waiting.extend(reversed(node.children))

    def returned(self, node: Node, _scope: Span) -> None:
        self.returns.append(self.tree.span(node))


_LEAVES = frozenset(
    ("pragma", "temporaries", "block_parameters", "binding", "bare_symbol", "unary_pattern",
     "binary_pattern", "keyword_pattern")
)  # fmt: skip

_VISITS: dict[str, Callable[[_Walk, Node, Span], None]] = {
    "unary_pattern": _Walk.message_pattern,
    "binary_pattern": _Walk.message_pattern,
    "keyword_pattern": _Walk.message_pattern,
    "temporaries": _Walk.declare_temporaries,
    "block_parameters": _Walk.declare_parameters,
    "pragma": _Walk.pragma,
    "unary_message": _Walk.send,
    "binary_message": _Walk.send,
    "keyword_message": _Walk.send,
    "cascade": _Walk.cascade,
    "variable": _Walk.use,
    "scoped_identifier": _Walk.use,
    "binding": _Walk.binding,
    "symbol": _Walk.symbol,
    "unclosed_symbol": _Walk.symbol,
    "bare_symbol": _Walk.symbol,
    "number": _Walk.literal,
    "character": _Walk.literal,
    "literal_array": _Walk.literal,
    "byte_array": _Walk.literal,
    "string": _Walk.string,
    "unclosed_string": _Walk.string,
    "comment": _Walk.comment,
    "unclosed_comment": _Walk.comment,
    "return": _Walk.returned,
}
