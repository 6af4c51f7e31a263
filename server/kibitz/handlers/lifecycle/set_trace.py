"""`$/setTrace`: accepted; what Kibitz logs is chosen with `--log-level`."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.SET_TRACE)
    def set_trace(server: KibitzServer, params: types.SetTraceParams) -> None:
        server.protocol.trace = params.value
