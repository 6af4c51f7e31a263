"""`textDocument/didSave`: the disk now has what the editor has; nothing to do while it is open."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(server: KibitzServer, params: types.DidSaveTextDocumentParams) -> None:
        server.status_changed()
