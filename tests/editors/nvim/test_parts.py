"""How much of a suggestion a key accepts."""

from __future__ import annotations

import pytest

from .neovim import Neovim

pytestmark = pytest.mark.editor


@pytest.mark.parametrize(
    ("text", "part", "taken"),
    [
        ("collect: [ :each | each ]", "all", "collect: [ :each | each ]"),
        ("collect: [ :each | each ]", "word", "collect:"),
        (" [ :each | each ]", "word", " ["),
        (" höhe + 1", "word", " höhe"),
        ("\n\t^ self", "word", "\n\t^"),
        ("super add: x.\n\t^ x", "line", "super add: x."),
        ("\n\t^ x.\n\ty", "line", "\n\t^ x."),
        ("^ x", "line", "^ x"),
    ],
)
def test_part(session: Neovim, text: str, part: str, taken: str):
    asked = "local text, part = ... return text:sub(1, require('kibitz.parts').length(text, part))"
    assert session.lua(asked, text, part) == taken
