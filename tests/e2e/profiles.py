"""What several real clients say they can do when they initialise."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types
from pytest_lsp import client_capabilities

_INLINE = types.InlineCompletionClientCapabilities(dynamic_registration=True)


def vscode() -> types.ClientCapabilities:
    """VS Code: UTF-16, everything; pytest-lsp's profile is from before inline completion."""
    capabilities = client_capabilities("visual_studio_code")
    assert capabilities.text_document
    capabilities.text_document.inline_completion = _INLINE
    capabilities.general = types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind.Utf16],
        stale_request_support=types.StaleRequestSupportOptions(
            cancel=True, retry_on_content_modified=["textDocument/semanticTokens/full"]
        ),
    )
    return capabilities


def neovim() -> types.ClientCapabilities:
    """Neovim 0.12: prefers UTF-8 and asks for inline completion."""
    capabilities = client_capabilities("neovim")
    assert capabilities.text_document
    capabilities.text_document.inline_completion = types.InlineCompletionClientCapabilities()
    capabilities.general = types.GeneralClientCapabilities(
        position_encodings=[
            types.PositionEncodingKind.Utf8,
            types.PositionEncodingKind.Utf16,
            types.PositionEncodingKind.Utf32,
        ]
    )
    return capabilities


def emacs() -> types.ClientCapabilities:
    """Emacs with eglot."""
    return client_capabilities("emacs")


def minimal() -> types.ClientCapabilities:
    """A client that says nothing about itself."""
    return types.ClientCapabilities()


PROFILES: dict[str, Callable[[], types.ClientCapabilities]] = {
    "vscode": vscode,
    "neovim": neovim,
    "emacs": emacs,
    "minimal": minimal,
}
