"""The open documents: the one place where editor text changes, on the event loop only.

Texts are immutable strings; a change makes a new `Document` with a new version,
so whoever holds an old one keeps a consistent view. Lines end only at LF, CRLF
and CR.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kibitz.protocol.positions import PositionCodec
from kibitz.syntax.lines import LineIndex

_DRIVE = re.compile("/[A-Za-z]:")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """One version of an open document."""

    uri: str  # as the client spells it
    language_id: str  # as the client says
    version: int
    lines: LineIndex

    @property
    def text(self) -> str:
        return self.lines.text

    @cached_property
    def path(self) -> Path:
        return path_of(self.uri)

    @property
    def is_file(self) -> bool:
        """Whether it stands for a file on disk (not `untitled:`, `git:` and the like)."""
        return is_file_uri(self.uri)


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `start`..`end`, (line, character) pairs of the client; the whole text without them."""

    text: str
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None


def is_file_uri(uri: str) -> bool:
    return uri.startswith("file:")


def path_of(uri: str) -> Path:
    """The file's path; for a document that is not a file, the path part of its URI.

    (pygls's own function loses what follows a semicolon and fails on names that are not UTF-8.)
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return Path(uri)
    path = unquote(parts.path, errors="surrogateescape")
    if parts.scheme == "file" and parts.netloc not in ("", "localhost"):
        path = f"//{parts.netloc}{path}"
    if os.name == "nt" and _DRIVE.match(path):
        path = path[1].lower() + path[2:]
    return Path(path or uri)


def _key(uri: str) -> str:
    """Equal for two spellings of one URI (`%3A` or `:`)."""
    return unquote(uri)


def _clean(text: str) -> str:
    """Lone surrogates, which no encoder takes, become U+FFFD (as wide in UTF-16)."""
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text


class DocumentStore:
    """Open documents by URI."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._by_path: dict[Path, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._documents.values()))

    def get(self, uri: str) -> Document | None:
        return self._documents.get(_key(uri))

    def at_path(self, path: Path) -> Document | None:
        """The open document that stands for a file."""
        return self._by_path.get(path)

    def open(self, uri: str, language_id: str, version: int, text: str) -> Document:
        return self._put(Document(uri, language_id, version, LineIndex(_clean(text))))

    def change(
        self, uri: str, version: int, changes: Sequence[Change], codec: PositionCodec
    ) -> Document | None:
        """Apply the changes in order, each to the result of the one before; None if not open."""
        document = self.get(uri)
        if document is None:
            return None
        lines = document.lines
        for change in changes:
            if change.start is None or change.end is None:
                lines = LineIndex(_clean(change.text))
            else:
                start = codec.offset(lines, *change.start)
                end = max(start, codec.offset(lines, *change.end))
                lines = lines.edited(start, end, _clean(change.text))
        return self._put(replace(document, version=version, lines=lines))

    def close(self, uri: str) -> Document | None:
        document = self._documents.pop(_key(uri), None)
        if document is not None and document.is_file:
            self._by_path.pop(document.path, None)
        return document

    def _put(self, document: Document) -> Document:
        self._documents[_key(document.uri)] = document
        if document.is_file:
            self._by_path[document.path] = document
        return document
