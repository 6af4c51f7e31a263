"""What class an expression evaluates to, as far as its text tells.

Small and honest: literals, pseudo variables, class names, instance creation,
assignments in sight, and the naming habits of Smalltalk (`aStream`, `asString`,
`isEmpty`). Nothing here executes, follows senders or guesses from a single use;
where the text does not tell, the answer is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kibitz.features.code import Code, code_of
from kibitz.features.variables import VariableKind, is_class, resolve_variable
from kibitz.formats.model import Span
from kibitz.index.view import IndexView
from kibitz.languages.smalltalk.base import GLOBALS
from kibitz.syntax.method import MethodAnalysis, Send, analyse
from kibitz.syntax.tree import parse_expressions

CERTAIN, LIKELY, GUESS = 1.0, 0.8, 0.5
_DEPTH = 6  # how many expressions deep one inference goes

# The classes a literal may have, the most specific first; the first that the workspace has wins.
_STRING = ("ByteString", "String")
_SYMBOL = ("ByteSymbol", "Symbol", "String")
_INTEGER = ("SmallInteger", "Integer", "Number")
_FLOAT = ("BoxedFloat64", "Float", "Double", "Number")
_SCALED = ("ScaledDecimal", "FixedPoint", "Number")
_CHARACTER = ("Character",)
_ARRAY = ("Array",)
_BYTES = ("ByteArray",)
_BLOCK = ("FullBlockClosure", "BlockClosure", "Block", "BlockContext")
_BOOLEAN = ("Boolean",)

_PSEUDO = {
    "true": ("True", "Boolean"),
    "false": ("False", "Boolean"),
    "nil": ("UndefinedObject",),
    "thisContext": ("Context", "MethodContext", "ContextPart"),
}
_ANSWERS = {  # selectors whose answers have one class almost everywhere
    "size": _INTEGER,
    "hash": _INTEGER,
    "name": _STRING,
    "printString": _STRING,
    "displayString": _STRING,
    "asString": _STRING,
    "asSymbol": _SYMBOL,
    "class": ("Class",),
    ",": _STRING,
    "and:": _BOOLEAN,
    "or:": _BOOLEAN,
    "not": _BOOLEAN,
    "includes:": _BOOLEAN,
    "readStream": ("ReadStream", "Stream"),
    "writeStream": ("WriteStream", "Stream"),
    "asInteger": _INTEGER,
    "asFloat": _FLOAT,
}
_ARITHMETIC = frozenset(("+", "-", "*", "/", "//", "\\\\", "rem:", "quo:", "min:", "max:", "abs"))
_COMPARISON = frozenset(("=", "==", "~=", "~~", "<", ">", "<=", ">="))
_SAME_CLASS = frozenset(
    ("yourself", "copy", "deepCopy", "shallowCopy", "select:", "reject:", "reversed", "sort",
     "sorted", "ifNil:", "value")
)  # fmt: skip
_CREATES = frozenset(
    ("new", "new:", "basicNew", "basicNew:", "on:", "with:", "with:with:", "withAll:", "named:",
     "default", "current", "uniqueInstance", "singleton", "open", "newFrom:", "from:", "instance")
)  # fmt: skip
_CREATION_PROTOCOL = re.compile(r"instance.?creation|accessing.?singleton|^instances?$", re.I)
_NUMBER = re.compile(r"-?\d")
_FLOATS = re.compile(r"-?\d[\d_]*\.\d|-?\d+(\.\d+)?[edq]-?\d")
_SCALES = re.compile(r"-?\d+(\.\d+)?s\d*$")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")
_HUMP = re.compile(r"[A-Z][a-z0-9]*")
_ARTICLE = re.compile(r"(?:an?|the|some|my|new|old|other)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Receiver:
    """The class of an expression, and how sure that is: 1.0 certain … 0.5 a guess from a name."""

    class_name: str
    is_meta: bool = False
    confidence: float = CERTAIN


def infer(code: Code, expression: str, depth: int = _DEPTH) -> Receiver | None:
    """The class of an expression that stands in `code`.

    `expression` is source text; `depth` bounds the recursion through assignments and sends.
    """
    text = _unwrapped(expression)
    if not text or depth <= 0:
        return None
    if text in _PSEUDO:
        return _first_known(code.index, _PSEUDO[text])
    if _NAME.match(text):
        return _of_name(code, text, depth)
    analysis = analyse(parse_expressions(text))
    send = _outermost(analysis, text)
    if send is not None:
        return _of_send(code, send, depth)
    return _of_literal(code.index, text)


def _of_name(code: Code, name: str, depth: int) -> Receiver | None:
    if name in ("self", "super"):
        return _of_self(code, name)
    if name[0].isupper():
        return _of_global(code, name, depth)
    return _assigned(code, name, depth) or _named_after_class(code, name)


def _of_self(code: Code, name: str) -> Receiver | None:
    if code.class_name is None:
        return None
    if name == "self":
        return Receiver(code.class_name, code.is_meta)
    parent = next(iter(code.index.superclass_chain(code.class_name)), None)
    return Receiver(parent, code.is_meta) if parent else None


def _of_global(code: Code, name: str, depth: int) -> Receiver | None:
    bare = name.rpartition(".")[2]
    for each in (name, bare):
        if is_class(code.index, each):
            return Receiver(each, is_meta=True)
    return _assigned(code, bare, depth)


def _of_send(code: Code, send: Send, depth: int) -> Receiver | None:
    selector = send.selector
    if selector in _COMPARISON or _is_question(selector):
        return _first_known(code.index, _BOOLEAN, LIKELY)
    receiver = infer(code, send.receiver_text or "", depth - 1)
    if selector == "class" and receiver is not None:
        return Receiver(receiver.class_name, True, receiver.confidence)
    if receiver is not None and receiver.is_meta:
        return _of_class_message(code.index, receiver, selector)
    if receiver is not None and (selector in _SAME_CLASS or selector in _ARITHMETIC):
        return Receiver(receiver.class_name, False, receiver.confidence * LIKELY)
    if receiver is not None and (answer := _of_accessor(code, receiver, selector, depth)):
        return answer
    if selector in _ANSWERS:
        return _first_known(code.index, _ANSWERS[selector], LIKELY)
    if (match := re.fullmatch(r"as([A-Z]\w*)", selector)) and is_class(code.index, match[1]):
        return Receiver(match[1], False, LIKELY)
    return _named_after_class(code, selector) if selector.isidentifier() else None


def _of_class_message(index: IndexView, receiver: Receiver, selector: str) -> Receiver | None:
    """`Foo new` and its like answer an instance of Foo."""
    if selector in ("yourself", "class"):
        return receiver
    if selector in _CREATES or selector.startswith("new"):
        return Receiver(receiver.class_name, False, receiver.confidence * 0.95)
    found = index.lookup(receiver.class_name, True, selector)
    if found is not None and _CREATION_PROTOCOL.search(found.facts.protocol or ""):
        return Receiver(receiver.class_name, False, LIKELY)
    return None


def _of_accessor(code: Code, receiver: Receiver, selector: str, depth: int) -> Receiver | None:
    """A unary message of the file's own class that answers its variable of the same name."""
    if receiver.class_name != code.class_name or not selector.isidentifier():
        return None
    if selector in code.index.instance_variables(receiver.class_name):
        return _of_name(code, selector, depth - 1)
    return None


