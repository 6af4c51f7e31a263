"""`workspace/didChangeWatchedFiles`: files were changed outside the editor."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.documents import is_file_uri, path_of
from kibitz.protocol.server import KibitzServer

_SOURCES = "**/*.{st,cs,cls,pac,pax,py,pyi,js,mjs,cjs,jsx,ts,mts,cts,tsx}"


def register(server: KibitzServer) -> None:
    @server.notification(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(
        server: KibitzServer, params: types.DidChangeWatchedFilesParams
    ) -> None:
        paths = {path_of(each.uri) for each in params.changes if is_file_uri(each.uri)}
        server.services.files_changed(sorted(paths))


def registration() -> types.Registration:
    """What to ask the client to watch: sources, and folders that come and go as a whole."""
    return types.Registration(
        "kibitz-files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions(
            [
                types.FileSystemWatcher(_SOURCES),
                types.FileSystemWatcher("**", types.WatchKind.Create | types.WatchKind.Delete),
            ]
        ),
    )
