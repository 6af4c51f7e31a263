"""Ghost text with the real small model: Neovim's own where it has it, else drawn by the plugin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .neovim import Neovim

pytestmark = [pytest.mark.editor, pytest.mark.model]

BEFORE = ["", "{ #category : 'queries' }", "MgXTrackStore >> titlesBy: anArtist [", ""]
TYPED = "\t^ (self tracksBy: anArtist) "
SUGGESTED = "collect: [ :each | each title ]"


@pytest.fixture
def suggestion(neovim: Neovim, store: Path) -> Iterator[Neovim]:
    """Insert mode in a new method, typed up to a space, with the suggestion shown."""
    neovim.lua("vim.api.nvim_buf_set_lines(0, -1, -1, false, ...)", [*BEFORE, "", "]"])
    neovim.rpc.command(f"normal! G{'k'}")
    neovim.press("cc" + TYPED.replace("\t", "<C-V><Tab>"))
    neovim.wait_for("ghost text", lambda: neovim.ghost() == SUGGESTED)
    yield neovim
    neovim.press("<Esc>")


def typed_line(neovim: Neovim) -> str:
    return next(line for line in neovim.rpc.current.buffer[:] if line.startswith(TYPED))


def wait_for_line(neovim: Neovim, line: str) -> None:
    neovim.wait_for(f"the line {line!r}", lambda: typed_line(neovim) == line)


def test_tab_accepts_it_and_the_file_is_right(suggestion: Neovim, store: Path):
    suggestion.press("<Tab>")
    wait_for_line(suggestion, TYPED + SUGGESTED)
    suggestion.press("<Esc>:w<CR>")
    suggestion.wait_for("the file", lambda: SUGGESTED in store.read_text())
    written = store.read_text().splitlines()
    assert written[-6:] == [*BEFORE, TYPED + SUGGESTED, "]"]


def test_undo_takes_back_the_suggestion_alone(suggestion: Neovim):
    suggestion.press("<Tab>")
    wait_for_line(suggestion, TYPED + SUGGESTED)
    suggestion.press("<Esc>u")
    wait_for_line(suggestion, TYPED)


def test_a_word_is_accepted_and_the_rest_stays(suggestion: Neovim):
    suggestion.press("<C-Right>")
    wait_for_line(suggestion, TYPED + "collect:")
    suggestion.wait_for("the rest", lambda: suggestion.ghost() == " [ :each | each title ]")
    suggestion.press("<C-Right>")
    wait_for_line(suggestion, TYPED + "collect: [")


def test_a_line_is_accepted_and_the_rest_stays(neovim: Neovim, store: Path):
    head = [*BEFORE[:2], "MgXTrackStore >> remove: aTrack [", "\t", "]"]
    neovim.lua("vim.api.nvim_buf_set_lines(0, -1, -1, false, ...)", head)
    neovim.rpc.command("normal! Gk")
    neovim.press("A")
    neovim.wait_for("ghost text of several lines", lambda: "\n" in neovim.ghost())
    first = neovim.ghost().splitlines()[0]
    neovim.press("<C-Down>")
    neovim.wait_for("the first line", lambda: neovim.rpc.current.line == "\t" + first)
    neovim.wait_for("the rest", lambda: neovim.ghost().startswith("\n"))
    further = neovim.ghost().splitlines()[1:]
    neovim.press("<Tab>")
    neovim.wait_for(
        "the whole suggestion", lambda: neovim.rpc.current.line.endswith(further[-1].strip())
    )
    end = neovim.rpc.current.buffer[:][-len(further) - 2 :]
    assert [line.strip() for line in end] == [first, *(line.strip() for line in further), "]"]


def test_typing_through_it_keeps_it(suggestion: Neovim):
    suggestion.press("coll")
    wait_for_line(suggestion, TYPED + "coll")
    suggestion.wait_for("the rest", lambda: suggestion.ghost() == "ect: [ :each | each title ]")
    suggestion.press("<Tab>")
    wait_for_line(suggestion, TYPED + SUGGESTED)


def test_it_can_be_dismissed(suggestion: Neovim):
    suggestion.press("<C-]>")
    suggestion.wait_for("no ghost text", lambda: suggestion.ghost() == "")
    assert suggestion.mode == "i"
    assert typed_line(suggestion) == TYPED


def test_leaving_insert_mode_clears_it(suggestion: Neovim):
    suggestion.press("<Esc>")
    suggestion.wait_for("normal mode", lambda: suggestion.mode == "n")
    suggestion.wait_for("no ghost text", lambda: suggestion.ghost() == "")
    assert typed_line(suggestion) == TYPED


def test_what_is_asked_for_after_insert_mode_is_cancelled(neovim: Neovim, store: Path):
    if not neovim.has_own_inline_completion:
        pytest.skip("only Neovim's own inline completion asks in normal mode")
    requests = neovim.watch("textDocument/inlineCompletion")
    neovim.cursor_at("^ self select:")
    neovim.press("A <Esc>")
    neovim.wait_for("the answer", lambda: "complete" in requests())
    assert "cancel" in requests()
    assert neovim.ghost() == ""


def test_it_can_be_turned_off_and_on(suggestion: Neovim):
    suggestion.press("<Cmd>KibitzToggleInline<CR>")
    suggestion.wait_for("no ghost text", lambda: suggestion.ghost() == "")
    suggestion.press("<Tab>")
    wait_for_line(suggestion, TYPED + "\t")
    suggestion.press("<BS><Cmd>KibitzToggleInline<CR><Esc>A")
    suggestion.wait_for("ghost text", lambda: suggestion.ghost() == SUGGESTED)


def test_tab_is_a_tab_where_nothing_is_shown(neovim: Neovim, store: Path):
    neovim.press("ggO<Tab>")
    neovim.wait_for("a tab", lambda: neovim.rpc.current.line == "\t")


def test_tab_does_what_the_user_mapped_where_nothing_is_shown(neovim: Neovim, store: Path):
    neovim.rpc.command("inoremap <Tab> mine")
    neovim.press("ggO<Tab>")
    neovim.wait_for("the user's mapping", lambda: neovim.rpc.current.line == "mine")
    neovim.rpc.command("iunmap <Tab>")
