"""The Smalltalk code around a cursor: one method or one script, with its class.

Features work in code offsets (as `syntax/` does) and map back to the file at
their end; this module is where the two meet. It parses nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kibitz.features.snapshot import Snapshot
from kibitz.formats.model import CodeMap, MethodDefinition, Span
from kibitz.index.view import IndexView
from kibitz.syntax.method import MethodAnalysis, analyse
from kibitz.syntax.tree import MethodTree, parse_expressions, parse_method


@dataclass(frozen=True)
class Code:
    """A method (or a script's expressions) taken out of its container."""

    snapshot: Snapshot
    text: str
    map: CodeMap
    method: MethodDefinition | None  # None: a script

    @property
    def index(self) -> IndexView:
        return self.snapshot.index

    @property
    def class_name(self) -> str | None:
        return self.method.class_name if self.method else None

    @property
    def is_meta(self) -> bool:
        return self.method.is_meta if self.method else False

    @cached_property
    def tree(self) -> MethodTree:
        return parse_method(self.text) if self.method else parse_expressions(self.text)

    @cached_property
    def analysis(self) -> MethodAnalysis:
        return analyse(self.tree)

    def to_file(self, span: Span) -> Span:
        """The file span of a code span."""
        return self.map.span_to_file(span)

    def to_code(self, file_offset: int) -> int:
        return min(self.map.to_code(file_offset), len(self.text))


def code_at(snapshot: Snapshot, offset: int) -> Code | None:
    """The code a cursor at the file offset is in; None between methods and in headers."""
    source = snapshot.source
    if source is None:
        return None
    method = source.method_at(offset)
    if method is not None and method.code_span.touches(offset):
        return Code(snapshot, method.code, method.map, method)
    for script in source.scripts:
        if script.span.touches(offset):
            return Code(snapshot, script.code, script.map, None)
    return None


def code_of(snapshot: Snapshot, method: MethodDefinition) -> Code:
    """The code of one of the file's methods."""
    return Code(snapshot, method.code, method.map, method)
