"""A language client made of bytes: sends exactly what a test says and reads every byte back.

`expect` fails on anything on stdout that is not a well-formed frame. Everything
has a timeout.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIMEOUT = 60.0  # seconds for any one answer of a healthy server on a busy machine


class RawClient:
    """One server process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.received: list[dict[str, Any]] = []
        self._next_id = 0
        self._unread: list[dict[str, Any]] = []
        self._stderr = asyncio.create_task(self._collect_stderr())

    @classmethod
    async def start(cls, *arguments: str, env: dict[str, str] | None = None) -> RawClient:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kibitz.cli.main", "serve", *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **(env or {})},
        )  # fmt: skip
        return cls(process)

    async def _collect_stderr(self) -> str:
        assert self.process.stderr
        return (await self.process.stderr.read()).decode(errors="replace")

    async def stderr(self) -> str:
        """Everything the server printed there; waits for its end."""
        return await asyncio.wait_for(asyncio.shield(self._stderr), TIMEOUT)

    # ---- out

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> int:
        """Send a request; the id to wait for."""
        self._next_id += 1
        self.send({"id": self._next_id, "method": method, "params": params})
        return self._next_id

    # ---- in

    async def read(self) -> dict[str, Any]:
        """The next message from the server, whatever it is."""
        async with asyncio.timeout(TIMEOUT):
            assert self.process.stdout
            header = await self.process.stdout.readuntil(b"\r\n\r\n")
            name, _, length = header.strip().partition(b":")
            assert name == b"Content-Length", f"stray bytes on stdout: {header!r}"
            body = await self.process.stdout.readexactly(int(length))
        message = json.loads(body)
        self.received.append(message)
        return message

    async def wait_for(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message that is wanted; others stay for later."""
        for index, message in enumerate(self._unread):
            if wanted(message):
                return self._unread.pop(index)
        while not wanted(message := await self.read()):
            self._unread.append(message)
        return message

    async def answer(self, id: int | str | None) -> dict[str, Any]:
        """The response to a request."""
        return await self.wait_for(lambda each: "method" not in each and each.get("id") == id)

    async def request(self, method: str, params: Any = None) -> Any:
        """Ask and wait; the result. Fails on an error."""
        answer = await self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    async def request_error(self, method: str, params: Any = None) -> dict[str, Any]:
        """Ask and wait; the error. Fails on a result."""
        answer = await self.answer(self.ask(method, params))
        assert "error" in answer, answer
        return answer["error"]

    async def notification(self, method: str) -> Any:
        """The next notification of a method; its params."""
        return (await self.wait_for(lambda each: each.get("method") == method))["params"]

    def forget(self) -> None:
        """Later waits are for messages that come after this."""
        self._unread.clear()

    # ---- life

    async def initialize(
        self,
        root: Path | None = None,
        capabilities: dict[str, Any] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        result = await self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri() if root else None,
                "capabilities": capabilities or {},
                **more,
            },
        )
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, language: str = "smalltalk", version: int = 1) -> None:
        self.notify(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": uri,
                    "languageId": language,
                    "version": version,
                    "text": text,
                }
            },
        )

    async def exit_code(self) -> int:
        return await asyncio.wait_for(self.process.wait(), TIMEOUT)

    async def rest_of_stdout(self) -> bytes:
        """What was on stdout and in no message; waits for the server's end."""
        assert self.process.stdout
        return await asyncio.wait_for(self.process.stdout.read(), TIMEOUT)

    async def end(self) -> int:
        """Shut down in order."""
        await self.request("shutdown")
        self.notify("exit")
        return await self.exit_code()

    async def kill(self) -> None:
        """Whatever happened, leave nothing behind."""
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        await self.stderr()
