"""Kibitz's two commands and its life cycle, as a user runs them, with the real small model."""

from __future__ import annotations

from pathlib import Path

import pytest

from .neovim import Neovim

pytestmark = [pytest.mark.editor, pytest.mark.model]


def windows_with(neovim: Neovim, name: str) -> list[str]:
    """The texts of the windows that show a buffer of this name."""
    shown = [window.buffer for window in neovim.rpc.windows]
    return ["\n".join(buffer[:]) for buffer in shown if buffer.name == name]


def test_explain_method_opens_markdown_in_a_split(neovim: Neovim, store: Path):
    neovim.cursor_at("aTrack identifier")
    neovim.rpc.command("KibitzExplain")

    def explained() -> str:
        shown = windows_with(neovim, "kibitz://explanation")
        return shown[0] if shown and "## Who takes part" in shown[0] else ""

    text = neovim.wait_for("the explanation", explained)
    assert text.startswith("# MgXTrackStore>>#keyFor:\n")
    assert "`MgXEntry>>#identifier`" in text
    assert neovim.rpc.current.buffer.name == str(store)


def test_closing_the_explanation_stops_it(neovim: Neovim, store: Path):
    neovim.cursor_at("super validate:")
    requests = neovim.watch("workspace/executeCommand")
    neovim.rpc.command("KibitzExplain")
    neovim.wait_for("the split", lambda: windows_with(neovim, "kibitz://explanation"))
    neovim.rpc.command("bwipeout kibitz://explanation")
    neovim.wait_for("the answer", lambda: "complete" in requests())
    assert "cancel" in requests()
    assert not windows_with(neovim, "kibitz://explanation")


def test_generate_subclass_makes_unsaved_buffers(neovim: Neovim, store: Path):
    neovim.cursor_at("#name : 'MgXTrackStore'")
    neovim.lua("vim.lsp.buf.code_action({ apply = true, context = { only = { 'refactor' } } })")
    neovim.wait_for("the question for the name", lambda: neovim.mode == "c")
    neovim.press("<C-U>MgXDemoStore<CR>")
    made = store.with_name("MgXDemoStore.class.st")
    neovim.wait_for("the new class", lambda: neovim.rpc.current.buffer.name == str(made))
    assert "#name : 'MgXDemoStore'" in neovim.text
    assert "#superclass : 'MgXTrackStore'" in neovim.text
    assert neovim.lua("return vim.bo.modified")
    assert not made.exists()

    neovim.wait_for("the server", neovim.is_served)
    neovim.rpc.command("wall")
    assert made.read_text() == neovim.text
    neovim.rpc.command("undo")
    assert neovim.text == "\n"
    made.unlink()


def test_generate_subclass_appends_to_a_file_out(neovim: Neovim, workspace: Path):
    path = workspace / "fileouts/MgX-Rights.st"
    neovim.serve(path)
    before = neovim.text
    neovim.cursor_at("subclass: #MgXStreamingRight", behind="subclass: #")
    neovim.press(":KibitzGenerate<CR>")
    neovim.wait_for(
        "the question for the name", lambda: neovim.lua("return vim.fn.getcmdprompt()") != ""
    )
    neovim.press("<C-U>MgXDemoRight<CR>")
    neovim.wait_for("the new class", lambda: "MgXDemoRight" in neovim.rpc.current.line)
    assert neovim.text.startswith(before.rstrip())
    assert "MgXStreamingRight subclass: #MgXDemoRight" in neovim.text
    assert path.read_text() == before
    neovim.rpc.command("undo")
    assert neovim.text == before


def test_generating_can_be_cancelled(neovim: Neovim, store: Path):
    neovim.cursor_at("#name : 'MgXTrackStore'")
    requests = neovim.watch("workspace/executeCommand")
    neovim.press(":KibitzGenerate<CR>")
    neovim.wait_for(
        "the question for the name", lambda: neovim.lua("return vim.fn.getcmdprompt()") != ""
    )
    neovim.press("<C-U>MgXLaterStore<CR><Cmd>KibitzCancel<CR>")
    neovim.wait_for("the answer", lambda: "complete" in requests())
    later = str(store.with_name("MgXLaterStore.class.st"))
    assert neovim.lua("return vim.fn.bufexists(...)", later) == 0


def test_a_name_that_is_taken_is_refused(neovim: Neovim, store: Path):
    neovim.cursor_at("#name : 'MgXTrackStore'")
    neovim.press(":KibitzGenerate<CR>")
    neovim.wait_for(
        "the question for the name",
        lambda: "MgXTrackStore" in neovim.lua("return vim.fn.getcmdprompt()"),
    )
    neovim.press("<C-U>MgXArtistStore<CR>")
    neovim.wait_for("the refusal", lambda: "MgXArtistStore" in neovim.messages)


def test_restart_keeps_working(neovim: Neovim, store: Path):
    first = neovim.lua("return vim.lsp.get_clients({ name = 'kibitz', bufnr = 0 })[1].id")
    neovim.rpc.command("KibitzRestart")

    def served_by() -> list[int]:
        return neovim.lua(
            """
            local clients = vim.lsp.get_clients({ name = "kibitz", bufnr = 0 })
            return vim.tbl_map(function(client) return client.id end, clients)
            """
        )

    neovim.wait_for("another server", lambda: served_by() not in ([], [first]))
    neovim.wait_for("its index and model", neovim.is_ready)
    neovim.cursor_at("isPlayable")
    assert "MgXTrack" in str(neovim.request("textDocument/hover"))


def test_without_a_server_the_way_out_is_told(neovim: Neovim, tmp_path: Path):
    neovim.open(tmp_path / "notes.txt")
    neovim.rpc.command("KibitzExplain")
    assert "does not serve this buffer" in neovim.messages
    assert ":checkhealth kibitz" in neovim.messages


def test_a_program_that_is_missing_is_named(neovim: Neovim, tmp_path: Path):
    earlier = neovim.lua("return vim.lsp.config.kibitz.cmd")
    neovim.lua("vim.lsp.config('kibitz', { cmd = { 'no-kibitz-here', 'serve' } })")
    neovim.open(tmp_path / "notes.txt")
    neovim.rpc.command("KibitzStatus")
    neovim.lua("vim.lsp.config('kibitz', { cmd = ... })", earlier)
    assert "`no-kibitz-here` was not found" in neovim.messages


def test_checkhealth_finds_the_server_and_its_doctor(neovim: Neovim, store: Path):
    neovim.rpc.command("checkhealth kibitz")
    assert "kibitz, version" in neovim.text
    assert "The compiled Smalltalk grammar works." in neovim.text
