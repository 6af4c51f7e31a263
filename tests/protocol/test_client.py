"""What is asked of a client, and only of one that said it can."""

from __future__ import annotations

import asyncio

import pytest
from lsprotocol import types

from tests.protocol.conftest import Session

EDIT = types.WorkspaceEdit(changes={})


async def test_apply_edit_needs_the_capability(running: Session):
    assert "does not let" in (await running.server.apply_edit(EDIT, "Rename") or "")


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"applied": True}, None),
        ({"applied": False, "failureReason": "Read-only."}, "Read-only."),
        ({"applied": False}, "The editor did not apply the edit."),
    ],
)
async def test_apply_edit(session: Session, result: dict[str, object], told: str | None):
    await session.initialize({"workspace": {"applyEdit": True}})
    asked = asyncio.create_task(session.server.apply_edit(EDIT, "Rename"))
    request = await session.sent_with("workspace/applyEdit")
    session.respond(request, result)
    assert await asked == told
    assert request["params"]["label"] == "Rename"


async def test_show_document_needs_the_capability(running: Session):
    assert not await running.server.show_document("file:///a")


async def test_show_document(session: Session):
    await session.initialize({"window": {"showDocument": {"support": True}}})
    asked = asyncio.create_task(session.server.show_document("file:///a"))
    session.respond(await session.sent_with("window/showDocument"), {"success": True})
    assert await asked


async def test_a_client_that_cannot_show_after_all(session: Session):
    await session.initialize({"window": {"showDocument": {"support": True}}})
    asked = asyncio.create_task(session.server.show_document("file:///a"))
    session.refuse(await session.sent_with("window/showDocument"))
    assert not await asked


# ---- settings


async def test_settings_in_initialize(session: Session):
    await session.initialize(initializationOptions={"inline": {"maxTokens": 7}})
    assert session.server.settings.inline.max_tokens == 7


async def test_settings_are_pulled(session: Session):
    await session.initialize({"workspace": {"configuration": True}})
    session.notify("initialized", {})
    request = await session.sent_with("workspace/configuration")
    assert request["params"] == {"items": [{"section": "kibitz"}]}
    session.respond(request, [{"inline": {"maxTokens": 7}}])
    await session.server.services.wait_started()
    assert session.server.settings.inline.max_tokens == 7


async def test_a_client_without_an_answer_keeps_what_initialize_brought(session: Session):
    await session.initialize(
        {"workspace": {"configuration": True}}, initializationOptions={"inline": {"maxTokens": 7}}
    )
    session.notify("initialized", {})
    session.respond(await session.sent_with("workspace/configuration"), [None])
    await session.server.services.wait_started()
    assert session.server.settings.inline.max_tokens == 7


async def test_changed_settings_in_the_message(running: Session):
    running.notify(
        "workspace/didChangeConfiguration", {"settings": {"kibitz": {"inline": {"maxTokens": 9}}}}
    )
    await running.server.protocol.background_ended()
    assert running.server.settings.inline.max_tokens == 9


async def test_each_problem_in_the_settings_is_shown_once(session: Session):
    await session.initialize(initializationOptions={"inline": {"maxTokens": "many"}, "bogus": 1})
    shown = [each for each in session.sent if each.get("method") == "window/showMessage"]
    assert len(shown) == 2
    assert "maxTokens" in shown[0]["params"]["message"]
    session.notify(
        "workspace/didChangeConfiguration", {"settings": {"inline": {"maxTokens": "many"}}}
    )
    await session.server.protocol.background_ended()
    assert [each for each in session.sent if each.get("method") == "window/showMessage"] == shown


# ---- registration


async def registered(session: Session) -> list[str]:
    request = await session.sent_with("client/registerCapability")
    session.respond(request)
    return [each["method"] for each in request["params"]["registrations"]]


async def test_what_the_client_can_register_is_registered(session: Session):
    await session.initialize(
        {
            "workspace": {
                "didChangeWatchedFiles": {"dynamicRegistration": True},
                "didChangeConfiguration": {"dynamicRegistration": True},
            }
        }
    )
    session.notify("initialized", {})
    assert await registered(session) == [
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
    ]


async def test_nothing_is_registered_with_a_client_that_cannot(running: Session):
    running.notify("initialized", {})
    await running.server.services.wait_started()
    assert not any(each.get("method") == "client/registerCapability" for each in running.sent)


# ---- capabilities


async def test_inline_completion_is_advertised_with_options(session: Session):
    session.server.request(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())(
        lambda server, params: None
    )
    result = await session.initialize()
    assert result["capabilities"]["inlineCompletionProvider"] == {}


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(None, "utf-16"), (["utf-8", "utf-16"], "utf-8"), (["utf-32"], "utf-32")],
)
async def test_the_position_encoding_is_agreed(
    session: Session, offered: list[str] | None, chosen: str
):
    general = {"general": {"positionEncodings": offered}} if offered else {}
    result = await session.initialize(general)
    assert result["capabilities"]["positionEncoding"] == chosen
    assert session.server.codec.encoding == chosen


async def test_commands_are_advertised(session: Session):
    session.server.command("test.command")(lambda server, arguments, params: arguments)
    result = await session.initialize()
    assert result["capabilities"]["executeCommandProvider"]["commands"] == ["test.command"]
    session.ask(
        1, "workspace/executeCommand", {"command": "test.command", "arguments": [1, {"a": 2}]}
    )
    assert (await session.answer(1))["result"] == [1, {"a": 2}]
    session.ask(2, "workspace/executeCommand", {"command": "test.command"})
    assert (await session.answer(2))["result"] == []


@pytest.mark.parametrize(
    ("params", "folders"),
    [
        ({}, []),
        ({"rootUri": "file:///a"}, ["/a"]),
        ({"rootPath": "/a"}, ["/a"]),
        ({"rootUri": "file:///a", "workspaceFolders": [{"uri": "file:///b", "name": "b"}]}, ["/b"]),
        ({"workspaceFolders": [{"uri": "memfs:/b", "name": "b"}]}, []),
        ({"rootUri": "file:///a", "workspaceFolders": []}, ["/a"]),
    ],
)
async def test_the_workspaces_folders(
    session: Session, params: dict[str, object], folders: list[str]
):
    await session.initialize(**params)
    assert [str(each) for each in session.server.folders] == folders


async def test_folders_come_and_go(session: Session):
    await session.initialize(rootUri="file:///a")
    event = {
        "added": [{"uri": "file:///b", "name": "b"}, {"uri": "file:///a", "name": "a"}],
        "removed": [{"uri": "file:///a", "name": "a"}],
    }
    session.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    assert [str(each) for each in session.server.folders] == ["/b", "/a"]
