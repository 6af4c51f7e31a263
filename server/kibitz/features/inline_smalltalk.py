"""The hole at a cursor in a Smalltalk method."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kibitz.context.smalltalk import infill_blocks, shown_header
from kibitz.features.code import Code, code_at
from kibitz.features.infill import TextOf
from kibitz.features.scope import MethodNames
from kibitz.features.snapshot import Snapshot
from kibitz.formats.model import Format, MethodDefinition
from kibitz.inference.checks import smalltalk as checks
from kibitz.inference.checks.verdict import Verdict
from kibitz.inference.engine import ContextBlock
from kibitz.inference.suggestions import Place
from kibitz.syntax.method import lexical_state

METHOD_END = "\n]\n"
"""Closes every method the model is shown, so that it knows where the hole ends."""

_OPENS_LINE = re.compile(r"(^|[\[|.({;]|:=|\^)\s*\Z")


@dataclass(frozen=True)
class SmalltalkInfill:
    """Offsets are into the method's code, not the file."""

    code: Code
    method: MethodDefinition
    offset: int
    line_end: str  # "\n", "\r\n" or "\r", as the document has it

    @property
    def hole(self) -> checks.Hole:
        return checks.Hole(self.code.text[: self.offset], self.code.text[self.offset :].rstrip())

    @property
    def place(self) -> Place:
        return Place(self.unit, self.hole.before, self.hole.after)

    @property
    def unit(self) -> str:
        reference = f"{self.method.class_name}/{self.method.is_meta}/{self.method.selector}"
        return f"{self.code.snapshot.path}#{reference}"

    @property
    def _pattern_length(self) -> int:
        return self.method.pattern_span.end - self.method.pattern_span.start

    @property
    def prefix(self) -> str:
        pattern = self.code.text[: self._pattern_length]
        body = _unix(self.code.text[self._pattern_length : self.offset]).lstrip(" ")
        return shown_header(self.method.class_name, self.method.is_meta, pattern) + body

    @property
    def suffix(self) -> str:
        return _unix(self.hole.after) + METHOD_END

    @property
    def is_single_line(self) -> bool:
        own = self.hole.before[self.hole.before.rfind("\n") + 1 :]
        rest = self.hole.after.split("\n", 1)[0]
        return bool(rest.strip()) or not _OPENS_LINE.search(own)

    def blocks(self, text_of: TextOf, tokens: int) -> Sequence[ContextBlock]:
        source = self.code.snapshot.source
        if source is None:
            return ()
        return infill_blocks(
            self.code.index, source, self.method, self._mentioned(), text_of, tokens
        )

    def _mentioned(self) -> list[str]:
        """Classes and selectors the method names, the nearest to the cursor first."""
        analysis = self.code.analysis
        places = [
            (use.span.start, use.name) for use in analysis.variables if use.name[:1].isupper()
        ]
        places += [(send.span.start, send.selector) for send in analysis.sends]
        places.sort(key=lambda place: abs(place[0] - self.offset))
        return list(dict.fromkeys(name for _, name in places))

    def has_ended(self, raw: str) -> bool:
        return checks.has_ended(self.hole, raw)

    def judge(self, raw: str, *, is_complete: bool) -> Verdict:
        return checks.check(self.hole, _unix(raw), MethodNames(self.code), is_complete=is_complete)

    def to_file(self, suggestion: str) -> str:
        source = self.code.snapshot.source
        if source is not None and source.format is Format.CHUNK:
            suggestion = suggestion.replace("!", "!!")
        return suggestion.replace("\n", self.line_end)


def infill_at(snapshot: Snapshot, offset: int) -> SmalltalkInfill | None:
    """The hole at a file offset; None in strings, comments, patterns, headers, inside words."""
    code = code_at(snapshot, offset)
    if code is None or code.method is None or not _is_in_body(snapshot, code.method, offset):
        return None
    at = code.to_code(offset)
    inside_word = re.match(r"\w", code.text[at : at + 1]) is not None
    if inside_word or lexical_state(code.text, at) != "code":
        return None
    return SmalltalkInfill(code, code.method, at, _line_end(snapshot.text))


def _is_in_body(snapshot: Snapshot, method: MethodDefinition, offset: int) -> bool:
    """Behind the pattern and, in Tonel, behind the opening bracket."""
    source = snapshot.source
    between = snapshot.text[method.pattern_span.end : offset]
    if source is not None and source.format is Format.TONEL:
        return "[" in between
    return bool(between)


def _line_end(text: str) -> str:
    newline = text.find("\n")
    if newline > 0 and text[newline - 1] == "\r":
        return "\r\n"
    return "\n" if newline >= 0 or "\r" not in text else "\r"


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
