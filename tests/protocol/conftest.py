"""A server in this process, spoken to in frames; no pipe, no process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kibitz.handlers import (
    did_change,
    did_change_configuration,
    did_change_watched_files,
    did_change_workspace_folders,
    did_close,
    did_open,
    execute_command,
    lifecycle,
    register_package,
    status,
    wait_until_indexed,
)
from kibitz.protocol.framing import Frame, FrameParser, frame
from kibitz.protocol.server import KibitzServer


class Session:
    """The client's side. What the server sends is in `sent`."""

    def __init__(self, server: KibitzServer) -> None:
        self.server = server
        self.sent: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._parser = FrameParser()
        server.protocol.send_frame = self._take

    def _take(self, data: bytes) -> None:
        for item in self._parser.feed(data):
            assert isinstance(item, Frame), item
            self.sent.append(json.loads(item.body))
            self._arrived.set()

    def send_bytes(self, *bodies: bytes) -> None:
        """Give the server frames in one piece, as a pipe would."""
        self.server.protocol.receive(b"".join(map(frame, bodies)))

    def send(self, *messages: dict[str, Any]) -> None:
        self.send_bytes(*(json.dumps({"jsonrpc": "2.0", **each}).encode() for each in messages))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def ask(self, id: int | str, method: str, params: Any = None) -> None:
        self.send({"id": id, "method": method, "params": params})

    def respond(self, request: dict[str, Any], result: Any = None) -> None:
        """Answer a request of the server."""
        self.send({"id": request["id"], "result": result})

    def refuse(self, request: dict[str, Any]) -> None:
        self.send({"id": request["id"], "error": {"code": -32601, "message": "cannot"}})

    def answers(self, id: int | str | None) -> list[dict[str, Any]]:
        """What has been answered so far."""
        return [each for each in self.sent if "method" not in each and each["id"] == id]

    async def message(self, wanted: Any) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while True:
                for each in self.sent:
                    if wanted(each):
                        return each
                self._arrived.clear()
                await self._arrived.wait()

    async def answer(self, id: int | str | None) -> dict[str, Any]:
        return await self.message(lambda each: "method" not in each and each["id"] == id)

    async def sent_with(self, method: str) -> dict[str, Any]:
        """The first message of the server with a method."""
        return await self.message(lambda each: each.get("method") == method)

    async def initialize(self, capabilities: dict[str, Any] | None = None, **more: Any) -> Any:
        self.ask(
            "init", "initialize", {"processId": None, "capabilities": capabilities or {}, **more}
        )
        return (await self.answer("init"))["result"]

    def open(self, uri: str, text: str, version: int = 1) -> None:
        self.notify(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": uri,
                    "languageId": "smalltalk",
                    "version": version,
                    "text": text,
                }
            },
        )

    def change(self, uri: str, version: int, text: str) -> None:
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"text": text}],
            },
        )


_MODULES = (  # the edge itself, without the features
    did_change,
    did_change_configuration,
    did_change_watched_files,
    did_change_workspace_folders,
    did_close,
    did_open,
    execute_command,
    status,
    wait_until_indexed,
)


@pytest.fixture
async def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Session]:
    """Not initialised yet. There is no model."""
    monkeypatch.setenv("KIBITZ_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("KIBITZ_CACHE", str(tmp_path / "cache"))
    server = KibitzServer()
    register_package(lifecycle, server)
    for module in _MODULES:
        module.register(server)
    yield Session(server)
    server.protocol.cancel_everything(but="")
    await server.close_services()


@pytest.fixture
async def running(session: Session) -> Session:
    """Initialised by a client that can nothing."""
    await session.initialize()
    return session