def _assigned(code: Code, name: str, depth: int) -> Receiver | None:
    """The class of what is assigned to the variable: in this method for a local, in any
    method of the class that the file holds for a variable of the class."""
    answers = [
        answer
        for text in _assigned_texts(code, name)
        if text != name and (answer := infer(code, text, depth - 1)) is not None
    ]
    telling = [each for each in answers if each.class_name != "UndefinedObject"]
    if not telling:
        return None
    best = max(telling, key=lambda each: each.confidence)
    return Receiver(best.class_name, best.is_meta, best.confidence * 0.9)


def _assigned_texts(code: Code, name: str) -> Iterator[str]:
    yield from _assignments(code.text, name)
    if code.class_name is None or code.snapshot.source is None:
        return
    kind = resolve_variable(code.index, code.class_name, code.is_meta, name).kind
    if kind not in (
        VariableKind.INSTANCE,
        VariableKind.CLASS_INSTANCE,
        VariableKind.CLASS_VARIABLE,
    ):
        return
    for method in code.snapshot.source.methods:
        if method.class_name == code.class_name and method.code != code.text:
            yield from _assignments(code_of(code.snapshot, method).text, name)


def _assignments(text: str, name: str) -> Iterator[str]:
    """The texts assigned to `name`, up to the end of their statements."""
    if name not in text:
        return
    pattern = re.compile(
        rf"(?<![\w.#$:]){re.escape(name)}\s*(?::=|_(?=\s))\s*((?:'[^']*'|\([^()]*\)|[^.'()\[\]]|\.(?=\d))*)"
    )
    for match in pattern.finditer(text):
        yield match[1].strip()


