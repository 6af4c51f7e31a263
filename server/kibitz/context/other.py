"""What a model is shown of a workspace ahead of a window of a Python, TypeScript or
JavaScript file: the file's imports, and the heads of what the window names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kibitz.context.budget import first_lines, fitting
from kibitz.index.view import IndexView
from kibitz.inference.engine import ContextBlock

IMPORT_TOKENS = 120
MOST_SYMBOLS = 12

_IMPORT = re.compile(r"^(?:import|from|export .* from|const .* = require)\b.*$", re.MULTILINE)
_NAME = re.compile(r"[^\W\d]\w{2,}")


def infill_blocks(
    index: IndexView, path: str, head: str, window: str, tokens: int
) -> tuple[ContextBlock, ...]:
    """Context for `window` of the file at `path`, within about `tokens`; `head` is the file's
    text before the window."""
    imports = first_lines(
        "".join(f"{match[0]}\n" for match in _IMPORT.finditer(head)), IMPORT_TOKENS
    )
    comment = "# " if path.endswith((".py", ".pyi")) else "// "
    heads = (f"{comment}{head}\n" for head in _heads(index, path, window))
    elsewhere = "".join(fitting(heads, tokens - IMPORT_TOKENS))
    blocks = (ContextBlock("elsewhere", elsewhere), ContextBlock(path.rpartition("/")[2], imports))
    return tuple(block for block in blocks if block.text)


def _heads(index: IndexView, path: str, window: str) -> Iterator[str]:
    """The signature lines of what the window names and other files declare, by file."""
    shown = 0
    for name in dict.fromkeys(_NAME.findall(window)):
        for entry in index.symbols_named(name)[:1]:
            if entry.path != path and entry.facts.signature:
                shown += 1
                yield entry.facts.signature
        if shown == MOST_SYMBOLS:
            return
