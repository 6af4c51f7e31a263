"""What every Smalltalk container reader returns: the file as definitions and method spans.

A container reader (one per format) finds class definitions and methods by the
format's own headers and never parses a method's body; that is `syntax/`'s work.
Reading never fails: it returns what it understood and the problems with their
places. All offsets are string indices (code points) into `SourceFile.text`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from kibitz.util.spans import Problem as Problem
from kibitz.util.spans import Span as Span
from kibitz.util.spans import TextEdit as TextEdit


class Format(StrEnum):
    """A way to keep Smalltalk code in files."""

    TONEL = "tonel"
    CHUNK = "chunk"
    SCRIPT = "script"  # workspace or playground: expressions only


class Dialect(StrEnum):
    """The Smalltalk whose rules apply; known from the format, settable by the user."""

    PHARO = "pharo"
    SQUEAK = "squeak"
    CUIS = "cuis"
    VISUALWORKS = "visualworks"
    DOLPHIN = "dolphin"
    GEMSTONE = "gemstone"
    GNU = "gnu"
    SOM = "som"


@dataclass(frozen=True, slots=True)
class CodeMap:
    """Where code taken out of a container stands in its file.

    `segments` are (code offset, file offset) pairs in ascending order; from one
    pair to the next, code and file advance together. A chunk's doubled bang,
    for example, begins a new segment after the dropped character.
    """

    segments: tuple[tuple[int, int], ...] = ((0, 0),)

    def to_file(self, code_offset: int) -> int:
        """The file offset of the character at `code_offset`."""
        at = bisect_right(self.segments, code_offset, key=lambda pair: pair[0]) - 1
        code, file = self.segments[max(at, 0)]
        return file + code_offset - code

    def to_code(self, file_offset: int) -> int:
        """The code offset of the character at `file_offset`; a dropped character
        counts as the next kept one."""
        at = max(bisect_right(self.segments, file_offset, key=lambda pair: pair[1]) - 1, 0)
        code, file = self.segments[at]
        offset = code + file_offset - file
        if at + 1 < len(self.segments):
            offset = min(offset, self.segments[at + 1][0])
        return max(offset, 0)

    def span_to_file(self, span: Span) -> Span:
        """The file span that covers the code span."""
        if span.end <= span.start:
            at = self.to_file(span.start)
            return Span(at, at)
        return Span(self.to_file(span.start), self.to_file(span.end - 1) + 1)


class ClassKind(StrEnum):
    CLASS = "class"
    TRAIT = "trait"
    EXTENSION = "extension"


@dataclass(frozen=True, slots=True)
class ClassDefinition:
    """A class, trait or extension header as its file states it."""

    name: str
    kind: ClassKind
    span: Span  # the whole definition, its comment included where the format keeps it there
    name_span: Span
    superclass: str | None = None  # None: not stated (extension, trait) or nil
    superclass_span: Span | None = None
    instance_variables: tuple[str, ...] = ()
    class_variables: tuple[str, ...] = ()
    class_instance_variables: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    traits: str | None = None  # the trait composition as written
    class_traits: str | None = None
    category: str | None = None  # 'Package-Tag' as older writers state it
    package: str | None = None
    tag: str | None = None
    layout: str | None = None  # Tonel's #type, a chunk's variableSubclass…
    comment: str | None = None
    comment_span: Span | None = None
    variable_spans: tuple[tuple[str, Span], ...] = ()  # where each declared variable's name stands


@dataclass(frozen=True, slots=True)
class MethodDefinition:
    """One method as its container holds it, body unparsed.

    `code` is what a Smalltalk compiler would be given: message pattern and body.
    For Tonel it is the file's own text from the pattern to the closing bracket
    with the opening bracket replaced by a space, so that one map segment serves.
    """

    class_name: str
    is_meta: bool  # class side
    selector: str  # from the pattern; "" where it can't be read
    span: Span  # everything that must go when the method is removed: metadata, header, closer
    code: str
    map: CodeMap
    code_span: Span  # the file range `code` was taken from (pattern up to the closer, exclusive)
    pattern_span: Span  # the file range of the message pattern alone
    protocol: str | None = None
    stamp: str | None = None

    def __str__(self) -> str:
        return f"{self.class_name}{' class' if self.is_meta else ''}>>#{self.selector}"


@dataclass(frozen=True, slots=True)
class Script:
    """Executable expressions outside any method (a do-it chunk, a workspace)."""

    span: Span
    code: str
    map: CodeMap


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Smalltalk file as its container reader understood it."""

    format: Format
    dialect: Dialect
    text: str
    classes: tuple[ClassDefinition, ...] = ()
    methods: tuple[MethodDefinition, ...] = ()  # in file order, spans do not overlap
    scripts: tuple[Script, ...] = ()
    problems: tuple[Problem, ...] = ()
    version: str | None = None  # the format's own version, e.g. Tonel "1.0" or "3.0"

    def method_at(self, offset: int) -> MethodDefinition | None:
        """The method whose span holds (or ends at) a cursor at `offset`."""
        at = bisect_right(self.methods, offset, key=lambda method: method.span.start) - 1
        if at >= 0 and self.methods[at].span.touches(offset):
            return self.methods[at]
        return None

    def class_named(self, name: str) -> ClassDefinition | None:
        return next((each for each in self.classes if each.name == name), None)
