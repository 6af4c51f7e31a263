"""`initialize`: learn what the client can do and say what we can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from kibitz import __version__
from kibitz.handlers.did_change_configuration import use_settings
from kibitz.protocol.documents import is_file_uri, path_of
from kibitz.protocol.positions import PositionCodec, choose_encoding
from kibitz.protocol.rpc import Phase
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.INITIALIZE)
    def initialize(server: KibitzServer, params: types.InitializeParams) -> types.InitializeResult:
        server.protocol.client_capabilities = params.capabilities
        general = params.capabilities.general
        server.codec = PositionCodec(choose_encoding(general and general.position_encodings))
        server.folders = _folders(params)
        if params.process_id is not None:
            server.watch_parent(params.process_id)
        server.protocol.phase = Phase.RUNNING
        server.protocol.server_capabilities = _capabilities(server)
        use_settings(server, params.initialization_options)
        return types.InitializeResult(
            server.protocol.server_capabilities, types.ServerInfo("kibitz", __version__)
        )


def _folders(params: types.InitializeParams) -> list[Path]:
    """The workspace's roots; `rootUri` and `rootPath` are what older clients send."""
    if params.workspace_folders:
        return [path_of(each.uri) for each in params.workspace_folders if is_file_uri(each.uri)]
    if params.root_uri and is_file_uri(params.root_uri):
        return [path_of(params.root_uri)]
    return [Path(params.root_path)] if params.root_path else []


def _capabilities(server: KibitzServer) -> types.ServerCapabilities:
    options: dict[str, Any] = server.options
    capabilities = ServerCapabilitiesBuilder(
        server.client_capabilities,
        {*server.protocol.requests, *server.protocol.notifications},
        options,
        sorted(server.commands),
        types.TextDocumentSyncKind.Incremental,
        None,
        types.PositionEncodingKind(server.codec.encoding.value),
    ).build()
    if capabilities.execute_command_provider:
        capabilities.execute_command_provider.work_done_progress = True
    return capabilities
