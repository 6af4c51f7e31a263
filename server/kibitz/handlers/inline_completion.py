"""`textDocument/inlineCompletion` (LSP 3.18): ghost text, checked before it is shown."""

from __future__ import annotations

from lsprotocol import types

from kibitz.features.inline_completion import infill_at
from kibitz.inference.engine import EngineUnavailable
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
    async def inline_completion(
        server: KibitzServer, params: types.InlineCompletionParams
    ) -> types.InlineCompletionList:
        settings = server.settings.inline
        nothing = types.InlineCompletionList([])  # Neovim keeps a stale suggestion on null
        snapshot = server.snapshot(params.text_document.uri)
        automatic = params.context.trigger_kind is types.InlineCompletionTriggerKind.Automatic
        if automatic and not (settings.enabled and settings.languages.get(snapshot.language)):
            return nothing
        offset = convert.offset(server.codec, snapshot.lines, params.position)
        infill = infill_at(snapshot, offset)
        if infill is None:
            return nothing
        pause = settings.debounce_ms / 1000 if automatic else 0.0
        try:
            made = await server.suggester.suggest(
                infill, server.engines.completion, settings, pause=pause
            )
        except EngineUnavailable:
            return nothing  # the status notification has said why
        if not made.text:
            return nothing
        at = convert.position(server.codec, snapshot.lines, offset)
        item = types.InlineCompletionItem(infill.to_file(made.text), range=types.Range(at, at))
        return types.InlineCompletionList([item])
