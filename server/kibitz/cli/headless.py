"""An editor without a screen: starts `kibitz serve` and talks to it as an editor does.

The demo and the benchmarks use it, so that what they show is what an editor
gets. It keeps the text of the documents it opened and applies the edits it is
sent to them, never to the disk.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from kibitz.protocol.framing import Frame, FrameParser, frame

READ_BYTES = 1 << 16

CAPABILITIES: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create", "rename", "delete"],
            "changeAnnotationSupport": {"groupsOnLabel": True},
        },
    },
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": False}},
        "inlineCompletion": {"dynamicRegistration": False},
        "codeAction": {
            "codeActionLiteralSupport": {
                "codeActionKind": {"valueSet": ["", "refactor", "source", "quickfix"]}
            }
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": False}},
}


class ServerError(Exception):
    """The server answered a request with an error; `str()` is its message."""


class HeadlessEditor:
    """`async with HeadlessEditor(folder, settings) as editor:` – one server, initialised."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, Any] | None = None,
        *,
        command: Sequence[str] = (sys.executable, "-m", "kibitz.cli.main", "serve", "--stdio"),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.settings = dict(settings or {})
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.applied: list[dict[str, Any]] = []  # the workspace edits that the server sent
        self.on_notification: Callable[[str, Any], None] = lambda method, params: None
        self._command = tuple(command)
        self._environment = {**os.environ, **(environment or {})}
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self.last_id = 0
        self._status: dict[str, Any] = {}
        self._status_changed = asyncio.Condition()
        self._waiters: set[asyncio.Task[None]] = set()
        self.capabilities: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=self.folder,
            env=self._environment,
        )
        self._reading = asyncio.create_task(self._read())
        answer = await self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "clientInfo": {"name": "Kibitz headless"},
                "rootUri": self.folder.as_uri(),
                "workspaceFolders": [{"uri": self.folder.as_uri(), "name": self.folder.name}],
                "capabilities": CAPABILITIES,
                "initializationOptions": self.settings,
            },
        )
        self.capabilities = answer["capabilities"]
        self.notify("initialized", {})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.returncode is None:
            try:
                await asyncio.wait_for(self.request("shutdown", None), 10)
                self.notify("exit", None)
                await asyncio.wait_for(self._process.wait(), 10)
            except (TimeoutError, ServerError, ConnectionError):
                self._process.kill()
                await self._process.wait()
        self._reading.cancel()

    @property
    def pid(self) -> int:
        return self._process.pid

    # ---- messages

    async def request(self, method: str, params: Any) -> Any:
        """The result of a request; raises ServerError where it is an error."""
        self.last_id += 1
        answer = self._answers[self.last_id] = asyncio.get_running_loop().create_future()
        self._send({"id": self.last_id, "method": method, "params": params})
        try:
            return await answer
        except asyncio.CancelledError:
            self.notify("$/cancelRequest", {"id": self.last_id})
            raise

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(frame(body))

    async def _read(self) -> None:
        parser = FrameParser()
        assert self._process.stdout is not None
        while data := await self._process.stdout.read(READ_BYTES):
            for item in parser.feed(data):
                if isinstance(item, Frame):
                    self._take(json.loads(item.body))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ServerError("The server stopped before it answered."))

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            self._take_answer(message)
        elif "id" in message:
            result = self._answer(method, message.get("params"))
            self._send({"id": message["id"], "result": result})
        else:
            if method == "kibitz/status":
                self._take_status(message["params"])
            self.on_notification(method, message.get("params"))

    def _take_answer(self, message: dict[str, Any]) -> None:
        answer = self._answers.pop(message["id"], None)
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(ServerError(message["error"]["message"]))
        else:
            answer.set_result(message.get("result"))

    def _answer(self, method: str, params: Any) -> Any:
        if method == "workspace/configuration":
            return [self.settings for _ in params["items"]]
        if method == "workspace/applyEdit":
            self.applied.append(params["edit"])
            return {"applied": True}
        return None

    # ---- status

    def _take_status(self, status: dict[str, Any]) -> None:
        self._status = status
        task = asyncio.ensure_future(self._wake())
        self._waiters.add(task)
        task.add_done_callback(self._waiters.discard)

    async def _wake(self) -> None:
        async with self._status_changed:
            self._status_changed.notify_all()

    async def wait_for_status(
        self, condition: Callable[[dict[str, Any]], bool], seconds: float
    ) -> dict[str, Any]:
        """The first `kibitz/status` that meets the condition; raises TimeoutError."""
        if not self._status:
            self._status = await self.request("kibitz/status", None)
        async with asyncio.timeout(seconds), self._status_changed:
            await self._status_changed.wait_for(lambda: condition(self._status))
        return self._status

    async def wait_for_index(self, seconds: float = 600.0) -> dict[str, Any]:
        """The status when the workspace has been read."""
        return await self.wait_for_status(lambda it: it["index"]["state"] == "ready", seconds)

    # ---- documents

    def uri(self, path: str | Path) -> str:
        return (self.folder / path).as_uri()

    def open(self, path: str | Path, language: str, text: str | None = None) -> str:
        """Open a file of the folder (with `text`, or as it is on disk); its URI."""
        uri = self.uri(path)
        if text is None:
            text = path_of(uri).read_text(encoding="utf-8")
        self.texts[uri], self.versions[uri] = text, 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def replace(self, uri: str, start: int, end: int, new_text: str) -> None:
        """Replace a range of offsets, as typing does."""
        text = self.texts[uri]
        range_ = {"start": position(text, start), "end": position(text, end)}
        self.texts[uri] = text[:start] + new_text + text[end:]
        self.versions[uri] += 1
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": self.versions[uri]},
                "contentChanges": [{"range": range_, "text": new_text}],
            },
        )

    def at(self, uri: str, offset: int) -> dict[str, Any]:
        """The parameters that name a place in an open document."""
        return {
            "textDocument": {"uri": uri},
            "position": position(self.texts[uri], offset),
        }

    async def suggest(self, uri: str, offset: int) -> str:
        """The text of the first inline completion at a place, "" for none."""
        params = {**self.at(uri, offset), "context": {"triggerKind": 2}}
        answer = await self.request("textDocument/inlineCompletion", params)
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return items[0]["insertText"] if items else ""


def path_of(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path))


def position(text: str, offset: int) -> dict[str, int]:
    """The UTF-16 position of an offset; lines end in LF, CRLF or CR."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    own_line = before[before.rfind("\n") + 1 :]
    return {"line": before.count("\n"), "character": len(own_line.encode("utf-16-le")) // 2}


def offset_of(text: str, at: Mapping[str, int]) -> int:
    """The offset of a UTF-16 position in a text with LF line ends."""
    start = 0
    for _ in range(at["line"]):
        start = text.index("\n", start) + 1
    units = text[start:].encode("utf-16-le")[: 2 * at["character"]]
    return start + len(units.decode("utf-16-le"))


def applied_to(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """`text` after LSP text edits, which refer to the text before all of them."""
    spans = [
        (offset_of(text, e["range"]["start"]), offset_of(text, e["range"]["end"]), e["newText"])
        for e in edits
    ]
    for start, end, new_text in sorted(spans, key=lambda span: span[:2], reverse=True):
        text = text[:start] + new_text + text[end:]
    return text


def seconds_since(started: float) -> str:
    """A duration for people: `12 ms`, `1.8 s`."""
    elapsed = time.perf_counter() - started
    return f"{elapsed * 1000:.0f} ms" if elapsed < 1 else f"{elapsed:.1f} s"
