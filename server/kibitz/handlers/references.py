"""`textDocument/references`: senders of a selector, uses of a class or a variable."""

from __future__ import annotations

from lsprotocol import types

from kibitz.features import references as features
from kibitz.handlers.locations import lsp_locations
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.TEXT_DOCUMENT_REFERENCES)
    async def references(
        server: KibitzServer, params: types.ReferenceParams
    ) -> list[types.Location]:
        snapshot = server.snapshot(params.text_document.uri)
        at = convert.offset(server.codec, snapshot.lines, params.position)
        found = features.references(snapshot, at, params.context.include_declaration)
        return await lsp_locations(server, found)
