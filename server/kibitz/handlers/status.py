"""`kibitz/status`, our own request: the models' and the index's state."""

from __future__ import annotations

from typing import Any

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request("kibitz/status")
    def status(server: KibitzServer, params: object) -> dict[str, Any]:
        return server.status()
