"""Message patterns as text: keywords, argument names, snippets."""

from __future__ import annotations

import re
from collections.abc import Sequence

_KEYWORD_PART = re.compile(r"([A-Za-z_]\w*:)\s*([A-Za-z_]\w*)")
_BINARY = re.compile(r"^\s*([^\w\s]+)\s*([A-Za-z_]\w*)")


def parts_of(selector: str) -> tuple[str, ...]:
    """`at:put:` has the parts `at:` and `put:`; other selectors are their only part."""
    if not selector.endswith(":"):
        return (selector,)
    return tuple(f"{part}:" for part in selector[:-1].split(":"))


def argument_names(pattern: str) -> tuple[str, ...]:
    """The argument names of a pattern as written: `at: aKey put: aValue` has two."""
    if keywords := _KEYWORD_PART.findall(pattern):
        return tuple(name for _, name in keywords)
    binary = _BINARY.match(pattern)
    return (binary[2],) if binary else ()


def message_text(parts: Sequence[str], arguments: Sequence[str]) -> str:
    """`at: aKey put: aValue` from parts and as many argument names."""
    if not arguments:
        return "".join(parts)
    return " ".join(f"{part} {name}" for part, name in zip(parts, arguments, strict=False))


def message_snippet(parts: Sequence[str], arguments: Sequence[str]) -> str:
    """The same with LSP placeholders: `at: ${1:aKey} put: ${2:aValue}`."""
    if not arguments:
        return snippet_escaped("".join(parts))
    return " ".join(
        f"{part} ${{{number}:{name}}}"
        for number, (part, name) in enumerate(zip(parts, arguments, strict=False), start=1)
    )


def snippet_escaped(text: str) -> str:
    """Text that an LSP snippet shows as it is."""
    return re.sub(r"([\\$}])", r"\\\1", text)
