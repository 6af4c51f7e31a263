"""`exit`: end the process, with 0 after `shutdown` and 1 without."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.EXIT)
    def exit_(server: KibitzServer, params: object) -> None:
        server.stop("The client asked to exit.")
