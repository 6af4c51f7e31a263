"""What a completion list is made of. Knows neither LSP nor how candidates are found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kibitz.formats.model import Span


class ItemKind(StrEnum):
    """Names of LSP completion item kinds, in lower case."""

    METHOD = "method"
    VARIABLE = "variable"
    FIELD = "field"
    CLASS = "class"
    CONSTANT = "constant"
    KEYWORD = "keyword"
    TEXT = "text"
    SNIPPET = "snippet"


@dataclass(frozen=True, slots=True)
class ItemData:
    """What `completion_documentation` needs to describe an item; travels through the client.

    `subject` is "selector" or "class".
    """

    subject: str
    name: str
    class_name: str | None = None  # of the receiver, where known
    is_meta: bool = False


@dataclass(frozen=True, slots=True)
class CompletionItem:
    """One row of the popup."""

    label: str
    kind: ItemKind
    insert_text: str
    snippet: str | None = None  # LSP snippet syntax, for clients that support it
    detail: str = ""
    filter_text: str | None = None  # None: the label
    preselect: bool = False
    data: ItemData | None = None


@dataclass(frozen=True, slots=True)
class CompletionList:
    """Items in the order to show them in, all for the same place.

    Accepting an item replaces the file span `span`, from the first typed character
    to the cursor; `tail` is where the word under the cursor ends, for clients that
    let the user choose to replace all of it.
    """

    items: tuple[CompletionItem, ...]
    span: Span
    tail: int
    is_incomplete: bool

    def limited(self, limit: int) -> CompletionList:
        """The first `limit` items; incomplete if that leaves any out."""
        if len(self.items) <= limit:
            return self
        return replace(self, items=self.items[:limit], is_incomplete=True)


def nothing(offset: int) -> CompletionList:
    """No items at a file offset."""
    return CompletionList((), Span(offset, offset), offset, is_incomplete=False)
