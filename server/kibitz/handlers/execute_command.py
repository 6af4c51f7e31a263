"""`workspace/executeCommand`: find the command's own file in `handlers/commands/`."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from kibitz.protocol import errors
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.WORKSPACE_EXECUTE_COMMAND)
    def execute_command(server: KibitzServer, params: types.ExecuteCommandParams) -> Any:
        command = server.commands.get(params.command)
        if command is None:
            raise errors.invalid_params(f"Kibitz has no command {params.command!r}.")
        return command(server, list(params.arguments or ()), params)
