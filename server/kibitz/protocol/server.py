"""The language server: one session's state and the registry that handlers fill.

Knows the client, the open documents, the settings, the index and the engines;
what an LSP method does is in `handlers/`. Everything here runs on one event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from kibitz import __version__
from kibitz.config.schema import Settings
from kibitz.features.snapshot import Snapshot
from kibitz.handlers.suggest import Suggester
from kibitz.index.workspace import WorkspaceIndex
from kibitz.inference.engines import Engines
from kibitz.languages.detect import language_of
from kibitz.protocol import errors
from kibitz.protocol.client import Client
from kibitz.protocol.documents import Document, DocumentStore, is_file_uri, path_of
from kibitz.protocol.files import FileTexts
from kibitz.protocol.parent import when_process_ends
from kibitz.protocol.positions import PositionCodec
from kibitz.protocol.progress import WorkDoneProgress
from kibitz.protocol.rpc import KibitzProtocol, Phase, RequestHandler
from kibitz.protocol.services import Services
from kibitz.protocol.transport import Transport
from kibitz.syntax.lines import LineIndex

log = logging.getLogger(__name__)

AnyHandler = TypeVar("AnyHandler", bound=Callable[..., Any])
CommandHandler = Callable[["KibitzServer", list[Any], types.ExecuteCommandParams], Any]

_FLUSH_SECONDS = 2.0
_PLAIN = "plaintext"
_LANGUAGES = {"javascriptreact": "javascript", "typescriptreact": "typescript"}


class KibitzServer(LanguageServer):
    """One session with one editor."""

    protocol: KibitzProtocol  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self, leave: Callable[[int], None] = lambda code: None) -> None:
        """`leave(exit_code)` is called, from any thread, once the process should be gone
        soon; the process entry uses it to end even a process that is stuck."""
        super().__init__("kibitz", __version__, protocol_cls=KibitzProtocol)
        self._leave = leave
        self._stopped = asyncio.Event()
        self._watched_parents: set[int] = set()
        self._files = FileTexts()
        self._snapshots: dict[str, Snapshot] = {}
        self._changed_listeners: list[Callable[[Document], None]] = []
        self._closed_listeners: list[Callable[[Document], None]] = []
        self._last_status: dict[str, Any] | None = None
        self.options: dict[str, Any] = {}  # of the advertised capabilities, by method
        self.commands: dict[str, CommandHandler] = {}
        self.client = Client(self)
        self.codec = PositionCodec()
        self.documents = DocumentStore()
        self.settings = Settings()
        self.told_problems: set[str] = set()  # sentences about settings, each shown once
        self.folders: list[Path] = []  # the workspace's roots
        self.running_progress: dict[types.ProgressToken, WorkDoneProgress] = {}
        self.services = Services(self)
        self.suggester = Suggester(self.text_of)

    @property
    def index(self) -> WorkspaceIndex:
        """The workspace index, filled while the scan goes on."""
        return self.services.index

    @property
    def engines(self) -> Engines:
        """The models: `.completion` and `.command`."""
        return self.services.engines

    # ---- registration

    def request(
        self, method: str, options: Any = None, *, bound_to_version: bool | None = None
    ) -> Callable[[AnyHandler], AnyHandler]:
        """Register `handler(server, params)`, plain or async, for a request.

        `options` is what the capability advertises. A request bound to its document's
        version is answered ContentModified when the document changes before the result
        is there; those of `textDocument/` are, unless said otherwise.
        """
        if bound_to_version is None:
            bound_to_version = method.startswith("textDocument/")

        def register(handler: AnyHandler) -> AnyHandler:
            self.protocol.requests[method] = RequestHandler(handler, bound_to_version)
            if options is not None:
                self.options[method] = options
            return handler

        return register

    def notification(self, method: str) -> Callable[[AnyHandler], AnyHandler]:
        """Register `handler(server, params)`, plain or async, for a notification."""

        def register(handler: AnyHandler) -> AnyHandler:
            self.protocol.notifications[method] = handler
            return handler

        return register

    def command(self, command_name: str) -> Callable[[AnyHandler], AnyHandler]:
        """Register `handler(server, arguments, params)` for `workspace/executeCommand`."""

        def register(handler: AnyHandler) -> AnyHandler:
            self.commands[command_name] = handler
            return handler

        return register

    def when_document_changes(self, listener: Callable[[Document], None]) -> None:
        """Have `listener` called after each open and change."""
        self._changed_listeners.append(listener)

    def when_document_closes(self, listener: Callable[[Document], None]) -> None:
        self._closed_listeners.append(listener)

    # ---- documents

    def document_changed(self, document: Document) -> None:
        """Called by the sync handlers after the store has the new version."""
        self._document_moved(document)
        if document.is_file:
            self.services.document_changed(document)
        for listener in self._changed_listeners:
            listener(document)

    def document_closed(self, document: Document) -> None:
        self._document_moved(document)
        if document.is_file:
            self.services.document_closed(document)
        for listener in self._closed_listeners:
            listener(document)

    def _document_moved(self, document: Document) -> None:
        self._snapshots.pop(document.uri, None)
        self.protocol.document_moved(document.uri)

    def snapshot(self, uri: str) -> Snapshot:
        """The document as it is now, or the file on disk where it is not open.

        The same object while neither text nor settings change, so that what a
        feature computed lazily is kept. Raises InvalidParams where there is no text.
        """
        document = self.documents.get(uri)
        text = document.text if document else self._disk_text(uri)
        if text is None:
            raise errors.invalid_params(f"There is no text for {uri}.")
        kept = self._snapshots.get(uri)
        if kept and kept.text is text and kept.settings is self.settings:
            return kept
        path = path_of(uri)
        made = Snapshot(
            path=path,
            language=self._language_of(path, text, document),
            version=document.version if document else 0,
            text=text,
            index=self.index,
            settings=self.settings,
        )
        if document:
            made.__dict__["lines"] = document.lines  # found edit by edit, not from the start
            self._snapshots[uri] = made
        return made

    def is_too_long(self, text: str) -> bool:
        """Whether a text is only kept in step with the editor, and not looked into."""
        return len(text) > self.settings.index.max_file_bytes

    def _language_of(self, path: Path, text: str, document: Document | None) -> str:
        """By name and text as the index sees it; for an unsaved document as the client says."""
        if self.is_too_long(text):
            return _PLAIN
        told = document.language_id if document else ""
        return language_of(path, text) or _LANGUAGES.get(told, told)

    def _disk_text(self, uri: str) -> str | None:
        return self._files.text_of(path_of(uri)) if is_file_uri(uri) else None

    def text_of(self, path: Path | str) -> str | None:
        """The text of a file, the editor's before the disk's; None where it cannot be read."""
        path = Path(path)
        document = self.documents.at_path(path)
        return document.text if document else self._files.text_of(path)

    def lines_of(self, path: Path | str) -> LineIndex | None:
        """The lines of `text_of(path)`."""
        path = Path(path)
        document = self.documents.at_path(path)
        return document.lines if document else self._files.lines_of(path)

    # ---- the client

    def progress(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, title: str, token: types.ProgressToken | None = None, cancellable: bool = True
    ) -> WorkDoneProgress:
        """An async context manager; see `WorkDoneProgress`."""
        return WorkDoneProgress(self, title, token, cancellable)

    def notify(self, method: str, params: Any) -> None:
        """Send a notification, one of our own too."""
        self.protocol.notify(method, params)

    def send_partial(self, token: types.ProgressToken | None, value: Any) -> None:
        """Send a partial result; nothing where the client gave no token for them."""
        if token is not None:
            self.notify(types.PROGRESS, types.ProgressParams(token, value))

    def show_message(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        self.client.show_message(text, kind)

    async def apply_edit(self, edit: types.WorkspaceEdit, label: str) -> str | None:
        """See `Client.apply_edit`."""
        return await self.client.apply_edit(edit, label)

    async def show_document(
        self, uri: str, selection: types.Range | None = None, take_focus: bool = True
    ) -> bool:
        """See `Client.show_document`."""
        return await self.client.show_document(uri, selection, take_focus)

    def status(self) -> dict[str, Any]:
        """What `kibitz/status` tells: the engines' and the index's state."""
        return self.services.status()

    def status_changed(self) -> None:
        """Tell the client the status if it differs from what it was told last."""
        status = self.status()
        if self.protocol.phase is Phase.RUNNING and status != self._last_status:
            self._last_status = status
            self.notify("kibitz/status", status)

    def use_settings(self, settings: Settings) -> None:
        """Work with other settings from now on."""
        if settings != self.settings:
            self.settings = settings
            self.spawn(self.services.settings_changed(settings), "use new settings")

    # ---- life

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run `work` in the background until the session ends."""
        return self.protocol.spawn(work, name)

    def watch_parent(self, pid: int) -> None:
        """End this process when the editor's process `pid` ends."""
        if pid in self._watched_parents:
            return
        self._watched_parents.add(pid)
        loop = asyncio.get_running_loop()

        def ended() -> None:
            self._leave(self.exit_code)
            loop.call_soon_threadsafe(self.stop, f"The editor's process {pid} has ended.")

        when_process_ends(pid, ended)

    @property
    def exit_code(self) -> int:
        """0 after `shutdown`, else 1 (LSP 3.18, Exit Notification)."""
        return 0 if self.protocol.phase is Phase.SHUT_DOWN else 1

    def stop(self, reason: str) -> None:
        """End the session; `serve` returns soon."""
        if self._stopped.is_set():
            return
        log.info("Stopping: %s", reason)
        self._stopped.set()
        self._leave(self.exit_code)

    async def serve(self, transport: Transport) -> int:
        """Talk with one client until the session ends; returns the exit code."""
        self.protocol.send_frame = transport.send
        transport.start(self.protocol.receive)
        await self._stopped.wait()
        exit_code = self.exit_code
        self.protocol.cancel_everything(but=types.SHUTDOWN)
        await self.close_services()
        await self.protocol.everything_answered()
        transport.finish(_FLUSH_SECONDS)
        return exit_code

    async def close_services(self) -> None:
        """Stop background work, the index and the models; safe to call again."""
        await self.protocol.cancel_background()
        await self.services.close()
