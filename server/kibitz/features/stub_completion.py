"""Completion of a message pattern: the inherited methods that the class may override."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from kibitz.features.completion_items import CompletionItem, ItemData, ItemKind
from kibitz.features.patterns import argument_names, message_text, parts_of, snippet_escaped
from kibitz.features.ranking import ROOTS
from kibitz.features.vocabulary import Vocabulary
from kibitz.index.view import IndexView, MethodEntry


class StubStyle(StrEnum):
    """What is inserted."""

    PATTERN = "pattern"  # the message pattern alone
    BODY = "body"  # a body under it, as a chunk has it
    BRACKETED = "bracketed"  # a body in brackets, as Tonel has it


_AROUND = {
    StubStyle.PATTERN: ("", ""),
    StubStyle.BODY: ("\n\t", ""),
    StubStyle.BRACKETED: (" [\n\n\t", "\n]"),
}


def stub_items(
    index: IndexView,
    class_name: str,
    is_meta: bool,
    typed: str,
    limit: int,
    style: StubStyle,
) -> list[CompletionItem]:
    """Patterns of inherited methods that begin with `typed`; what is still abstract first,
    then by how many classes override the selector."""
    ranked = sorted(
        _overridable(index, class_name, is_meta, typed), key=lambda entry: _key(index, entry)
    )
    return [_item(entry, typed, style) for entry in ranked[:limit]]


def _overridable(
    index: IndexView, class_name: str, is_meta: bool, typed: str
) -> Iterator[MethodEntry]:
    own = set(index.own_selectors(class_name, is_meta))
    seen: set[str] = set()
    for name, meta in index.lookup_order(class_name, is_meta):
        if name == class_name and meta == is_meta:
            continue
        selectors = [each for each in index.own_selectors(name, meta) if each not in seen]
        seen.update(selectors)
        for selector in Vocabulary(selectors).starting(typed):
            entry = None if selector in own else index.method(name, meta, selector)
            if entry is not None:
                yield entry


def _key(index: IndexView, entry: MethodEntry) -> tuple[bool, bool, int, str]:
    facts = entry.facts
    overrides = index.implementor_count(facts.selector)
    return not facts.abstract, facts.class_name in ROOTS, -overrides, facts.selector


def _item(entry: MethodEntry, typed: str, style: StubStyle) -> CompletionItem:
    facts = entry.facts
    pattern = message_text(parts_of(facts.selector), argument_names(facts.pattern))
    body = "" if facts.abstract else _super_send(entry, pattern)
    before, after = _AROUND[style]
    snippet = None
    if style is not StubStyle.PATTERN:
        snippet = "".join(
            (snippet_escaped(pattern + before), f"${{0:{snippet_escaped(body)}}}", after)
        )
    return CompletionItem(
        label=facts.selector,
        kind=ItemKind.METHOD,
        insert_text=pattern if style is StubStyle.PATTERN else f"{pattern}{before}{body}{after}",
        snippet=snippet,
        detail=f"overrides {facts.class_name}{' class' if facts.is_meta else ''}",
        preselect=facts.selector == typed,
        data=ItemData("selector", facts.selector, facts.class_name, facts.is_meta),
    )


def _super_send(entry: MethodEntry, pattern: str) -> str:
    """`super initialize`, with `^` unless the protocol says that nobody wants the answer."""
    protocol = entry.facts.protocol or ""
    answers = "" if "initial" in protocol or entry.facts.selector in ("setUp", "tearDown") else "^ "
    return f"{answers}super {pattern}"
