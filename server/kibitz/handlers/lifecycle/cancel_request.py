"""`$/cancelRequest`: the request is answered RequestCancelled at once, its work is dropped."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.CANCEL_REQUEST)
    def cancel_request(server: KibitzServer, params: types.CancelParams) -> None:
        server.protocol.cancel(params.id)
