"""What Neovim's own keys do with Kibitz behind them; nothing here needs the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from .neovim import Neovim

pytestmark = pytest.mark.editor


def test_status_tells_how_the_models_and_the_index_are(neovim: Neovim, store: Path):
    neovim.rpc.command("KibitzStatus")
    told = neovim.wait_for("the status", lambda: neovim.messages)
    assert "index ready" in told
    assert "completion model: qwen2.5-coder-0.5b-instruct-q4_k_m.gguf, ready" in told


def test_completion_offers_the_right_selector_first(neovim: Neovim, store: Path):
    neovim.cursor_at("^ self select:")
    neovim.press("cc^ self k")
    neovim.wait_for("the typed text", lambda: "^ self k\n" in neovim.text)
    neovim.press("<C-X><C-O>")
    neovim.wait_for("the menu", lambda: neovim.lua("return vim.fn.pumvisible()") == 1)
    first = neovim.lua("return vim.fn.complete_info({ 'items' }).items[1]")
    assert first["abbr"].startswith("keyFor:")


def test_hover_shows_the_implementors(neovim: Neovim, store: Path):
    neovim.cursor_at("isPlayable")
    neovim.press("K")

    def floating() -> str:
        return neovim.lua(
            """
            for _, window in ipairs(vim.api.nvim_list_wins()) do
                if vim.api.nvim_win_get_config(window).relative ~= "" then
                    local buffer = vim.api.nvim_win_get_buf(window)
                    return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\\n")
                end
            end
            return ""
            """
        )

    assert "MgXTrack" in neovim.wait_for("the hover", floating)


def test_definition_jumps_to_the_method(neovim: Neovim, store: Path):
    neovim.cursor_at("isPlayable")
    neovim.press("<C-]>")
    neovim.wait_for(
        "the jump", lambda: neovim.rpc.current.buffer.name.endswith("MgXTrack.class.st")
    )
    assert "isPlayable" in neovim.rpc.current.line


def test_code_actions_are_both_there(neovim: Neovim, workspace: Path):
    neovim.serve(workspace / "src/MgX-Core/MgXStore.class.st")
    neovim.cursor_at("MgXStore >> initialize")
    titles = neovim.lua(
        """
        local client = vim.lsp.get_clients({ name = "kibitz", bufnr = 0 })[1]
        local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
        params.context = { diagnostics = {} }
        local answer = client:request_sync("textDocument/codeAction", params, 60000, 0)
        return vim.tbl_map(function(action) return action.title end, answer.result)
        """
    )
    assert titles == ["Explain method #initialize", "Generate Store subclass of MgXStore"]


def test_a_syntax_error_is_shown(neovim: Neovim, store: Path):
    neovim.cursor_at("^ MgXTrack")
    neovim.press("cc\t^ self foo: (<Esc>")
    found = neovim.wait_for("the diagnostic", lambda: neovim.lua("return vim.diagnostic.get(0)"))
    assert found[0]["source"] == "kibitz"


def test_python_is_served_too(neovim: Neovim, workspace: Path):
    neovim.serve(workspace / "tools/royalties.py")
    assert neovim.request("textDocument/documentSymbol")
