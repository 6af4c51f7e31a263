"""A child Neovim with the plugin, as its README says to install it, driven through its RPC."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pynvim

PLUGIN = Path(__file__).parents[3] / "clients/nvim"
PATIENCE = 90  # seconds; the machine may be busy with other things
POLL = 0.02  # seconds

# What a user's init.lua holds; see clients/nvim/README.md.
INIT = """
vim.opt.runtimepath:prepend({plugin!r})
vim.lsp.config("kibitz", {{ cmd = {{ {program!r}, "serve", "--stdio" }} }})
vim.lsp.enable("kibitz")
"""

T = TypeVar("T")


class Neovim:
    """One Neovim process. What it shows is asked for; nothing is sent before it is ready for it."""

    def __init__(self, executable: Path, home: Path, program: Path, environment: dict[str, str]):
        init = home / "init.lua"
        init.write_text(INIT.format(plugin=str(PLUGIN), program=str(program)))
        kept = {each: os.environ[each] for each in ("PATH", "LANG", "TERM") if each in os.environ}
        places = ("CONFIG", "DATA", "STATE", "CACHE")
        environment = {
            **kept,
            **{f"XDG_{each}_HOME": str(home / each.lower()) for each in places},
            "HOME": str(home),
            **environment,
        }
        variables = [f"{name}={value}" for name, value in environment.items()]
        arguments = ["--headless", "--embed", "-u", str(init), "-i", "NONE", "-n"]
        self.rpc = pynvim.attach(
            "child", argv=["env", "-i", *variables, str(executable), *arguments]
        )

    # ---- asking

    def lua(self, code: str, *arguments: object) -> Any:
        return self.rpc.exec_lua(code, *arguments)

    def wait_for(self, what: str, ask: Callable[[], T]) -> T:
        """The first true answer of `ask`; fails with what is on the screen when none comes."""
        deadline = time.monotonic() + PATIENCE
        while not (answer := ask()):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {what}\n{self.describe()}")
            time.sleep(POLL)
        return answer

    @property
    def mode(self) -> str:
        return self.rpc.api.get_mode()["mode"]

    @property
    def messages(self) -> str:
        return self.rpc.command_output("messages")

    @property
    def text(self) -> str:
        """The current buffer."""
        return "\n".join(self.rpc.current.buffer[:]) + "\n"

    def ghost(self) -> str:
        """The ghost text in the current buffer, its lines joined."""
        return self.lua(
            """
            local id = vim.api.nvim_get_namespaces()[...]
            local mark = id and vim.api.nvim_buf_get_extmarks(0, id, 0, -1, { details = true })[1]
            if not mark then return "" end
            local lines = { mark[4].virt_text or {} }
            vim.list_extend(lines, mark[4].virt_lines or {})
            return table.concat(vim.tbl_map(function(chunks)
                return table.concat(vim.tbl_map(function(chunk) return chunk[1] end, chunks))
            end, lines), "\\n")
            """,
            "nvim.lsp.inline_completion" if self.has_own_inline_completion else "kibitz.ghost",
        )

    @property
    def has_own_inline_completion(self) -> bool:
        return self.lua("return vim.lsp.inline_completion ~= nil")

    def describe(self) -> str:
        log = Path(self.lua("return vim.lsp.log.get_filename()"))
        logged = log.read_text()[-4000:] if log.exists() else ""
        return f"mode: {self.mode}\nmessages: {self.messages}\nbuffer:\n{self.text}\nlog:\n{logged}"

    # ---- doing

    def open(self, path: Path) -> None:
        self.rpc.command(f"edit {path}")

    def serve(self, path: Path) -> None:
        """Open a file and wait until the server is attached and knows the workspace."""
        self.open(path)
        self.wait_for("the server", self.is_served)
        self.wait_for("the index and the model", self.is_ready)

    def is_served(self) -> bool:
        asked = "return #vim.lsp.get_clients({ name = 'kibitz', bufnr = 0 })"
        return self.lua(asked) == 1

    def is_ready(self) -> bool:
        """Whether the status line says that the model is ready, which needs the index too."""
        return self.lua("return require('kibitz.status').short()") == "Kibitz: ready"

    def request(self, method: str, **parameters: object) -> Any:
        """The server's answer at the cursor."""
        return self.lua(
            """
            local method, more = ...
            local client = vim.lsp.get_clients({ name = "kibitz", bufnr = 0 })[1]
            local at = vim.lsp.util.make_position_params(0, client.offset_encoding)
            local answer, fault = client:request_sync(method, vim.tbl_extend("force", at, more), 60000, 0)
            return answer and answer.result or error(fault or vim.inspect(answer))
            """,
            method,
            parameters,
        )

    def watch(self, method: str) -> Callable[[], list[str]]:
        """What happens from now on to requests of a method: pending, cancel, complete."""
        self.lua(
            """
            local method = ...
            _G.watched = {}
            vim.api.nvim_create_autocmd("LspRequest", {
                group = vim.api.nvim_create_augroup("test.watch", {}),
                callback = function(event)
                    if event.data.request.method == method then
                        table.insert(_G.watched, event.data.request.type)
                    end
                end,
            })
            """,
            method,
        )
        return lambda: self.lua("return _G.watched")

    def cursor_at(self, needle: str, behind: str = "") -> None:
        """Put the cursor on the first `needle` of the buffer; `behind` is skipped in it."""
        for row, line in enumerate(self.rpc.current.buffer[:]):
            if needle in line:
                column = line.index(needle) + len(behind)
                self.rpc.current.window.cursor = (row + 1, len(line[:column].encode()))
                return
        raise AssertionError(f"{needle!r} is not in\n{self.text}")

    def press(self, keys: str) -> None:
        """Type keys, in Neovim's notation."""
        self.rpc.input(keys)

    def start_afresh(self) -> None:
        """Back to normal mode, with no buffer and no message."""
        self.press("<C-\\><C-N>")
        self.wait_for("normal mode", lambda: self.mode == "n")
        self.rpc.command("silent! only! | silent! %bwipeout! | messages clear")

    def quit(self) -> None:
        self.rpc.close()
