"""`workspace/symbol`."""

from __future__ import annotations

from lsprotocol import types

from kibitz.features.workspace_symbols import workspace_symbols
from kibitz.handlers.document_symbol import KINDS
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.WORKSPACE_SYMBOL)
    def workspace_symbol(
        server: KibitzServer, params: types.WorkspaceSymbolParams
    ) -> list[types.SymbolInformation]:
        made: list[types.SymbolInformation] = []
        for each in workspace_symbols(server.index, params.query):
            place = convert.location(server, each.location)
            if place is not None:
                made.append(
                    types.SymbolInformation(
                        place, each.name, KINDS[each.kind], container_name=each.container
                    )
                )
        return made
