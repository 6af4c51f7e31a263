"""Every request is answered exactly once, whatever happens to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from lsprotocol import types

from kibitz.inference.engine import EngineUnavailable
from kibitz.protocol import errors
from kibitz.protocol.server import KibitzServer
from tests.protocol.conftest import Session

URI = "file:///code/a.st"
HOVER = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}


def code(answer: dict[str, Any]) -> int:
    return answer["error"]["code"]


@pytest.fixture
def held(running: Session) -> Session:
    """`test/held` and hover never end by themselves."""

    @running.server.request("test/held")
    @running.server.request(types.TEXT_DOCUMENT_HOVER)
    async def hold(server: KibitzServer, params: object) -> None:
        await asyncio.Event().wait()

    running.open(URI, "text")
    return running


# ---- lifecycle


async def test_before_initialize_requests_are_refused_and_notifications_dropped(session: Session):
    session.ask(1, "kibitz/status")
    session.open(URI, "text")
    assert code(await session.answer(1)) == -32002
    assert session.server.documents.get(URI) is None


async def test_a_second_initialize_is_refused(running: Session):
    running.ask(1, "initialize", {"processId": None, "capabilities": {}})
    assert code(await running.answer(1)) == -32600


async def test_after_shutdown_requests_are_refused_and_notifications_dropped(running: Session):
    running.send(
        {"id": 1, "method": "shutdown"},
        {"id": 2, "method": "kibitz/status"},
        {"id": 3, "method": "shutdown"},
    )
    running.open(URI, "text")
    assert (await running.answer(1))["result"] is None
    assert [code(await running.answer(each)) for each in (2, 3)] == [-32600, -32600]
    assert running.server.documents.get(URI) is None


async def test_shutdown_cancels_what_runs(held: Session):
    held.ask(1, "test/held")
    held.ask(2, "shutdown")
    assert code(await held.answer(1)) == -32800
    assert "result" in await held.answer(2)


# ---- bad messages


@pytest.mark.parametrize(
    ("body", "id", "error"),
    [
        (b"", None, -32700),
        (b"{", None, -32700),
        (b"\xff\xfe{}", None, -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"a\x00b"}', None, -32700),
        (b"[" * 100_000, None, -32700),
        (b"[]", None, -32600),
        (b"null", None, -32600),
        (b"17", None, -32600),
        (b'{"id":4,"method":"shutdown"}', 4, -32600),
        (b'{"jsonrpc":"1.0","id":5,"method":"shutdown"}', 5, -32600),
        (b'{"jsonrpc":"2.0","id":6,"method":7}', 6, -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"shutdown"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":{},"method":"shutdown"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":8,"method":"no/such"}', 8, -32601),
        (b'{"jsonrpc":"2.0","id":9,"method":"$/no/such"}', 9, -32601),
        (b'{"jsonrpc":"2.0","id":10,"method":"workspace/executeCommand"}', 10, -32602),
        (b'{"jsonrpc":"2.0","id":11,"method":"workspace/executeCommand","params":[1]}', 11, -32602),
        (
            b'{"jsonrpc":"2.0","id":12,"method":"workspace/executeCommand",'
            b'"params":{"command":"no.such"}}',
            12,
            -32602,
        ),
    ],
)
async def test_a_bad_message_gets_its_error_and_the_session_goes_on(
    running: Session, body: bytes, id: int | None, error: int
):
    running.send_bytes(body)
    assert code(await running.answer(id)) == error
    running.ask("after", "kibitz/status")
    assert "result" in await running.answer("after")


@pytest.mark.parametrize(
    "body",
    [
        b'{"jsonrpc":"2.0","method":"no/such"}',
        b'{"jsonrpc":"2.0","method":"$/no/such","params":{}}',
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen"}',
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":3}}',
        b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":77}}',
        b'{"jsonrpc":"2.0","id":99,"result":null}',
        b'{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}',
        b'{"jsonrpc":"2.0","id":[],"result":null}',
    ],
)
async def test_what_wants_no_answer_gets_none(running: Session, body: bytes):
    before = len(running.sent)
    running.send_bytes(body)
    running.ask("after", "kibitz/status")
    await running.answer("after")
    assert len(running.sent) == before + 1


async def test_params_may_be_missing(running: Session):
    running.send({"id": 1, "method": "kibitz/status"})
    assert "result" in await running.answer(1)


# ---- results


def failing(error: Exception) -> Callable[[KibitzServer, object], None]:
    def handler(server: KibitzServer, params: object) -> None:
        raise error

    return handler


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (errors.RequestFailed("No model."), (-32803, "No model.")),
        (EngineUnavailable("Pull a model."), (-32803, "Pull a model.")),
        (KeyError("x"), (-32603, "Kibitz made an error (KeyError: 'x').")),
    ],
)
@pytest.mark.parametrize("as_task", [False, True])
async def test_a_failing_handler_is_one_error(
    running: Session, error: Exception, told: tuple[int, str], as_task: bool
):
    plain = failing(error)

    async def task(server: KibitzServer, params: object) -> None:
        plain(server, params)

    running.server.request("test/failing")(task if as_task else plain)
    running.ask(1, "test/failing")
    answer = await running.answer(1)
    assert (answer["error"]["code"], answer["error"]["message"]) == told
    assert len(running.answers(1)) == 1


async def test_a_result_that_cannot_be_sent_is_an_error(running: Session):
    running.server.request("test/odd")(lambda server, params: object())
    running.ask(1, "test/odd")
    assert code(await running.answer(1)) == -32603


async def test_lsp_objects_are_sent_as_lsp_spells_them(running: Session):
    edit = types.TextEdit(types.Range(types.Position(0, 1), types.Position(2, 3)), "x")
    running.server.request("test/edits")(lambda server, params: [edit])
    running.ask(1, "test/edits")
    assert (await running.answer(1))["result"] == [
        {
            "range": {"start": {"line": 0, "character": 1}, "end": {"line": 2, "character": 3}},
            "newText": "x",
        }
    ]


# ---- cancelling and stale documents


async def test_cancel_answers_before_the_next_message_is_read(held: Session):
    held.ask(1, "test/held")
    held.notify("$/cancelRequest", {"id": 1})
    assert [code(each) for each in held.answers(1)] == [-32800]


async def test_cancel_reaches_the_work(running: Session):
    ended = asyncio.Event()

    @running.server.request("test/work")
    async def work(server: KibitzServer, params: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    running.ask(1, "test/work")
    await asyncio.sleep(0)
    running.notify("$/cancelRequest", {"id": 1})
    await asyncio.wait_for(ended.wait(), 10)


async def test_late_work_is_dropped(running: Session):
    release, ended = asyncio.Event(), asyncio.Event()

    @running.server.request("test/stubborn")
    async def stubborn(server: KibitzServer, params: object) -> str:
        try:
            await release.wait()
        except asyncio.CancelledError:
            ended.set()
        return "late"

    running.ask(1, "test/stubborn")
    await asyncio.sleep(0)
    running.notify("$/cancelRequest", {"id": 1})
    await asyncio.wait_for(ended.wait(), 10)
    running.ask(2, "kibitz/status")
    await running.answer(2)
    assert [code(each) for each in running.answers(1)] == [-32800]


async def test_an_id_can_be_used_again_after_its_answer(held: Session):
    held.ask(1, "test/held")
    held.notify("$/cancelRequest", {"id": 1})
    held.ask(1, "kibitz/status")
    assert [("error" in each) for each in held.answers(1)] == [True, False]


async def test_an_id_that_still_runs_is_refused(held: Session):
    held.ask(1, "test/held")
    held.ask(1, "kibitz/status")
    assert [code(each) for each in held.answers(1)] == [-32600]


async def test_a_result_for_a_version_that_is_gone_is_never_sent(held: Session):
    held.ask(1, types.TEXT_DOCUMENT_HOVER, HOVER)
    held.change(URI, 2, "other")
    assert [code(each) for each in held.answers(1)] == [-32801]


async def test_a_change_of_another_document_changes_nothing(held: Session):
    held.open("file:///code/b.st", "text")
    held.ask(1, types.TEXT_DOCUMENT_HOVER, HOVER)
    held.change("file:///code/b.st", 2, "other")
    assert held.answers(1) == []


async def test_a_closed_document_has_no_results(held: Session):
    held.ask(1, types.TEXT_DOCUMENT_HOVER, HOVER)
    held.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert [code(each) for each in held.answers(1)] == [-32801]


async def test_requests_that_are_not_bound_survive_a_change(held: Session):
    held.ask(1, "test/held")
    held.change(URI, 2, "other")
    assert held.answers(1) == []


async def test_a_plain_handler_sees_the_document_its_message_was_about(running: Session):
    @running.server.request("test/text")
    def text(server: KibitzServer, params: object) -> str:
        document = server.documents.get(URI)
        assert document
        return document.text

    running.open(URI, "one")
    running.ask(1, "test/text")
    running.change(URI, 2, "two")
    running.ask(2, "test/text")
    assert [(await running.answer(each))["result"] for each in (1, 2)] == ["one", "two"]


# ---- background work


async def test_a_failing_notification_handler_is_logged_and_survived(
    running: Session, caplog: pytest.LogCaptureFixture
):
    running.server.notification("test/failing")(failing(KeyError("x")))
    running.notify("test/failing")
    assert "test/failing" in caplog.text
    running.ask(1, "kibitz/status")
    assert "result" in await running.answer(1)


async def test_background_work_ends_with_the_session(running: Session):
    task = running.server.spawn(asyncio.sleep(3600), "long")
    await running.server.close_services()
    assert task.cancelled()


async def test_bodies_are_not_logged(running: Session, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    running.open(URI, "secret text")
    running.send_bytes(b'{"secret')
    running.ask(1, "workspace/executeCommand", {"command": 3, "arguments": ["secret"]})
    await running.answer(1)
    assert "secret" not in caplog.text
