"""A hole in a document that a model can fill, whatever the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kibitz.inference.checks.verdict import Verdict
from kibitz.inference.engine import ContextBlock
from kibitz.inference.suggestions import Place

TextOf = Callable[[str], str | None]
"""The text of a file by its absolute path (the editor's, else the disk's), or None."""


class Infill(Protocol):
    """One cursor: what to ask, and how to judge the answer."""

    @property
    def place(self) -> Place:
        """The cache key: both sides of the cursor up to stable boundaries."""
        ...

    @property
    def prefix(self) -> str:
        """What the model is shown before the hole, in the form it knows best."""
        ...

    @property
    def suffix(self) -> str: ...

    @property
    def is_single_line(self) -> bool:
        """Whether only the rest of the cursor's line is wanted."""
        ...

    @property
    def unit(self) -> str:
        """What is being edited (a method, a window of a file): its context is made once."""
        ...

    def blocks(self, text_of: TextOf, tokens: int) -> Sequence[ContextBlock]:
        """Context from elsewhere within about `tokens`. May read files through `text_of`."""
        ...

    def has_ended(self, raw: str) -> bool:
        """Whether the model may be stopped: nothing that follows `raw` can matter."""
        ...

    def judge(self, raw: str, *, is_complete: bool) -> Verdict:
        """What of `raw` may be shown."""
        ...

    def to_file(self, suggestion: str) -> str:
        """The suggestion as the document writes it (line ends, doubled bangs)."""
        ...
