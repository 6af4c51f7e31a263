"""`textDocument/didClose`: from now on the file on disk counts again."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(server: KibitzServer, params: types.DidCloseTextDocumentParams) -> None:
        if document := server.documents.close(params.text_document.uri):
            server.document_closed(document)
