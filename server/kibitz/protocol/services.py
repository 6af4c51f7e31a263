"""The index and the engines of one session: made, started and ended in the right order.

Interim seam: the parts are looked up as they land.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kibitz.protocol.documents import Document

if TYPE_CHECKING:
    from kibitz.protocol.server import KibitzServer

log = logging.getLogger(__name__)

_CLOSE_SECONDS = 3.0


class Services:
    def __init__(self, server: KibitzServer) -> None:
        self._server = server
        self.engines: Any = None
        try:
            from kibitz.index.workspace import WorkspaceIndex

            self.index: Any = WorkspaceIndex()
        except ImportError:
            self.index = None

    async def start(self, client_watches_files: bool) -> None:
        return

    def settings_changed(self, settings: Any) -> None:
        return

    async def folders_changed(self, folders: list[Path]) -> None:
        return

    def document_changed(self, document: Document) -> None:
        return

    def document_closed(self, document: Document) -> None:
        return

    def files_changed(self, paths: list[Path]) -> None:
        return

    def language_of(self, path: Path, text: str, document: Document | None) -> str:
        return (document.language_id if document else "") or "smalltalk"

    def status(self) -> dict[str, Any]:
        return {}

    async def close(self) -> None:
        return
