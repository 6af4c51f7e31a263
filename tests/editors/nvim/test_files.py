"""File types: what is Smalltalk, and how old files end their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from .neovim import Neovim

pytestmark = pytest.mark.editor


def test_st_is_smalltalk(neovim: Neovim, tmp_path: Path):
    neovim.open(tmp_path / "MgXStore.class.st")
    assert neovim.lua("return vim.bo.filetype") == "st"


def test_a_change_set_is_smalltalk(neovim: Neovim, tmp_path: Path):
    path = tmp_path / "Stores.1.cs"
    path.write_text("'From Squeak6.0 of 5 July 2022'!\n!MgXStore methodsFor: 'x'!\nadd\n\t^ 1! !\n")
    neovim.open(path)
    assert neovim.lua("return vim.bo.filetype") == "st"


def test_c_sharp_stays_c_sharp(neovim: Neovim, tmp_path: Path):
    path = tmp_path / "Store.cs"
    path.write_text("using System;\n\nnamespace Stores;\n")
    neovim.open(path)
    assert neovim.lua("return vim.bo.filetype") == "cs"


def test_lines_that_end_with_cr_are_lines(neovim: Neovim, tmp_path: Path):
    path = tmp_path / "Stores.1.cs"
    path.write_bytes(
        b"'From Squeak6.0 of 5 July 2022'!\r\r!MgXStore methodsFor: 'x'!\radd\r\t^ 1! !\r"
    )
    neovim.open(path)
    assert neovim.rpc.current.buffer[3] == "add"
    assert neovim.lua("return vim.bo.fileformat") == "mac"
    assert neovim.lua("return vim.o.fileformats") == "unix,dos"
