"""`workspace/didChangeWorkspaceFolders`: the index follows the workspace's roots."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.documents import is_file_uri, path_of
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_workspace_folders(
        server: KibitzServer, params: types.DidChangeWorkspaceFoldersParams
    ) -> None:
        removed = {path_of(each.uri) for each in params.event.removed}
        added = [path_of(each.uri) for each in params.event.added if is_file_uri(each.uri)]
        kept = [each for each in server.folders if each not in removed]
        server.folders = kept + [each for each in added if each not in kept]
        server.services.folders_changed(server.folders)
