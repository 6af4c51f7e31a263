"""Bytes in and out, and nothing else on stdout."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys

from kibitz.protocol.transport import FileStream, SocketStream, Transport

PRINTS = """
import os, subprocess, sys
from kibitz.protocol.transport import claim_stdio
stream = claim_stdio()
print("print", flush=True)
os.write(1, b"C library\\n")
subprocess.run([sys.executable, "-c", "print('child')"])
child = subprocess.run([sys.executable, "-c", "import sys; print(repr(sys.stdin.read()))"])
stream.write(stream.read().upper())
"""


def run(program: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", program], input=b"frames", capture_output=True, timeout=60, **more
    )  # type: ignore[call-overload]


def test_only_the_protocol_reaches_stdout_and_reads_stdin():
    done = run(PRINTS)
    assert done.stdout == b"FRAMES"
    assert done.stderr.split() == [b"print", b"C", b"library", b"child", b"''"]


def test_without_a_stderr_prints_go_nowhere():
    program = f"import os; os.close(2)\n{PRINTS}"
    assert run(program).stdout == b"FRAMES"


async def received(stream: FileStream | SocketStream) -> tuple[Transport, asyncio.Queue[bytes]]:
    pieces: asyncio.Queue[bytes] = asyncio.Queue()
    transport = Transport(stream)
    transport.start(pieces.put_nowait)
    return transport, pieces


async def test_what_is_read_arrives_and_then_the_end():
    ours, theirs = socket.socketpair()
    _, pieces = await received(SocketStream(ours))
    theirs.sendall(b"hello")
    assert await asyncio.wait_for(pieces.get(), 10) == b"hello"
    theirs.close()
    assert await asyncio.wait_for(pieces.get(), 10) == b""
    ours.close()


async def test_sending_does_not_wait_for_the_reader_and_keeps_the_order():
    ours, theirs = socket.socketpair()
    transport, _ = await received(SocketStream(ours))
    pieces = [bytes([number]) * 1_000_000 for number in range(10)]
    for each in pieces:
        transport.send(each)
    whole = bytearray()

    def read() -> None:
        while data := theirs.recv(65536):
            whole.extend(data)

    reading = asyncio.create_task(asyncio.to_thread(read))
    await asyncio.to_thread(transport.finish, 30)
    await asyncio.wait_for(reading, 30)
    assert bytes(whole) == b"".join(pieces)
    theirs.close()


async def test_a_client_that_is_gone_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    source, theirs = os.pipe()
    transport, _ = await received(FileStream(source, writing))
    transport.send(b"lost")
    transport.send(b"lost too")
    await asyncio.to_thread(transport.finish, 10)
    os.close(theirs)
