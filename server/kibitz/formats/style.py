"""How a file is written, so that what is added to it looks like the rest of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kibitz.formats.encoding import line_end_of
from kibitz.formats.model import ClassKind, Dialect, Format, SourceFile


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one file."""

    format: Format = Format.TONEL
    dialect: Dialect = Dialect.PHARO
    line_end: str = "\n"
    indent: str = "\t"
    version: str = "3.0"  # Tonel's
    symbols: bool = False  # Tonel values as symbols (#Foo), not strings ('Foo')
    stamps: bool = False  # chunk: method sections carry a stamp
    section_each: bool = False  # chunk: every method has a section of its own
    definition_keyword: str = "category:"  # chunk: or "package:"
    announced: bool = False  # chunk: Cuis' !classDefinition: before each class


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class to be written."""

    name: str
    superclass: str | None
    instance_variables: Sequence[str] = ()
    class_variables: Sequence[str] = ()
    class_instance_variables: Sequence[str] = ()
    pools: Sequence[str] = ()
    category: str | None = None
    package: str | None = None
    tag: str | None = None
    comment: str | None = None
    kind: ClassKind = ClassKind.CLASS
    traits: str | None = None
    class_traits: str | None = None
    layout: str | None = None
    stamp: str | None = None  # for the comment, where the format keeps one

    @property
    def system_category(self) -> str:
        """'Package-Tag' as one text, from whichever of the parts are known."""
        if self.category:
            return self.category
        if self.package and self.tag:
            return f"{self.package}-{self.tag}"
        return self.package or ""


@dataclass(frozen=True, slots=True)
class NewMethod:
    """A method to be written: its code begins with the message pattern."""

    code: str
    protocol: str
    is_meta: bool = False
    stamp: str | None = None


_INDENT = re.compile(r"[\r\n](\t| {2,8})(?=\S)")
_INDENT_SAMPLE = 20_000  # characters


def style_of(source: SourceFile) -> Style:
    """The habits of `source`; the common ones where it shows none."""
    text = source.text
    indents = Counter(match[1] for match in _INDENT.finditer(text, 0, _INDENT_SAMPLE))
    line_end = line_end_of(text)
    indent = indents.most_common(1)[0][0] if indents else "\t"
    if source.format is Format.CHUNK:
        return _chunk_style(source, line_end, indent)
    version = source.version or "3.0"
    return Style(Format.TONEL, source.dialect, line_end, indent, version, version == "1.0")


def _chunk_style(source: SourceFile, line_end: str, indent: str) -> Style:
    text = source.text
    methods = source.methods
    lone = sum(each.span.start != each.code_span.start for each in methods)
    definitions = [text[each.span.start : each.span.end] for each in source.classes]
    return Style(
        Format.CHUNK,
        source.dialect,
        line_end,
        indent,
        stamps=any(each.stamp is not None for each in methods),
        section_each=len(methods) > 1 and lone * 2 > len(methods),
        definition_keyword="package:"
        if any("package:" in each for each in definitions)
        else "category:",
        announced=source.dialect is Dialect.CUIS,
    )
