"""Says in which format a Smalltalk file is kept; its name alone decides little."""

from __future__ import annotations

import re
from pathlib import PurePath

from kibitz.formats.model import Format

_TONEL = re.compile(r'\ufeff?\s*+(?:"(?:[^"]|"")*+"\s*+)?(?:Class|Trait|Extension|Package)\s*+\{')
_TONEL_NAMES = (".class.st", ".trait.st", ".extension.st")
_SECTION = re.compile(
    r"(?:(?<![^\r\n])|(?<=!)) *+![^!\r\n]*\b(?:methodsFor|commentStamp:|classDefinition:|reorganize)"
)
_FROM = re.compile(r"\ufeff?\s*+'From [^'!]*'\s*+!")


def detect(path: PurePath, text: str) -> Format:
    """The format of `text`, which is called `path`. Never raises."""
    if _TONEL.match(text):
        return Format.TONEL
    if _FROM.match(text) or _SECTION.search(text):
        return Format.CHUNK
    name = path.name
    if name == "package.st" or name.endswith(_TONEL_NAMES):
        return Format.TONEL
    return Format.SCRIPT
