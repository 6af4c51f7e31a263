"""Work-done progress and partial results, shown only where the client can.

`async with server.progress("Explain method", params.work_done_token) as progress:`
reports to the request's own token, or to one the server creates when the client
allows that; otherwise every call does nothing. A cancel by the user cancels the
task that entered the block.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from types import TracebackType
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from kibitz.protocol.server import KibitzServer

log = logging.getLogger(__name__)

_CREATE_SECONDS = 10.0  # a client that does not answer in this time shows no progress


class WorkDoneProgress:
    """One bar; begins and ends exactly once."""

    def __init__(
        self,
        server: KibitzServer,
        title: str,
        token: types.ProgressToken | None = None,
        cancellable: bool = True,
    ) -> None:
        self._server = server
        self._title = title
        self._token = token
        self._cancellable = cancellable
        self._task: asyncio.Task[object] | None = None

    async def __aenter__(self) -> WorkDoneProgress:
        self._task = asyncio.current_task()
        if self._token is None:
            self._token = await self._create()
        if self._token is not None:
            self._server.running_progress[self._token] = self
            self._send(types.WorkDoneProgressBegin(self._title, cancellable=self._cancellable))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._token is None:
            return
        self._server.running_progress.pop(self._token, None)
        cancelled = kind is not None and issubclass(kind, asyncio.CancelledError)
        ending = "Cancelled" if cancelled else "Failed" if kind else None
        self._send(types.WorkDoneProgressEnd(message=ending))

    def report(self, message: str | None = None, percentage: float | None = None) -> None:
        """Show how far it is; `percentage` goes from 0 to 100 and should not go back."""
        whole = None if percentage is None else max(0, min(100, int(percentage)))
        self._send(
            types.WorkDoneProgressReport(
                cancellable=self._cancellable, message=message, percentage=whole
            )
        )

    def cancel(self) -> None:
        """The user pressed cancel."""
        if self._cancellable and self._task is not None:
            self._task.cancel()

    async def _create(self) -> types.ProgressToken | None:
        server = self._server
        if not get_capability(server.client_capabilities, "window.work_done_progress"):
            return None
        token = str(uuid.uuid4())
        try:
            async with asyncio.timeout(_CREATE_SECONDS):
                await server.window_work_done_progress_create_async(
                    types.WorkDoneProgressCreateParams(token)
                )
        except (JsonRpcException, TimeoutError) as error:
            log.info("The client made no progress bar for %r: %s", self._title, error)
            return None
        return token

    def _send(
        self,
        value: types.WorkDoneProgressBegin
        | types.WorkDoneProgressReport
        | types.WorkDoneProgressEnd,
    ) -> None:
        if self._token is not None:
            self._server.protocol.notify(types.PROGRESS, types.ProgressParams(self._token, value))
