"""The index and the engines of one session: made, started and ended in the right order.

Tells the client how they are: `kibitz/status` when that changes, and a progress
bar while the workspace is scanned.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from kibitz.config.schema import Settings
from kibitz.index.service import IndexService, IndexStatus
from kibitz.index.workspace import WorkspaceIndex
from kibitz.inference.engine import EngineState, EngineStatus, EngineUnavailable, Role
from kibitz.inference.engines import AbsentEngine, Engines
from kibitz.protocol.documents import Document
from kibitz.protocol.models import Models, find_models

if TYPE_CHECKING:
    from kibitz.protocol.server import KibitzServer

log = logging.getLogger(__name__)

_LOOKING = "The model files are being looked at."
_STATUS_PAUSE_SECONDS = 0.1  # between two notifications, however fast things change


class Services:
    """Everything here runs on the event loop."""

    def __init__(self, server: KibitzServer) -> None:
        self._server = server
        self._index = IndexService(
            server.settings.index, say=self._say, changed=self._index_changed
        )
        self._models = Models()
        self._started = False
        self._has_started = asyncio.Event()
        self._scan_changed = asyncio.Event()
        self._bar: asyncio.Task[None] | None = None
        self._status_timer: asyncio.TimerHandle | None = None
        self.engines = Engines(None, None, absent=_LOOKING, absent_state=EngineState.STARTING)

    @property
    def index(self) -> WorkspaceIndex:
        return self._index.index

    # ---- life

    async def start(self, client_watches_files: bool) -> None:
        """Begin to index the workspace and load the completion model."""
        self._started = True
        self._index.set_settings(self._server.settings.index)
        self._index.start(self._server.folders, watch=not client_watches_files)
        self._has_started.set()
        await self._find_models(self._server.settings)
        self._server.status_changed()

    async def settings_changed(self, settings: Settings) -> None:
        """Scan again or load other models, if the settings ask for that."""
        if self._started:
            self._index.set_settings(settings.index)
            await self._find_models(settings)

    async def close(self) -> None:
        """Stop what runs, the processes too; safe to call again."""
        self._started = False
        if self._status_timer is not None:
            self._status_timer.cancel()
            self._status_timer = None
        ended = await asyncio.gather(
            self.engines.close(), self._index.stop(), return_exceptions=True
        )
        for each in ended:
            if isinstance(each, BaseException):
                log.error("Something did not end in order", exc_info=each)

    async def wait_started(self) -> None:
        """Returns when the settings are known and the index is on its way."""
        await self._has_started.wait()

    async def wait_idle(self) -> None:
        """Returns when the index holds the workspace as it is."""
        await self.wait_started()
        await self._index.wait_idle()

    # ---- the models

    async def _find_models(self, settings: Settings) -> None:
        """Takes a while where a model file's checksum was not taken yet."""
        models = await asyncio.to_thread(find_models, settings)
        if self._started and settings == self._server.settings:
            await self._use_models(models)

    async def _use_models(self, models: Models) -> None:
        if models == self._models:
            return
        former, self._models = self.engines, models
        self.engines = Engines(models.completion, models.command, self._engine_changed)
        if models.completion is None:
            self.engines.completion = AbsentEngine(models.completion_problem)
            self.engines.command = AbsentEngine(models.command_problem)
        for note in models.notes:
            log.info("%s", note)
        await former.close()
        if models.completion and self._server.settings.inline.enabled:
            self._server.spawn(self._load_completion(), "load the completion model")
        self._server.status_changed()

    async def _load_completion(self) -> None:
        """So that the first ghost text does not wait for it; the status tells a failure."""
        with contextlib.suppress(EngineUnavailable):
            await self.engines.workers[0].start()

    def _engine_changed(self, role: Role, status: EngineStatus) -> None:
        self._status_soon()

    # ---- the index

    def document_changed(self, document: Document) -> None:
        self._index.document_changed(str(document.path), document.text)

    def document_closed(self, document: Document) -> None:
        self._index.document_closed(str(document.path))

    def files_changed(self, paths: Sequence[Path]) -> None:
        """Files or folders were changed outside the editor."""
        self._index.file_events([str(path) for path in paths])

    def folders_changed(self, folders: Sequence[Path]) -> None:
        if self._started:
            self._index.set_roots(folders)

    def _say(self, problem: str) -> None:
        self._server.show_message(problem, types.MessageType.Warning)

    def _index_changed(self, status: IndexStatus) -> None:
        self._scan_changed.set()
        self._status_soon()
        if status.state == "scanning" and self._bar is None and self._started:
            self._bar = self._server.spawn(self._show_scan(), "index progress")

    async def _show_scan(self) -> None:
        try:
            async with self._server.progress("Indexing", cancellable=False) as bar:
                while (status := self._index.status).state == "scanning":
                    if status.total:
                        shown = f"{status.files} of {status.total} files"
                        bar.report(shown, 100 * status.files / status.total)
                    await asyncio.sleep(_STATUS_PAUSE_SECONDS)
                    self._scan_changed.clear()
                    if self._index.status == status:
                        await self._scan_changed.wait()
        finally:
            self._bar = None

    # ---- status

    def status(self) -> dict[str, Any]:
        index = self._index.status if self._started else IndexStatus("scanning")
        return {
            "engines": {
                Role.COMPLETION.value: self._engine_status(Role.COMPLETION),
                Role.COMMAND.value: self._engine_status(Role.COMMAND),
            },
            "index": {"state": index.state, "files": index.files, "total": index.total},
        }

    def _engine_status(self, role: Role) -> dict[str, Any]:
        status = self.engines.statuses()[role]
        return {"state": status.state.value, "model": status.model, "detail": status.detail}

    def _status_soon(self) -> None:
        if self._status_timer is None and self._started:
            loop = asyncio.get_running_loop()
            self._status_timer = loop.call_later(_STATUS_PAUSE_SECONDS, self._tell_status)

    def _tell_status(self) -> None:
        self._status_timer = None
        self._server.status_changed()
