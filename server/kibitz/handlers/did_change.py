"""`textDocument/didChange`: incremental, each change applied to the result of the one before."""

from __future__ import annotations

import logging

from lsprotocol import types

from kibitz.protocol.documents import Change
from kibitz.protocol.server import KibitzServer

log = logging.getLogger(__name__)


def register(server: KibitzServer) -> None:
    @server.notification(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(server: KibitzServer, params: types.DidChangeTextDocumentParams) -> None:
        document = server.documents.change(
            params.text_document.uri,
            params.text_document.version,
            [_change(each) for each in params.content_changes],
            server.codec,
        )
        if document is None:
            log.warning("Ignored a change of %s, which is not open.", params.text_document.uri)
            return
        server.document_changed(document)


def _change(event: types.TextDocumentContentChangeEvent) -> Change:
    if isinstance(event, types.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return Change(event.text, (start.line, start.character), (end.line, end.character))
    return Change(event.text)
