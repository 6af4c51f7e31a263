"""Diagnostics: pushed after a pause in typing, or pulled by clients that ask for them.

A client that can pull is not pushed to, since it would show everything twice.
"""

from __future__ import annotations

import asyncio
import time

from lsprotocol import types

from kibitz.features.diagnostics import diagnostic_steps
from kibitz.features.snapshot import SMALLTALK, Snapshot
from kibitz.formats.check import in_file_order
from kibitz.formats.model import Problem
from kibitz.protocol import convert
from kibitz.protocol.documents import Document
from kibitz.protocol.server import KibitzServer

PAUSE_SECONDS = 0.15  # longer than between two keystrokes, shorter than a look up
SLICE_SECONDS = 0.01  # of parsing, between which messages are read

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}


def register(server: KibitzServer) -> None:
    @server.request(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier="kibitz"
        ),
    )
    async def diagnostic(
        server: KibitzServer, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport:
        snapshot = server.snapshot(params.text_document.uri)
        return types.RelatedFullDocumentDiagnosticReport(await _diagnostics(server, snapshot))

    waiting: dict[str, asyncio.Task[None]] = {}

    def changed(document: Document) -> None:
        if server.client.can("text_document.diagnostic"):
            return
        if earlier := waiting.pop(document.uri, None):
            earlier.cancel()
        waiting[document.uri] = server.spawn(publish_later(document), "diagnostics")

    async def publish_later(document: Document) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        snapshot = server.snapshot(document.uri)
        if snapshot.language == SMALLTALK:
            server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(
                    document.uri, await _diagnostics(server, snapshot), version=document.version
                )
            )
        del waiting[document.uri]

    def closed(document: Document) -> None:
        if earlier := waiting.pop(document.uri, None):
            earlier.cancel()
        if not server.client.can("text_document.diagnostic"):
            server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(document.uri, [])
            )

    server.when_document_changes(changed)
    server.when_document_closes(closed)


async def _diagnostics(server: KibitzServer, snapshot: Snapshot) -> list[types.Diagnostic]:
    found: list[Problem] = []
    pause = time.monotonic() + SLICE_SECONDS
    for step in diagnostic_steps(snapshot):
        found += step
        if time.monotonic() > pause:
            await asyncio.sleep(0)  # a keystroke meanwhile cancels this
            pause = time.monotonic() + SLICE_SECONDS
    return [
        types.Diagnostic(
            range=convert.range_of(server.codec, snapshot.lines, problem.span),
            message=problem.message,
            severity=_SEVERITIES[problem.severity],
            code=problem.code,
            source="kibitz",
        )
        for problem in in_file_order(found)
    ]
