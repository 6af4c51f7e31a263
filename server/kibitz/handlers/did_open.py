"""`textDocument/didOpen`: from now on the editor's text is the document."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(server: KibitzServer, params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        server.document_changed(
            server.documents.open(opened.uri, opened.language_id, opened.version, opened.text)
        )
