"""Texts of files on disk that are not open, decoded and kept while they do not change."""

from __future__ import annotations

import logging
from collections import OrderedDict
from pathlib import Path

from kibitz.formats.encoding import decode
from kibitz.syntax.lines import LineIndex

log = logging.getLogger(__name__)

_KEPT_CHARACTERS = 32_000_000


class FileTexts:
    """Least recently used texts go first once the kept ones are too many characters together."""

    def __init__(self, kept_characters: int = _KEPT_CHARACTERS) -> None:
        self._kept_characters = kept_characters
        self._kept: OrderedDict[Path, tuple[tuple[int, int], LineIndex]] = OrderedDict()
        self._characters = 0

    def text_of(self, path: Path) -> str | None:
        """None where the file cannot be read."""
        lines = self.lines_of(path)
        return lines.text if lines else None

    def lines_of(self, path: Path) -> LineIndex | None:
        try:
            stat = path.stat()
            state = (stat.st_mtime_ns, stat.st_size)
            kept = self._kept.get(path)
            if kept and kept[0] == state:
                self._kept.move_to_end(path)
                return kept[1]
            lines = LineIndex(decode(path.read_bytes()).text)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            log.info("Cannot read %s: %s", path, error)
            self._drop(path)
            return None
        self._drop(path)
        self._kept[path] = (state, lines)
        self._characters += len(lines.text)
        while self._characters > self._kept_characters and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))
        return lines

    def _drop(self, path: Path) -> None:
        if kept := self._kept.pop(path, None):
            self._characters -= len(kept[1].text)
