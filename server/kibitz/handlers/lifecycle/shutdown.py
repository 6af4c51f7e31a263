"""`shutdown`: stop all work; nothing but `exit` is served afterwards."""

from __future__ import annotations

from collections.abc import Awaitable

from lsprotocol import types

from kibitz.protocol.rpc import Phase
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.SHUTDOWN)
    def shutdown(server: KibitzServer, params: object) -> Awaitable[None]:
        server.protocol.phase = Phase.SHUT_DOWN  # with the message: what follows is refused
        server.protocol.cancel_everything(but=types.SHUTDOWN)
        return server.close_services()
