"""The tree-sitter grammars of the other languages and the queries we keep for them.

Each grammar is loaded when it is first used. Trees speak byte offsets of UTF-8;
`ParsedText` turns them into code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from kibitz.formats.model import Span

_GRAMMARS: dict[str, Callable[[], object]] = {
    "python": tree_sitter_python.language,
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}
_NON_ASCII = re.compile(r"[^\x00-\x7f]")


def grammar_name(language: str, path: str = "") -> str | None:
    """The grammar for an editor's language id; a path that ends in `.tsx` or `.jsx` decides
    between the dialects. None for languages without one."""
    if language in ("typescript", "typescriptreact"):
        is_tsx = language.endswith("react") or path.lower().endswith(".tsx")
        return "tsx" if is_tsx else "typescript"
    name = language.removesuffix("react")
    return name if name in _GRAMMARS else None


@cache
def _language(grammar: str) -> Language:
    return Language(_GRAMMARS[grammar]())


@cache
def query(grammar: str, kind: str = "") -> Query:
    """Our query of a grammar: `""` for its declarations, `"locals"` for its scopes."""
    family = "typescript" if grammar == "tsx" else grammar
    name = f"{family}.{kind}.scm" if kind else f"{family}.scm"
    source = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return Query(_language(grammar), source)


@dataclass(frozen=True)
class ParsedText:
    """A text and its tree."""

    text: str
    grammar: str
    tree: Tree

    @property
    def root(self) -> Node:
        return self.tree.root_node

    def matches(self, kind: str = "") -> list[dict[str, list[Node]]]:
        """The captures of each match of one of our queries, in the order of the text."""
        return [
            captures for _, captures in QueryCursor(query(self.grammar, kind)).matches(self.root)
        ]

    def captures(self, kind: str) -> dict[str, list[Node]]:
        """All nodes that each capture of one of our queries names."""
        return QueryCursor(query(self.grammar, kind)).captures(self.root)

    @cached_property
    def _wide(self) -> tuple[list[int], list[int]]:
        """Byte offsets at which characters of several bytes end, and how many bytes more than
        characters there are up to each."""
        wide = [
            (match.start(), len(match[0].encode(errors="surrogatepass")) - 1)
            for match in _NON_ASCII.finditer(self.text)
        ]
        surplus = list(accumulate(extra for _, extra in wide))
        ends = [start + 1 + before for (start, _), before in zip(wide, surplus, strict=True)]
        return ends, surplus

    def offset(self, byte: int) -> int:
        """The code-point offset of a byte offset."""
        ends, surplus = self._wide
        at = bisect_left(ends, byte + 1)
        return byte - (surplus[at - 1] if at else 0)

    def span(self, node: Node) -> Span:
        return Span(self.offset(node.start_byte), self.offset(node.end_byte))

    def text_of(self, node: Node) -> str:
        span = self.span(node)
        return self.text[span.start : span.end]


@lru_cache(maxsize=8)
def parse(text: str, grammar: str) -> ParsedText:
    """The tree of a text; never fails, damaged parts are ERROR nodes."""
    data = text.encode(errors="surrogatepass")
    return ParsedText(text, grammar, Parser(_language(grammar)).parse(data))
