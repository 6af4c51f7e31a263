"""The selector of a message pattern, read by eye rather than by parser.

Serves the container readers, which have a hundred thousand patterns to name;
it does not judge whether the pattern is valid.
"""

from __future__ import annotations

import re

_COMMENT = re.compile(r'"[^"]*"?')
_KEYWORD = re.compile(r"[^\W\d]\w*:")
_UNARY = re.compile(r"[^\W\d]\w*(?!\w*:)")
BINARY_CHARACTERS = r"-+*/\\~<>=@%|&?,!^´`·÷×§±¬¦°"
_BINARY = re.compile(rf"[{BINARY_CHARACTERS}]+")


def selector_of_text(pattern: str) -> str:
    """The selector of a text that is a message pattern and nothing more; "" if it is none."""
    pattern = pattern.strip()
    if pattern.isidentifier():
        return pattern
    if '"' in pattern:
        pattern = _COMMENT.sub(" ", pattern).strip()
    if binary := _BINARY.match(pattern):
        return binary[0]
    keywords = _KEYWORD.findall(pattern)
    if keywords:
        return "".join(keywords) if pattern.startswith(keywords[0]) else ""
    unary = _UNARY.match(pattern)
    return unary[0] if unary else ""


_WS = r'(?:\s|"[^"]*+")*+'
_NAME = r"[^\W\d]\w*"
_PATTERN = re.compile(
    rf"{_WS}(?:{_NAME}:{_WS}{_NAME}(?:{_WS}{_NAME}:{_WS}{_NAME})*+"
    rf"|[{BINARY_CHARACTERS}]+{_WS}{_NAME}|{_NAME}(?!\w*:))"
)


def pattern_end(code: str) -> int:
    """Offset after the message pattern that begins `code`; where there is none, 0."""
    match = _PATTERN.match(code)
    return match.end() if match else 0
