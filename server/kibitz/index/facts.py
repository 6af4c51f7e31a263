"""What the index keeps of one file: plain facts, encodable, comparable, without trees.

Facts are made from a file's text by `languages/` (in scanner processes or, for
an open document, on the event loop), packed by `index/packed.py` into the form
that SQLite and `WorkspaceIndex` both hold. Offsets are code points into the
file's decoded text. Facts hold no cycles, so the collector need not visit them.
"""

from __future__ import annotations

import msgspec


class ClassFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A class, trait or extension header."""

    name: str
    kind: str  # formats.model.ClassKind value
    superclass: str | None
    instance_variables: tuple[str, ...]
    class_variables: tuple[str, ...]
    class_instance_variables: tuple[str, ...]
    pools: tuple[str, ...]
    traits: tuple[str, ...]  # names of the traits in the composition
    category: str | None
    package: str | None
    tag: str | None
    comment: str | None
    start: int
    end: int
    name_start: int
    variable_starts: tuple[
        int, ...
    ]  # parallel to instance + class + class-instance variables; -1 unknown


class MethodFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One method and what it mentions."""

    class_name: str
    is_meta: bool
    selector: str
    protocol: str | None
    start: int
    end: int
    pattern_start: int
    pattern: str  # the message pattern as written, e.g. 'at: aKey put: aValue'
    sends: tuple[tuple[str, int], ...]  # selector, offset of its first keyword
    variables: tuple[tuple[str, int], ...]  # free names (not arguments or temporaries), offset
    symbols: tuple[tuple[str, int], ...]  # literal symbols that look like selectors
    abstract: bool  # sends subclassResponsibility


class SymbolFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A function, class, method … of a language other than Smalltalk."""

    name: str
    kind: str  # "class" | "function" | "method" | "variable" | "interface" | "enum" | "module" | "property" | "type"
    container: str | None
    start: int
    end: int
    name_start: int
    signature: str | None


class FileFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Everything the index keeps of one file."""

    path: str  # absolute
    language: str  # "smalltalk", "python", "typescript", "javascript"
    format: str | None = None
    dialect: str | None = None
    classes: tuple[ClassFacts, ...] = ()
    methods: tuple[MethodFacts, ...] = ()
    symbols: tuple[SymbolFacts, ...] = ()
    identifiers: tuple[str, ...] = ()  # distinct identifiers of other languages, for completion
    problem_count: int = 0
    # What do-its and workspace expressions mention, outside any method:
    loose_sends: tuple[tuple[str, int], ...] = ()
    loose_variables: tuple[tuple[str, int], ...] = ()
    loose_symbols: tuple[tuple[str, int], ...] = ()
