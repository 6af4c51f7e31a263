"""Questions about Smalltalk code that tokens answer and no tree is needed for.

Brackets left open, the first closer too many, whether a place is in a string,
the selector of a message pattern. Works on any prefix of a method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

LexicalState = Literal["code", "string", "comment", "character", "symbol"]

# The same characters as LETTER in the grammar.
LETTER = (
    r"A-Za-z\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u2100-\u2188\u2C00-\u2FFF"
    r"\u3040-\uD7FF\uF900-\uFDFF\uFE70-\uFEFE\uFF21-\uFFDC"
    r"\U00010000-\U0001EFFF\U00020000-\U0003FFFF"
)
WORD = rf"[{LETTER}0-9_]"
IDENTIFIER = rf"[{LETTER}_]{WORD}*"
BINARY = (
    r"[!%&*+,/<=>?@\\~|\u00A1-\u00A9\u00AB\u00AC\u00AE-\u00B4\u00B6-\u00B9\u00BB-\u00BF"
    r"\u00D7\u00F7\u2190-\u22FF-]"
)
_TOKEN = re.compile(
    r"""(?P<comment>"[^"]*"?)"""
    r"""|(?P<string>'(?:[^']|'')*'?)"""
    r"""|(?P<character>\$[\s\S]?)"""
    rf"""|(?P<open>\#*[(\[{{])"""
    rf"""|(?P<symbol>\#+(?:'(?:[^']|'')*'?|[{LETTER}_]{WORD}*(?::+{WORD}+)*:*|{BINARY}+)?)"""
    r"""|(?P<close>[)\]}])"""
    r"""|[^"'$\#(\[{)\]}]+"""
)
_OPENER_OF = {")": "(", "]": "[", "}": "{"}
_SPACE = r"""(?:[ \t-\r\xA0\u2028\u2029\u3000\uFEFF]|"[^"]*")*"""
_KEYWORD_PART = re.compile(rf"({IDENTIFIER}:)(?!=){_SPACE}({IDENTIFIER})(?!:)")
_UNARY = re.compile(rf"{IDENTIFIER}(?![\w:])")
_BINARY_PATTERN = re.compile(rf"({BINARY}+){_SPACE}{IDENTIFIER}")
_SKIP = re.compile(_SPACE)


def first_unbalanced_closer(code: str, start: int = 0) -> int | None:
    """The offset of the first `]`, `)` or `}` that closes more than was opened from `start` on.

    A closer whose opener is further out closes what is open between them too; one
    that has no opener at all ends the method (in Tonel) or is an error.
    """
    brackets: list[tuple[str, int]] = []
    for character, at in _brackets(code, start):
        if _apply(brackets, character, at) is None:
            return at
    return None


def open_brackets(code: str, start: int = 0) -> tuple[tuple[str, int], ...]:
    """The brackets still open at the end of the code, as (character, offset), outermost first.

    `#(` counts as `(`, at the offset of the bracket itself. Closers without an opener are
    passed over.
    """
    brackets: list[tuple[str, int]] = []
    for character, at in _brackets(code, start):
        _apply(brackets, character, at)
    return tuple(brackets)


def unmatched_brackets(code: str) -> frozenset[int]:
    """The offsets of the brackets that have no partner, taken by tokens alone."""
    brackets: list[tuple[str, int]] = []
    unmatched: set[int] = set()
    for character, at in _brackets(code, 0):
        dropped = _apply(brackets, character, at)
        unmatched.update((at,) if dropped is None else dropped)
    return frozenset(unmatched.union(place for _, place in brackets))


def lexical_state(code: str, offset: int) -> LexicalState:
    """What a character typed at the offset would become part of.

    A cursor right behind a symbol, or behind the `$` of a character, is still in it.
    """
    for token in _TOKEN.finditer(code):
        if token.end() < offset:
            continue
        if token.start() >= offset:
            return "code"
        if token.lastgroup in ("comment", "string") and (
            offset < token.end() or not _is_closed(token[0])
        ):
            return "comment" if token.lastgroup == "comment" else "string"
        if token.lastgroup == "character" and (offset < token.end() or len(token[0]) == 1):
            return "character"
        if token.lastgroup == "symbol" and not (
            offset == token.end() and "'" in token[0] and _is_closed(token[0].lstrip("#"))
        ):
            return "symbol"
        if token.end() > offset:
            return "code"
    return "code"


def selector_of_pattern(text: str) -> tuple[str, int] | None:
    """The selector of the message pattern a text begins with, and the offset of its end."""
    found = _SKIP.match(text)
    at = found.end() if found else 0
    if part := _KEYWORD_PART.match(text, at):
        parts: list[str] = []
        end = at
        while part:
            parts.append(part[1])
            end = part.end()
            at = _end_of_space(text, end)
            part = _KEYWORD_PART.match(text, at)
        return "".join(parts), end
    if unary := _UNARY.match(text, at):
        return unary[0], unary.end()
    if binary := _BINARY_PATTERN.match(text, at):
        return binary[1], binary.end()
    return None


def _end_of_space(text: str, at: int) -> int:
    found = _SKIP.match(text, at)
    return found.end() if found else at


def _brackets(code: str, start: int) -> Iterator[tuple[str, int]]:
    for token in _TOKEN.finditer(code, start):
        if token.lastgroup in ("open", "close"):
            yield token[0][-1], token.end() - 1


def _apply(brackets: list[tuple[str, int]], character: str, at: int) -> tuple[int, ...] | None:
    """Open or close. The offsets of what a closer closes besides its opener, None if it has none."""
    opener = _OPENER_OF.get(character)
    if opener is None:
        brackets.append((character, at))
        return ()
    for place in range(len(brackets) - 1, -1, -1):
        if brackets[place][0] == opener:
            dropped = tuple(offset for _, offset in brackets[place + 1 :])
            del brackets[place:]
            return dropped
    return None


def _is_closed(quoted: str) -> bool:
    """Whether a string or comment token ends with its own closing quote."""
    return len(quoted) > 1 and quoted.count(quoted[0]) % 2 == 0
