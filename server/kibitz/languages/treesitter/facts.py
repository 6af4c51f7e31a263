"""Facts of a Python, TypeScript or JavaScript file: declarations and identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from kibitz.index.facts import FileFacts, SymbolFacts
from kibitz.languages.treesitter.grammars import ParsedText, grammar_name, parse
from kibitz.languages.treesitter.problems import problem_spans

_SIGNATURE_CHARACTERS = 200
_SPACE = re.compile(r"\s+")
_OPENER = re.compile(r" ?(=>|[:;{])$")  # what stands between a head and its body

_CONTAINERS = frozenset({"class", "interface", "enum", "module", "function", "method"})
_FUNCTION_VALUES = frozenset({"arrow_function", "function_expression", "generator_function"})
_IDENTIFIER_TYPES = frozenset(
    {
        "identifier",
        "property_identifier",
        "private_property_identifier",
        "type_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
    }
)


def treesitter_facts(path: str, text: str, language: str) -> FileFacts | None:
    """None for a language without a grammar here."""
    grammar = grammar_name(language, path)
    if grammar is None:
        return None
    parsed = parse(text, grammar)
    return FileFacts(
        path=path,
        language=language,
        symbols=tuple(symbols(parsed)),
        identifiers=tuple(sorted(identifiers(parsed))),
        problem_count=len(problem_spans(parsed)),
    )


def symbols(parsed: ParsedText) -> Iterator[SymbolFacts]:
    """Declarations in the order of the text, each with the one it stands in."""
    around: list[tuple[int, str, str]] = []  # (end byte, name, kind) of open containers
    for node, name_node, kind in sorted(
        _declarations(parsed), key=lambda each: (each[0].start_byte, -each[0].end_byte)
    ):
        while around and around[-1][0] <= node.start_byte:
            around.pop()
        container, container_kind = (around[-1][1], around[-1][2]) if around else (None, "")
        if kind == "function" and container_kind == "class":
            kind = "method"
        name = parsed.text_of(name_node)
        span = parsed.span(node)
        yield SymbolFacts(
            name=name,
            kind=kind,
            container=container,
            start=span.start,
            end=span.end,
            name_start=parsed.offset(name_node.start_byte),
            signature=_signature(parsed, node),
        )
        if kind in _CONTAINERS:
            around.append((node.end_byte, name, kind))


def _declarations(parsed: ParsedText) -> Iterator[tuple[Node, Node, str]]:
    """(whole node, name node, kind)"""
    for captures in parsed.matches():
        names = captures.pop("name")
        for kind, nodes in captures.items():
            value = nodes[0].child_by_field_name("value")
            if kind == "variable" and value is not None and value.type in _FUNCTION_VALUES:
                kind = "function"
            for name in names:
                yield nodes[0], name, kind


def _signature(parsed: ParsedText, node: Node) -> str:
    """The declaration up to its body, on one line."""
    body = node.child_by_field_name("body")
    value = node.child_by_field_name("value")
    if body is None and value is not None and value.type in _FUNCTION_VALUES:
        body = value.child_by_field_name("body")
    start = parsed.offset(node.start_byte)
    end = parsed.offset(body.start_byte if body is not None else node.end_byte)
    line = _OPENER.sub("", _SPACE.sub(" ", parsed.text[start:end]).strip())
    if len(line) > _SIGNATURE_CHARACTERS:
        return line[: _SIGNATURE_CHARACTERS - 1] + "…"
    return line


def identifiers(parsed: ParsedText) -> set[str]:
    """Distinct identifiers, wherever they stand; comments and strings do not count."""
    found: set[bytes] = set()
    cursor = parsed.tree.walk()
    while True:
        node = cursor.node
        if node is not None and node.child_count == 0 and node.type in _IDENTIFIER_TYPES:
            found.add(node.text or b"")
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return {name.decode(errors="surrogatepass") for name in found if name}
