"""`workspace/didChangeWatchedFiles`: files were changed outside the editor."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.documents import is_file_uri, path_of
from kibitz.protocol.server import KibitzServer

_PATTERN = "**/*.{st,cs,sts,py,pyi,js,mjs,cjs,jsx,ts,mts,cts,tsx}"


def register(server: KibitzServer) -> None:
    @server.notification(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(
        server: KibitzServer, params: types.DidChangeWatchedFilesParams
    ) -> None:
        paths = {path_of(each.uri) for each in params.changes if is_file_uri(each.uri)}
        server.services.files_changed(sorted(paths))


def registration() -> types.Registration:
    """What to ask the client to watch."""
    return types.Registration(
        "kibitz-files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_PATTERN)]),
    )
