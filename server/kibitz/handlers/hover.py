"""`textDocument/hover`."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from kibitz.features import hover as features
from kibitz.features.documentation import as_markdown
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.TEXT_DOCUMENT_HOVER)
    def hover(server: KibitzServer, params: types.HoverParams) -> types.Hover | None:
        snapshot = server.snapshot(params.text_document.uri)
        at = convert.offset(server.codec, snapshot.lines, params.position)
        found = features.hover(snapshot, at, lambda path: server.text_of(Path(path)))
        if found is None:
            return None
        return types.Hover(
            convert.markup(_formats(server), as_markdown(found.documentation)),
            convert.range_of(server.codec, snapshot.lines, found.span),
        )


def _formats(server: KibitzServer) -> list[types.MarkupKind | str] | None:
    capability = server.client_capabilities.text_document
    hover = capability.hover if capability else None
    return list(hover.content_format or ()) if hover else None
