"""`workspace/didChangeConfiguration`: read the settings again, from the client or the message."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from kibitz.config.schema import PREFIX, parse_settings
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(
        server: KibitzServer, params: types.DidChangeConfigurationParams
    ) -> None:
        if server.client.can("workspace.configuration"):
            await pull_settings(server)
        elif params.settings is not None:
            use_settings(server, params.settings)


async def pull_settings(server: KibitzServer) -> None:
    """Ask the client for its settings; what `initialize` brought stays where it has none."""
    told = await server.client.configuration(PREFIX)
    if told is not None:
        use_settings(server, told)


def use_settings(server: KibitzServer, told: Any) -> None:
    """Take the settings and show each problem in them once."""
    settings, problems = parse_settings(told)
    for problem in problems:
        if problem not in server.told_problems:
            server.told_problems.add(problem)
            server.show_message(problem, types.MessageType.Warning)
    server.use_settings(settings)
