"""`window/workDoneProgress/cancel`: the user pressed cancel on a progress bar."""

from __future__ import annotations

from lsprotocol import types

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.notification(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def cancel(server: KibitzServer, params: types.WorkDoneProgressCancelParams) -> None:
        if progress := server.running_progress.get(params.token):
            progress.cancel()
