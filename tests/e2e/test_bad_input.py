"""What no client should send. The server says what was wrong and goes on."""

from __future__ import annotations

import pytest

from tests.e2e.rawclient import RawClient

URI = "file:///work/a.st"
FRAME = b"Content-Length: %d\r\n\r\n%b"


async def still_serves(raw: RawClient) -> None:
    await raw.request("kibitz/status")
    assert await raw.end() == 0
    assert await raw.rest_of_stdout() == b""


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x00" * 5000 + b"\n",
        b"\xff\xfe\xfd\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 123456789012345678901234567890\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        FRAME % (7, b"no json"),
        FRAME % (4, b"\xff\xff\xff\xff"),
        FRAME % (0, b""),
        FRAME % (2, b"[]"),
    ],
)
async def test_garbage_is_answered_and_logged(raw: RawClient, garbage: bytes):
    await raw.initialize()
    raw.send_bytes(garbage)
    error = (await raw.answer(None))["error"]
    assert error["code"] in (-32700, -32600)
    await still_serves(raw)
    assert error["message"] in await raw.stderr()


async def test_garbage_before_initialize(raw: RawClient):
    raw.send_bytes(b"hello\n")
    await raw.initialize()
    await still_serves(raw)


async def test_odd_but_legal_headers(raw: RawClient):
    await raw.initialize()
    body = b'{"jsonrpc":"2.0","id":"odd","method":"kibitz/status"}'
    raw.send_bytes(b"X-Trace: 1\r\ncontent-length:%d\r\nContent-Type: x\r\n\r\n" % len(body))
    raw.send_bytes(body)
    assert "result" in await raw.answer("odd")
    await still_serves(raw)


async def test_nuls_and_control_characters_in_a_document(raw: RawClient):
    await raw.initialize()
    raw.open(URI, "a\x00b\x0c\x1b\u2028" * 100)
    await still_serves(raw)


async def test_lone_surrogates_in_a_document(raw: RawClient):
    await raw.initialize()
    raw.open(URI, "a\ud83d")
    await still_serves(raw)


async def test_a_change_past_the_end_and_of_a_document_that_is_not_open(raw: RawClient):
    await raw.initialize()
    raw.open(URI, "foo")
    place = {"line": 2_000_000, "character": 2_147_483_647}
    change = {"range": {"start": place, "end": place}, "text": "bar"}
    for uri in (URI, "file:///work/other.st"):
        raw.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]},
        )
    await still_serves(raw)


async def test_a_storm_of_changes(raw: RawClient):
    await raw.initialize()
    raw.open(URI, "foo\n\t^ 1\n")
    for version in range(2, 1000):
        at = {"line": 1, "character": 4}
        raw.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": URI, "version": version},
                "contentChanges": [{"range": {"start": at, "end": at}, "text": "1"}],
            },
        )
    await still_serves(raw)


async def test_many_requests_at_once_are_each_answered(raw: RawClient):
    await raw.initialize()
    asked = [raw.ask("kibitz/status") for _ in range(200)]
    for each in asked:
        assert "result" in await raw.answer(each)
    await still_serves(raw)


async def test_a_cancel_of_a_request_that_was_answered(raw: RawClient):
    await raw.initialize()
    id = raw.ask("kibitz/status")
    raw.notify("$/cancelRequest", {"id": id})
    raw.notify("$/cancelRequest", {"id": "never asked"})
    assert "result" in await raw.answer(id)
    await still_serves(raw)
