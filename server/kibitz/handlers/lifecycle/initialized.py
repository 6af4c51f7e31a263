"""`initialized`: the client is ready for requests; read its settings, then start working."""

from __future__ import annotations

from lsprotocol import types

from kibitz.handlers.did_change_configuration import pull_settings
from kibitz.handlers.did_change_watched_files import registration as watching
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.INITIALIZED)
    async def initialized(server: KibitzServer, params: types.InitializedParams) -> None:
        await pull_settings(server)
        registrations: list[types.Registration] = []
        if server.client.can("workspace.did_change_configuration.dynamic_registration"):
            registrations.append(
                types.Registration(
                    "kibitz-configuration",
                    types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                    types.DidChangeConfigurationRegistrationOptions("kibitz"),
                )
            )
        watches = server.client.can("workspace.did_change_watched_files.dynamic_registration")
        if watches:
            registrations.append(watching())
        registered = await server.client.register(registrations)
        await server.services.start(client_watches_files=watches and registered)
