"""Which names a place in a Python, TypeScript or JavaScript text can see.

Lenient: a name counts from the beginning of its scope, and what stands in a
damaged part of the text belongs to the nearest scope that is whole. Types are
not resolved; attributes and properties are not names.
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterator

from tree_sitter import Node

from kibitz.languages.treesitter.grammars import ParsedText, grammar_name, parse

_PYTHON_NAMES = frozenset((*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "__file__"))
_JAVASCRIPT_WORDS = """
AbortController AggregateError Array ArrayBuffer BigInt Blob Boolean Buffer DataView Date Error
EvalError Event EventTarget File FormData Function Headers Infinity Int16Array Int32Array
Int8Array Intl JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect
RegExp Request Response Set String Symbol SyntaxError TextDecoder TextEncoder TypeError URL
URLSearchParams Uint16Array Uint32Array Uint8Array WeakMap WeakRef WeakSet WebSocket Worker
__dirname __filename alert arguments atob btoa clearInterval clearTimeout confirm console crypto
decodeURI decodeURIComponent document encodeURI encodeURIComponent exports fetch global globalThis
history isFinite isNaN localStorage location module navigator parseFloat parseInt performance
process prompt queueMicrotask require screen self sessionStorage setInterval setTimeout
structuredClone super this undefined window
any boolean never number object string symbol unknown void bigint
Awaited Exclude Extract InstanceType Iterable Iterator NonNullable Omit Parameters Partial Pick
Readonly ReadonlyArray Record Required ReturnType
async await break case catch class const continue debugger default delete do else enum export
extends false finally for from function get if implements import in instanceof interface let new
null of private protected public readonly return set static switch throw true try type typeof
var while with yield as
"""
_JAVASCRIPT_NAMES = frozenset(_JAVASCRIPT_WORDS.split())

Range = tuple[int, int]  # byte offsets


def names_in_scope(text: str, language: str, offset: int, path: str = "") -> frozenset[str]:
    """Names bound around `offset`, with the language's own names and words.

    Empty for a language without a grammar here.
    """
    grammar = grammar_name(language, path)
    if grammar is None:
        return frozenset()
    parsed = parse(text, grammar)
    at = len(text[:offset].encode(errors="surrogatepass"))
    own = _PYTHON_NAMES if grammar == "python" else _JAVASCRIPT_NAMES
    return own | frozenset(_bound(parsed, at))


def _bound(parsed: ParsedText, at: int) -> Iterator[str]:
    captures = parsed.captures("locals")
    classes = {_range(node) for node in captures.get("scope.class", ())}
    scopes = sorted(
        {*classes, *(_range(node) for node in captures.get("scope", ()))},
        key=lambda scope: scope[1] - scope[0],
    )
    around = [scope for scope in scopes if scope[0] <= at <= scope[1]]
    visible = {scope for scope in around if scope not in classes or scope == around[0]}
    for capture, nesting in (("definition", 0), ("definition.outer", 1)):
        for node in captures.get(capture, ()):
            holders = [scope for scope in scopes if _holds(scope, node)][nesting:]
            if not holders or holders[0] in visible:
                yield parsed.text_of(node)


def _range(node: Node) -> Range:
    # A root node begins at its first token; as a scope it is the whole text.
    return (0, 1 << 62) if node.parent is None else (node.start_byte, node.end_byte)


def _holds(scope: Range, node: Node) -> bool:
    return scope[0] <= node.start_byte and node.end_byte <= scope[1]
