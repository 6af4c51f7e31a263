"""textDocument/completion: what may stand at the cursor, best first.

Smalltalk code by what the cursor's place can hold (`syntax/cursor.py`): variables, messages,
symbols, patterns; class names in class headers. Other languages: identifiers of
the workspace. Nothing in comments and strings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kibitz.features.code import Code, code_at
from kibitz.features.completion_items import (
    CompletionItem,
    CompletionList,
    ItemData,
    ItemKind,
    nothing,
)
from kibitz.features.documentation import (
    Documentation,
    TextOf,
    class_documentation,
    selector_documentation,
)
from kibitz.features.message_completion import message_items, message_slot
from kibitz.features.ranking import Evidence, rank
from kibitz.features.receiver import Receiver
from kibitz.features.snapshot import Snapshot
from kibitz.features.stub_completion import StubStyle, stub_items
from kibitz.features.variable_completion import class_items, variable_items
from kibitz.features.vocabulary import identifiers_of, selectors_of
from kibitz.formats.model import Format, Span
from kibitz.index.view import IndexView
from kibitz.syntax.method import CursorContext, Place, context_at

__all__ = ["CompletionItem", "CompletionList", "ItemData", "complete", "item_documentation"]

_KEYWORD_END = re.compile(r"(?<!\w)([^\W\d]\w*):\Z")
_IDENTIFIER_END = re.compile(r"[^\W\d]\w*\Z")
_IDENTIFIER_REST = re.compile(r"\w*")
_TONEL_HEADER = re.compile(r"^(?P<name>\w+)(?P<meta> class)?\s*>>\s*(?P<typed>\w*)$")
_HEADER_CLASS = re.compile(r"#?superclass\s*:\s*[#']?(?P<typed>\w*)$|^(?P<chunk>[A-Z]\w*)$")
_RELATED = {
    "typescript": ("typescript", "javascript"),
    "javascript": ("javascript", "typescript"),
}


def complete(snapshot: Snapshot, offset: int, triggered_by: str | None = None) -> CompletionList:
    """The list for a cursor at the file offset.

    `triggered_by` is the trigger character the client asked for, None where the user
    types a word or asks by hand. After `:` there are answers only while what has been
    typed is no whole selector yet.
    """
    if not snapshot.settings.completion.enabled:
        return nothing(offset)
    limit = snapshot.settings.completion.max_items
    if snapshot.source is None:
        found = _identifiers(snapshot, offset, limit)
    elif snapshot.source.format is Format.TONEL and (
        header := _in_tonel_header(snapshot, offset, limit)
    ):
        found = header
    elif code := code_at(snapshot, offset):
        found = _in_code(code, offset, limit, triggered_by)
    else:
        found = _in_class_header(snapshot, offset, limit)
    return found.limited(limit)


def item_documentation(index: IndexView, data: ItemData, text_of: TextOf) -> Documentation:
    """What `completionItem/resolve` adds to an item; empty where there is nothing to say."""
    if data.subject == "class":
        return class_documentation(index, data.name)
    receiver = Receiver(data.class_name, data.is_meta) if data.class_name else None
    return selector_documentation(index, data.name, receiver, text_of)


def _in_code(code: Code, offset: int, limit: int, triggered_by: str | None) -> CompletionList:
    at = code.to_code(offset)
    context, typed = _context(code, at)
    if not _answers_trigger(code.index, context, typed, triggered_by):
        return nothing(offset)
    items = _items(code, context, typed, at, limit + 1)
    return _list(code.snapshot, offset, typed, items)


def _list(
    snapshot: Snapshot, offset: int, typed: str, items: Sequence[CompletionItem]
) -> CompletionList:
    """The items for what has been typed right before the offset. A list with a choice is asked
    for again at the next letter: what is complete by then has to come first."""
    return CompletionList(
        items=tuple(items),
        span=Span(offset - len(typed), offset),
        tail=_tail(snapshot.text, offset),
        is_incomplete=len(items) > 1,
    )


def _context(code: Code, at: int) -> tuple[CursorContext, str]:
    """What the cursor is in, and what has been typed there: right behind a keyword, the
    keyword itself, which may be the beginning of a longer selector."""
    keyword = _KEYWORD_END.search(code.text, 0, at)
    if keyword is not None:
        context = context_at(code.tree, at - 1)
        if context.place is Place.MESSAGE and context.typed == keyword[1]:
            return context, f"{context.typed}:"
    context = context_at(code.tree, at)
    return context, context.typed


def _answers_trigger(
    index: IndexView, context: CursorContext, typed: str, triggered_by: str | None
) -> bool:
    if triggered_by == ":":
        selector = "".join((*context.before, typed))
        return typed.endswith(":") and not index.is_implemented(selector)
    return triggered_by != "#" or context.place is Place.SYMBOL


def _items(
    code: Code, context: CursorContext, typed: str, at: int, limit: int
) -> list[CompletionItem]:
    match context.place:
        case Place.OPERAND:
            return variable_items(code, at, typed, limit)
        case Place.MESSAGE:
            items = message_items(code, message_slot(code, context, typed), limit)
            if _begins_line(code.text, context.word.start) and len(items) < limit:
                items += variable_items(code, at, typed, limit - len(items))
            return items
        case Place.SYMBOL:
            return _symbols(code, typed, limit)
        case Place.PATTERN:
            return [] if context.before else _stubs(code, typed, limit)
        case _:
            return []


def _begins_line(text: str, start: int) -> bool:
    """Whether a word that begins at `start` is the first of its line: then the period before
    it may be forgotten, and a variable is possible after all."""
    return not re.split(r"[\r\n]", text[:start])[-1].strip()


def _symbols(code: Code, typed: str, limit: int) -> list[CompletionItem]:
    """Selectors, for `perform:` and its like."""
    index = code.index
    path = str(code.snapshot.path)
    evidence = Evidence(
        index.selector_frequency, index.sent_in_file(path), index.sent_in_folder(path)
    )
    return [
        CompletionItem(
            label=selector,
            kind=ItemKind.METHOD,
            insert_text=selector,
            detail="symbol",
            preselect=selector == typed,
            data=ItemData("selector", selector),
        )
        for selector in rank(selectors_of(index), typed, evidence, limit)
    ]


def _stubs(code: Code, typed: str, limit: int) -> list[CompletionItem]:
    method = code.method
    if method is None:
        return []
    body = code.text[method.pattern_span.end - method.pattern_span.start :]
    style = StubStyle.PATTERN if body.strip() else StubStyle.BODY
    return stub_items(code.index, method.class_name, method.is_meta, typed, limit, style)


def _in_tonel_header(snapshot: Snapshot, offset: int, limit: int) -> CompletionList | None:
    """Behind `Foo >> `, whether or not a body follows yet; None elsewhere."""
    line = snapshot.lines.line_of(offset)
    header = _TONEL_HEADER.match(snapshot.text[snapshot.lines.line_start(line) : offset])
    if header is None:
        return None
    has_body = "[" in snapshot.text[offset : snapshot.lines.line_end(line)]
    style = StubStyle.PATTERN if has_body else StubStyle.BRACKETED
    items = stub_items(
        snapshot.index,
        header["name"],
        header["meta"] is not None,
        header["typed"],
        limit + 1,
        style,
    )
    return _list(snapshot, offset, header["typed"], items)


def _in_class_header(snapshot: Snapshot, offset: int, limit: int) -> CompletionList:
    """The superclass of a Tonel header; the word that begins a chunk."""
    line = snapshot.lines.line_of(offset)
    found = _HEADER_CLASS.search(snapshot.text[snapshot.lines.line_start(line) : offset])
    if found is None:
        return nothing(offset)
    typed = found["typed"] or found["chunk"] or ""
    return _list(snapshot, offset, typed, class_items(snapshot, typed, limit + 1))


def _identifiers(snapshot: Snapshot, offset: int, limit: int) -> CompletionList:
    """Identifiers that files of the language (and its sister) mention, near ones first."""
    line_start = snapshot.lines.line_start(snapshot.lines.line_of(offset))
    match = _IDENTIFIER_END.search(snapshot.text[line_start:offset])
    if match is None or len(match[0]) < 2:
        return replace(nothing(offset), is_incomplete=True)
    typed = match[0]
    languages = _RELATED.get(snapshot.language, (snapshot.language,))
    vocabulary = identifiers_of(snapshot.index, languages)
    own = {symbol.facts.name for symbol in snapshot.index.symbols_of(str(snapshot.path))}
    names = [name for name in vocabulary.starting(typed) if name != typed]
    names.sort(key=lambda name: (not name.startswith(typed), name not in own, len(name), name))
    names += [name for name in vocabulary.humps(typed) if name != typed]
    items = [
        CompletionItem(label=name, kind=ItemKind.TEXT, insert_text=name)
        for name in names[: limit + 1]
    ]
    return _list(snapshot, offset, typed, items)


def _tail(text: str, offset: int) -> int:
    """Where the word under the cursor ends."""
    match = _IDENTIFIER_REST.match(text, offset)
    return match.end() if match else offset
