"""Changes a Smalltalk file in the format and manner that it already has.

The face of the writers: each function dispatches on `source.format` and answers
edits of the file's text, never a whole new text, so that no other byte changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from kibitz.formats import chunk_write, tonel_write
from kibitz.formats.edits import apply_edits
from kibitz.formats.model import Format, MethodDefinition, SourceFile, TextEdit
from kibitz.formats.style import NewClass, NewMethod, Style, style_of

__all__ = [
    "NewClass",
    "NewMethod",
    "NotWritable",
    "Style",
    "apply_edits",
    "insert_method",
    "new_class_text",
    "remove_method",
    "replace_method",
    "set_protocol",
    "style_of",
]


class NotWritable(ValueError):
    """Methods cannot be kept in this file."""


def _writer(form: Format):
    if form is Format.TONEL:
        return tonel_write
    if form is Format.CHUNK:
        return chunk_write
    raise NotWritable(
        "This file is a script; it has no place for methods. Use a Tonel file (Name.class.st) or a "
        "chunk file (a file-out)."
    )


def insert_method(
    source: SourceFile,
    class_name: str,
    is_meta: bool,
    code: str,
    protocol: str,
    after: MethodDefinition | None = None,
    stamp: str | None = None,
) -> tuple[TextEdit, ...]:
    """Add a method, behind `after` or where the file's order puts it. Raises `NotWritable`."""
    method = NewMethod(code, protocol, is_meta, stamp)
    return _writer(source.format).insert_method(source, class_name, method, after)


def replace_method(
    source: SourceFile, method: MethodDefinition, code: str, stamp: str | None = None
) -> tuple[TextEdit, ...]:
    """Give a method new code (pattern and body); `stamp` is used where the format has one."""
    if source.format is Format.CHUNK:
        return chunk_write.replace_method(source, method, code, stamp)
    return _writer(source.format).replace_method(source, method, code)


def remove_method(source: SourceFile, method: MethodDefinition) -> tuple[TextEdit, ...]:
    """Take a method out of its file."""
    return _writer(source.format).remove_method(source, method)


def set_protocol(
    source: SourceFile, method: MethodDefinition, protocol: str
) -> tuple[TextEdit, ...]:
    """File a method under another protocol."""
    return _writer(source.format).set_protocol(source, method, protocol)


def new_class_text(definition: NewClass, methods: Sequence[NewMethod], style: Style) -> str:
    """The text of a class: a whole new file for Tonel, a part to append for a chunk file.
    Raises `NotWritable`."""
    return _writer(style.format).new_class_text(definition, methods, style)
