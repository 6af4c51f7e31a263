"""Says in which format a Smalltalk file is kept; its name alone decides little."""

from __future__ import annotations

import re
from pathlib import PurePath

from kibitz.formats.model import Format

_BLANK = r'\ufeff?(?:\s++|"(?:[^"]|"")*+")*+'
_TONEL = re.compile(rf"{_BLANK}(?:Class|Trait|Extension|Package)\s*+\{{")
_TONEL_NAMES = (".class.st", ".trait.st", ".extension.st")
_SECTION = re.compile(
    r"![^\S\r\n]*+[^\W\d][\w.: ]*? (?:methodsFor|commentStamp:|reorganize *!|categoriesFor)"
    r"|!classDefinition: [^!]*!"
)
_FROM = re.compile(r"\ufeff?\s*+'From [^'!]*'\s*+!")
_XML = re.compile(r"\ufeff?\s*+<\?xml[^>]*\?>\s*+(?:<!--.*?-->\s*+)*<st-source>", re.DOTALL)
_TOPAZ = re.compile(
    r"^(?:(?:class)?method:? *+[\w']++|category: *+'[^'\n]*+')[ \t\r]*+$", re.M | re.I
)
_TOPAZ_END = re.compile(r"^%[ \t\r]*+$", re.MULTILINE)
_BRACKETS = re.compile(
    r"^[ \t]*+(?:[\w.]++ subclass: #?\w++ \[|Eval \[|[\w.]++ (?:class )?extend \["
    r"|Namespace current: [\w.]++ \[)",
    re.MULTILINE,
)
_SOM = re.compile(rf"{_BLANK}\w++ = (?:\w++ )?\((?=\s)")
_FILETREE_METHOD = re.compile(r"\.(?:class|extension)$")


def detect(path: PurePath, text: str) -> Format:
    """The format of `text`, which is called `path`. Never raises."""
    if _TONEL.match(text):
        return Format.TONEL
    if _FROM.match(text) or _SECTION.search(text):
        return Format.CHUNK
    if path.name == "package.st" or path.name.endswith(_TONEL_NAMES):
        return Format.TONEL
    end = text[-200:].rstrip()
    if end.endswith("!") and not end.endswith("!!") and "subclass:" in text:
        return Format.CHUNK
    return Format.SCRIPT


def foreign_format(path: PurePath, text: str) -> str | None:
    """The name of a Smalltalk format that Kibitz does not read, where `text` is kept in it
    rather than being a script."""
    if path.suffix == ".som":
        return "SOM"
    parts = path.parts
    if len(parts) > 2 and parts[-2] in ("instance", "class") and _FILETREE_METHOD.search(parts[-3]):
        return "FileTree"
    if _XML.match(text):
        return "VisualWorks XML"
    if _TOPAZ.search(text) and _TOPAZ_END.search(text):
        return "GemStone Topaz"
    if _BRACKETS.search(text):
        return "GNU Smalltalk's bracket syntax"
    return "SOM" if _SOM.match(text) else None
