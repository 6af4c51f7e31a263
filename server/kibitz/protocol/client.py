"""What the server asks of the client; each call does only what the client said it can do."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from kibitz.protocol.server import KibitzServer

log = logging.getLogger(__name__)

_ANSWER_SECONDS = 10.0  # for questions that no person has to answer


class Client:
    """The client of one session."""

    def __init__(self, server: KibitzServer) -> None:
        self._server = server

    def can(self, capability: str) -> bool:
        """Whether a capability, named in pygls's dotted snake case, is present and not false."""
        value: Any = get_capability(self._server.client_capabilities, capability)  # pyright: ignore
        return value is not None and value is not False

    def show_message(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        self._server.window_show_message(types.ShowMessageParams(kind, text))

    async def apply_edit(self, edit: types.WorkspaceEdit, label: str) -> str | None:
        """Have the client apply an edit. None when it did, else a sentence that says why not."""
        if not self.can("workspace.apply_edit"):
            return "This editor does not let a language server apply edits."
        result = await self._server.workspace_apply_edit_async(
            types.ApplyWorkspaceEditParams(edit, label)
        )
        if result.applied:
            return None
        return result.failure_reason or "The editor did not apply the edit."

    async def show_document(
        self,
        uri: str,
        selection: types.Range | None = None,
        take_focus: bool = True,
        external: bool = False,
    ) -> bool:
        """Have the client open a document; False where it cannot or did not."""
        if not self.can("window.show_document.support"):
            return False
        try:
            result = await self._server.window_show_document_async(
                types.ShowDocumentParams(uri, external, take_focus, selection)
            )
        except JsonRpcException as error:
            log.info("The client did not show %s: %s", uri, error)
            return False
        return result.success

    async def configuration(self, section: str) -> Any:
        """The user's settings of a section; None where the client has no answer."""
        if not self.can("workspace.configuration"):
            return None
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                answer = await self._server.workspace_configuration_async(
                    types.ConfigurationParams([types.ConfigurationItem(section=section)])
                )
        except (JsonRpcException, TimeoutError) as error:
            log.warning("The client did not tell its settings: %s", error)
            return None
        return answer[0] if answer else None

    async def register(self, registrations: list[types.Registration]) -> bool:
        """Register capabilities dynamically; False where the client refused."""
        if not registrations:
            return True
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._server.client_register_capability_async(
                    types.RegistrationParams(registrations)
                )
        except (JsonRpcException, TimeoutError) as error:
            log.warning("The client refused to register capabilities: %s", error)
            return False
        return True
