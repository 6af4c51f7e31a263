"""`kibitz/waitUntilIndexed`, our own request: answered when the index holds the workspace as it is.

For scripts and tests, which would have to guess with pauses otherwise.
"""

from __future__ import annotations

from typing import Any

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request("kibitz/waitUntilIndexed")
    async def wait_until_indexed(server: KibitzServer, params: object) -> dict[str, Any]:
        await server.services.wait_idle()
        return server.status()
