"""`textDocument/didOpen`: from now on the editor's text is the document."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(server: KibitzServer, params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        document = server.documents.open(
            opened.uri, opened.language_id, opened.version, opened.text
        )
        server.document_changed(document)
        if server.is_too_long(document.text):
            server.show_message(
                f"{document.path.name} has more than {server.settings.index.max_file_bytes:,} "
                "characters, so Kibitz does not look into it. The setting "
                "kibitz.index.maxFileBytes raises the limit.",
                types.MessageType.Warning,
            )
