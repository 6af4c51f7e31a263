"""`textDocument/implementation`: implementors of a selector, subclasses of a class."""

from __future__ import annotations

from lsprotocol import types

from kibitz.features import implementation as features
from kibitz.handlers.locations import lsp_locations
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.TEXT_DOCUMENT_IMPLEMENTATION)
    async def implementation(
        server: KibitzServer, params: types.ImplementationParams
    ) -> list[types.Location]:
        snapshot = server.snapshot(params.text_document.uri)
        at = convert.offset(server.codec, snapshot.lines, params.position)
        return await lsp_locations(server, features.implementation(snapshot, at))
