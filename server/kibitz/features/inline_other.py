"""The hole at a cursor in a Python, TypeScript or JavaScript file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kibitz.context.other import infill_blocks
from kibitz.features.infill import TextOf
from kibitz.features.snapshot import Snapshot
from kibitz.inference.checks import other as checks
from kibitz.inference.checks.verdict import Verdict
from kibitz.inference.engine import ContextBlock
from kibitz.inference.suggestions import Place
from kibitz.languages.treesitter.grammars import grammar_name, parse

LINES_BEFORE = 48
LINES_AFTER = 12
WINDOW_STEP = 16  # lines; the window's start moves in such steps, so that typing only appends
LONGEST_TEXT = 200_000  # characters; a longer file takes too long to parse for each check

_OPENS_LINE = re.compile(r"(^|[\[({:,;]|=>|=|\breturn)\s*\Z")
_NO_CODE = frozenset(("comment", "string", "string_content", "template_string", "regex"))


@dataclass(frozen=True)
class TextInfill:
    """Offsets are into the file."""

    snapshot: Snapshot
    offset: int

    @property
    def hole(self) -> checks.TextHole:
        text = self.snapshot.text
        return checks.TextHole(
            text[: self.offset],
            text[self.offset :],
            self.snapshot.language,
            str(self.snapshot.path),
        )

    @cached_property
    def _window(self) -> tuple[int, int]:
        """Offsets of the window's start and end: whole lines around the cursor."""
        lines = self.snapshot.lines
        own = lines.line_of(self.offset)
        first = max(0, (own - LINES_BEFORE) // WINDOW_STEP * WINDOW_STEP)
        return lines.line_start(first), lines.line_start(own + 1 + LINES_AFTER)

    @property
    def place(self) -> Place:
        return Place(str(self.snapshot.path), self.prefix, self.suffix)

    @property
    def unit(self) -> str:
        return f"{self.snapshot.path}@{self._window[0]}"

    @property
    def prefix(self) -> str:
        return self.snapshot.text[self._window[0] : self.offset].replace("\r\n", "\n")

    @property
    def suffix(self) -> str:
        return self.snapshot.text[self.offset : self._window[1]].replace("\r\n", "\n")

    @property
    def is_single_line(self) -> bool:
        own = self.prefix[self.prefix.rfind("\n") + 1 :]
        return bool(self.suffix.split("\n", 1)[0].strip()) or not _OPENS_LINE.search(own)

    def blocks(self, text_of: TextOf, tokens: int) -> Sequence[ContextBlock]:
        start, end = self._window
        return infill_blocks(
            self.snapshot.index,
            str(self.snapshot.path),
            self.snapshot.text[:start],
            self.snapshot.text[start:end],
            tokens,
        )

    def has_ended(self, raw: str) -> bool:
        return checks.has_ended(self.hole, raw)

    def judge(self, raw: str, *, is_complete: bool) -> Verdict:
        return checks.check(self.hole, raw.replace("\r\n", "\n"), is_complete=is_complete)

    def to_file(self, suggestion: str) -> str:
        line_end = "\r\n" if "\r\n" in self.snapshot.text else "\n"
        return suggestion.replace("\n", line_end)


def infill_at(snapshot: Snapshot, offset: int) -> TextInfill | None:
    """The hole at a file offset; None in strings and comments, inside words, for languages
    without a grammar and for very long files."""
    text = snapshot.text
    grammar = grammar_name(snapshot.language, str(snapshot.path))
    if grammar is None or len(text) > LONGEST_TEXT or re.match(r"\w", text[offset : offset + 1]):
        return None
    parsed = parse(text, grammar)
    at = len(text[:offset].encode(errors="surrogatepass"))
    before = max(at - 1, 0)
    node = parsed.root.descendant_for_byte_range(before, at)
    while node is not None:
        ends_behind = at < node.end_byte or node.type == "comment"
        if node.type in _NO_CODE and node.start_byte < at and ends_behind:
            return None
        node = node.parent
    return TextInfill(snapshot, offset)
