"""`textDocument/definition`."""

from __future__ import annotations

from lsprotocol import types

from kibitz.features import definition as features
from kibitz.handlers.locations import lsp_locations
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(
        server: KibitzServer, params: types.DefinitionParams
    ) -> list[types.Location]:
        snapshot = server.snapshot(params.text_document.uri)
        at = convert.offset(server.codec, snapshot.lines, params.position)
        return await lsp_locations(server, features.definition(snapshot, at))
