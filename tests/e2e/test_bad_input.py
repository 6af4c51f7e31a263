"""What no client should send. The server says what was wrong and goes on.

One server bears all of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.e2e.rawclient import RawClient

pytestmark = pytest.mark.asyncio(loop_scope="module")

URI = "file:///code/a.st"
FRAME = b"Content-Length: %d\r\n\r\n%b"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def raw(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RawClient]:
    """Initialised; must end in order, with nothing but frames on its stdout."""
    empty = str(tmp_path_factory.mktemp("kibitz"))
    client = await RawClient.start(env={"KIBITZ_MODELS": empty, "KIBITZ_CACHE": empty})
    try:
        client.send_bytes(b"hello\n")  # before initialize, too
        await client.initialize()
        assert (await client.answer(None))["error"]["code"] == -32700
        yield client
        assert await client.end() == 0
        assert await client.rest_of_stdout() == b""
    finally:
        await client.kill()


async def still_serves(raw: RawClient) -> None:
    await raw.request("kibitz/status")


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
async def test_garbage_is_answered(raw: RawClient, garbage: bytes):
    raw.send_bytes(garbage)
    error = (await raw.answer(None))["error"]
    assert error["code"] in (-32700, -32600)
    assert error["message"].endswith(".") or "not JSON" in error["message"]
    await still_serves(raw)


async def test_odd_but_legal_headers(raw: RawClient):
    body = b'{"jsonrpc":"2.0","id":"odd","method":"kibitz/status"}'
    raw.send_bytes(b"X-Trace: 1\r\ncontent-length:%d\r\nContent-Type: x\r\n\r\n" % len(body))
    raw.send_bytes(body)
    assert "result" in await raw.answer("odd")
    await still_serves(raw)


async def test_nuls_and_control_characters_in_a_document(raw: RawClient):
    raw.open(URI, "a\x00b\x0c\x1b\u2028" * 100)
    await still_serves(raw)


async def test_lone_surrogates_in_a_document(raw: RawClient):
    raw.open(URI, "a\ud83d")
    await still_serves(raw)


async def test_a_change_past_the_end_and_of_a_document_that_is_not_open(raw: RawClient):
    raw.open(URI, "foo")
    place = {"line": 2_000_000, "character": 2_147_483_647}
    change = {"range": {"start": place, "end": place}, "text": "bar"}
    for uri in (URI, "file:///code/other.st"):
        raw.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]},
        )
    await still_serves(raw)


async def test_a_storm_of_changes(raw: RawClient):
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
    asked = [raw.ask("kibitz/status") for _ in range(200)]
    for each in asked:
        assert "result" in await raw.answer(each)
    await still_serves(raw)


async def test_a_cancel_of_a_request_that_was_answered(raw: RawClient):
    id = raw.ask("kibitz/status")
    raw.notify("$/cancelRequest", {"id": id})
    raw.notify("$/cancelRequest", {"id": "never asked"})
    assert "result" in await raw.answer(id)
    await still_serves(raw)