def _named_after_class(code: Code, name: str) -> Receiver | None:
    """`aStream`, `anOrderedCollection`, `sourceStream` are named after what they hold; so is
    `aTrack` in a family of classes with a prefix (`MgXTrack`)."""
    index = code.index
    article = _ARTICLE.match(name)
    bare = name[article.end() :] if article else name[:1].upper() + name[1:]
    confidence = LIKELY if article else GUESS
    for prefix in ("", *_prefixes(code.class_name or "")):
        if is_class(index, prefix + bare):
            return Receiver(prefix + bare, False, confidence)
    humps = _HUMP.findall(bare)
    for first in range(1, len(humps)):
        if is_class(index, tail := "".join(humps[first:])):
            return Receiver(tail, False, GUESS)
    return None


def _prefixes(class_name: str) -> Iterator[str]:
    """Beginnings of a class name that its family may share, the longest first."""
    humps = _HUMP.findall(class_name)
    for count in range(min(len(humps) - 1, 3), 0, -1):
        yield "".join(humps[:count])


def _of_literal(index: IndexView, text: str) -> Receiver | None:
    for start, classes in (
        ("'", _STRING),
        ("$", _CHARACTER),
        ("#(", _ARRAY),
        ("#[", _BYTES),
        ("#{", ()),
        ("##", ()),
        ("#", _SYMBOL),
        ("{", _ARRAY),
        ("[", _BLOCK),
    ):
        if text.startswith(start):
            return _first_known(index, classes)
    if not _NUMBER.match(text):
        return None
    if _SCALES.match(text):
        return _first_known(index, _SCALED)
    return _first_known(index, _FLOAT if _FLOATS.match(text) else _INTEGER)


def _first_known(
    index: IndexView, names: tuple[str, ...], confidence: float = CERTAIN
) -> Receiver | None:
    """The first of the classes that the workspace has, else the first that every Smalltalk has."""
    known = [name for name in names if index.has_class(name)]
    for name in known or [name for name in names if name in GLOBALS]:
        return Receiver(name, False, confidence)
    return None


def _outermost(analysis: MethodAnalysis, text: str) -> Send | None:
    """The send that is the whole text; in a cascade, any of its sends has the receiver."""
    whole = [send for send in analysis.sends if send.receiver is not None]
    if not whole:
        return None
    last = max(whole, key=lambda send: (send.span.end, -send.span.start))
    return last if _covers(last.span, text) else None


def _covers(span: Span, text: str) -> bool:
    return not text[: span.start].strip() and not text[span.end :].strip(" \t\r\n.")


def _is_question(selector: str) -> bool:
    return re.match(r"(is|has|can|includes|should|are|was)[A-Z]", selector) is not None


def _unwrapped(expression: str) -> str:
    """The text without surrounding space and one pair of parentheses round all of it."""
    text = expression.strip()
    while text.startswith("(") and text.endswith(")") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_end(text: str) -> bool:
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at == len(text) - 1
    return False
