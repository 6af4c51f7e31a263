"""`textDocument/completion` and `completionItem/resolve`.

Trigger characters: editors ask by themselves while an identifier is typed. `#`
begins a symbol, which is none. After `:` there is an answer only while the typed
keywords are not a whole selector (`between:` is none, `at:` is one), so that Enter
after `ifTrue:` stays a new line. A space is no trigger: a list after every word
would be in the way more often than it helps.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

from lsprotocol import types

from kibitz.features.completion import (
    CompletionItem,
    CompletionList,
    ItemData,
    complete,
    item_documentation,
)
from kibitz.features.documentation import as_markdown
from kibitz.features.vocabulary import warm
from kibitz.formats.model import Span
from kibitz.protocol import convert
from kibitz.protocol.documents import Document
from kibitz.protocol.server import KibitzServer
from kibitz.syntax.lines import LineIndex

_KINDS = {each.name.lower(): each for each in types.CompletionItemKind}


def register(server: KibitzServer) -> None:
    @server.request(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=["#", ":"], resolve_provider=True),
    )
    def completion(
        server: KibitzServer, params: types.CompletionParams
    ) -> types.CompletionList | None:
        snapshot = server.snapshot(params.text_document.uri)
        at = convert.offset(server.codec, snapshot.lines, params.position)
        asked_by = params.context.trigger_character if params.context else None
        found = complete(snapshot, at, triggered_by=asked_by)
        return _list(server, snapshot.lines, found)

    has_opened = False

    def opened(_document: Document) -> None:
        nonlocal has_opened
        if not has_opened:
            has_opened = True
            server.spawn(_prepare(server), "completion words")

    server.when_document_changes(opened)

    @server.request(types.COMPLETION_ITEM_RESOLVE)
    def resolve(server: KibitzServer, item: types.CompletionItem) -> types.CompletionItem:
        if isinstance(item.data, dict):
            documentation = item_documentation(
                server.index, ItemData(**item.data), lambda path: server.text_of(Path(path))
            )
            if documentation:
                item.documentation = convert.markup(
                    _documentation_formats(server), as_markdown(documentation)
                )
        return item


async def _prepare(server: KibitzServer) -> None:
    """Once the workspace is read, make what the first completion would otherwise wait for."""
    await server.services.wait_idle()
    for _ in warm(server.index):
        await asyncio.sleep(0)


def _list(server: KibitzServer, lines: LineIndex, found: CompletionList) -> types.CompletionList:
    insert = convert.range_of(server.codec, lines, found.span)
    replace = convert.range_of(server.codec, lines, Span(found.span.start, found.tail))
    defaults = _takes_default_range(server)
    snippets = server.client.can("text_document.completion.completion_item.snippet_support")
    both = server.client.can("text_document.completion.completion_item.insert_replace_support")
    both = both and found.tail > found.span.end
    made: list[types.CompletionItem] = []
    for place, each in enumerate(found.items):
        item = _item(each, place, snippets)
        text = item.insert_text or ""
        if defaults:
            item.text_edit_text = text
        elif both:
            item.text_edit = types.InsertReplaceEdit(text, insert, replace)
        else:
            item.text_edit = types.TextEdit(insert, text)
        made.append(item)
    shared = types.EditRangeWithInsertReplace(insert, replace) if both else insert
    return types.CompletionList(
        is_incomplete=found.is_incomplete,
        items=made,
        item_defaults=types.CompletionItemDefaults(edit_range=shared) if defaults else None,
    )


def _item(each: CompletionItem, place: int, snippets: bool) -> types.CompletionItem:
    is_snippet = snippets and each.snippet is not None
    return types.CompletionItem(
        label=each.label,
        kind=_KINDS[each.kind.value],
        detail=each.detail or None,
        sort_text=f"{place:04d}",
        filter_text=each.filter_text,
        preselect=True if each.preselect else None,
        insert_text=each.snippet if is_snippet else each.insert_text,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else None,
        data=asdict(each.data) if each.data else None,
    )


def _takes_default_range(server: KibitzServer) -> bool:
    """Whether one range for all items may stand at the list (LSP 3.17)."""
    capability = server.client_capabilities.text_document
    completion = capability.completion if capability else None
    defaults = completion.completion_list if completion else None
    return "editRange" in ((defaults.item_defaults if defaults else None) or ())


def _documentation_formats(server: KibitzServer) -> list[types.MarkupKind | str] | None:
    capability = server.client_capabilities.text_document
    completion = capability.completion if capability else None
    item = completion.completion_item if completion else None
    return list(item.documentation_format or ()) if item else None
