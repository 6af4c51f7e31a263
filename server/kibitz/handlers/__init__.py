"""One file per LSP method, named after it. A file here is found and registered by itself.

Each has `register(server)`, and a feature's handler is a few lines: take a
snapshot, call the feature, convert:

    def register(server: KibitzServer) -> None:
        @server.request(types.TEXT_DOCUMENT_HOVER)
        def hover(server: KibitzServer, params: types.HoverParams) -> types.Hover | None:
            snapshot = server.snapshot(params.text_document.uri)
            at = convert.offset(server.codec, snapshot.lines, params.position)
            found = features.hover(snapshot, at)
            …

A plain function runs while its message is read, so the documents are exactly
those the client meant; keep it within milliseconds. `async def` runs as a task.
`textDocument/` requests are bound to their document's version: when it changes,
the client has been answered ContentModified and the task is cancelled, as it is
by `$/cancelRequest`. Raise `errors.RequestFailed("a sentence")` for what the user
should read; any other exception is logged and answered as an internal error.
Options that the capability advertises go into the decorator:
`server.request(METHOD, options)`.

Commands (`workspace/executeCommand`) live in `handlers/commands/`, one file each.
Notifications: `server.notification(METHOD)`. After documents change:
`server.when_document_changes(listener)`. A module without `register` is shared
code of its neighbours.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.protocol.server import KibitzServer


def register_all(server: KibitzServer) -> None:
    """Let every module here and in the packages below register with the server."""
    register_package(sys.modules[__name__], server)


def register_package(package: ModuleType, server: KibitzServer) -> None:
    """Let every module of one package of handlers, and of those below, register."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        if found.ispkg:
            register_package(module, server)
        elif hasattr(module, "register"):
            module.register(server)
