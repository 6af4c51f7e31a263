"""A session's beginning and every way it can end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from kibitz.protocol.framing import frame
from kibitz.protocol.parent import when_process_ends
from tests.e2e.conftest import StartRaw
from tests.e2e.rawclient import TIMEOUT, RawClient


async def test_shutdown_and_exit(raw: RawClient):
    await raw.initialize()
    assert await raw.end() == 0
    assert await raw.rest_of_stdout() == b""


async def test_exit_without_shutdown(raw: RawClient):
    await raw.initialize()
    raw.notify("exit")
    assert await raw.exit_code() == 1


async def test_exit_before_initialize(raw: RawClient):
    raw.notify("exit")
    assert await raw.exit_code() == 1


async def test_the_end_of_stdin_ends_the_server(raw: RawClient):
    await raw.initialize()
    assert raw.process.stdin
    raw.process.stdin.close()
    assert await raw.exit_code() == 1


async def test_the_end_of_stdin_after_shutdown(raw: RawClient):
    await raw.initialize()
    await raw.request("shutdown")
    assert raw.process.stdin
    raw.process.stdin.close()
    assert await raw.exit_code() == 0


async def test_requests_before_initialize_and_after_shutdown(raw: RawClient):
    assert (await raw.request_error("kibitz/status"))["code"] == -32002
    await raw.initialize()
    await raw.request("shutdown")
    assert (await raw.request_error("kibitz/status"))["code"] == -32600
    raw.notify("exit")
    assert await raw.exit_code() == 0


async def test_stdio_and_the_process_id_are_accepted(start_raw: StartRaw):
    raw = await start_raw("--stdio", f"--clientProcessId={os.getpid()}")
    await raw.initialize()
    assert await raw.end() == 0


async def test_a_client_that_stops_reading_can_still_end_it(raw: RawClient):
    await raw.initialize()
    assert raw.process.stdout
    pipe = raw.process.stdout._transport  # pyright: ignore
    pipe.pause_reading()
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    when_process_ends(raw.process.pid, lambda: loop.call_soon_threadsafe(ended.set))
    for _ in range(2000):
        raw.ask("no/such/" + "x" * 500)
    await raw.process.stdin.drain()  # pyright: ignore
    raw.notify("exit")
    await asyncio.wait_for(ended.wait(), TIMEOUT)
    pipe.resume_reading()
    assert await raw.exit_code() == 1


async def test_a_closed_stdout_does_not_hang_it(raw: RawClient):
    await raw.initialize()
    raw.process.stdout._transport.close()  # pyright: ignore
    raw.ask("kibitz/status")
    raw.ask("kibitz/status")
    raw.notify("exit")
    assert await raw.exit_code() == 1


EDITOR = """
import os, subprocess, sys
own = [f"--clientProcessId={os.getpid()}"] if sys.argv[1] == "option" else []
server = subprocess.Popen([sys.executable, "-m", "kibitz.cli.main", "serve", *own])
print(server.pid, file=sys.stderr, flush=True)
server.wait()
"""


@pytest.mark.parametrize("told_by", ["initialize", "option"])
async def test_the_server_ends_when_its_editor_is_killed(told_by: str, server_env: dict[str, str]):
    """This test holds the server's stdin open, so only the editor's end can tell the server."""
    editor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", EDITOR, told_by,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **server_env},
    )  # fmt: skip
    assert editor.stderr
    async with asyncio.timeout(TIMEOUT):
        server = int(await editor.stderr.readline())
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    when_process_ends(server, lambda: loop.call_soon_threadsafe(ended.set))
    try:
        client = RawClient(editor)
        pid = editor.pid if told_by == "initialize" else None
        await client.request("initialize", {"processId": pid, "capabilities": {}})
        assert editor.stdin
        editor.kill()
        await asyncio.wait_for(ended.wait(), TIMEOUT)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)


async def test_an_editor_that_cannot_be_seen_is_not_missed(raw: RawClient):
    unused = max(psutil.pids()) + 100_000
    await raw.request("initialize", {"processId": unused, "capabilities": {}})
    assert await raw.end() == 0


# ---- TCP


async def test_tcp_listens_on_this_machine_alone_and_serves_one_client(
    server_env: dict[str, str],
):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kibitz.cli.main", "serve", "--tcp", ":0",
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **server_env},
    )  # fmt: skip
    try:
        assert process.stderr
        async with asyncio.timeout(TIMEOUT):
            host, _, port = (await process.stderr.readline()).decode().strip().rpartition(":")
            assert host == "127.0.0.1"
            reader, writer = await asyncio.open_connection(host, int(port))
            for message in (
                b'{"jsonrpc":"2.0","id":1,"method":"initialize",'
                b'"params":{"processId":null,"capabilities":{}}}',
                b'{"jsonrpc":"2.0","id":2,"method":"shutdown"}',
                b'{"jsonrpc":"2.0","method":"exit"}',
            ):
                writer.write(frame(message))
            received = await reader.read()
            assert b'"serverInfo"' in received
            assert b'"id":2,"result":null' in received
            assert await process.wait() == 0
            writer.close()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize(
    "arguments", [("--tcp", "nonsense"), ("--tcp", ":99999"), ("--stdio", "--tcp", ":0")]
)
async def test_bad_options_are_explained(start_raw: StartRaw, arguments: tuple[str, ...]):
    raw = await start_raw(*arguments)
    assert await raw.exit_code() == 2
    assert "--tcp" in await raw.stderr()


# ---- logging


async def test_the_log_file(start_raw: StartRaw, tmp_path: Path):
    log = tmp_path / "logs" / "kibitz.log"
    raw = await start_raw("--log-file", str(log), "--log-level", "debug")
    await raw.initialize()
    raw.open("file:///code/a.st", "secret text")
    assert await raw.end() == 0
    assert "shutdown" in log.read_text()
    assert "secret" not in log.read_text()
    assert await raw.stderr() == ""


async def test_a_log_file_that_cannot_be_written(start_raw: StartRaw, tmp_path: Path):
    (tmp_path / "file").write_text("")
    raw = await start_raw("--log-file", str(tmp_path / "file" / "kibitz.log"))
    await raw.initialize()
    assert await raw.end() == 0
    assert "Cannot log to" in await raw.stderr()
