"""Which language a file is in: by its name, and by its text where a name is shared.

`.st` says Smalltalk but nothing of the container format; `formats.detect` finds
that. `.cs`, `.cls` and `.pac` belong to other languages far more often, so a
file under such a name must look like a file-out.
"""

from __future__ import annotations

import re
from os.path import splitext
from pathlib import PurePath

SMALLTALK = "smalltalk"
PYTHON = "python"
TYPESCRIPT = "typescript"
JAVASCRIPT = "javascript"

LANGUAGES = (SMALLTALK, PYTHON, TYPESCRIPT, JAVASCRIPT)

_BY_SUFFIX = {
    ".st": SMALLTALK,
    ".py": PYTHON,
    ".pyi": PYTHON,
    ".ts": TYPESCRIPT,
    ".tsx": TYPESCRIPT,
    ".mts": TYPESCRIPT,
    ".cts": TYPESCRIPT,
    ".js": JAVASCRIPT,
    ".jsx": JAVASCRIPT,
    ".mjs": JAVASCRIPT,
    ".cjs": JAVASCRIPT,
}
_SHARED_SUFFIXES = frozenset({".cs", ".cls", ".pac", ".pax"})
_HEAD = 20_000  # characters; a file-out shows what it is early on
_FILE_OUT = re.compile(
    r"""\A\ufeff?\s*'From\s      # the line with which Squeak and its kin begin a file-out
      | ^!.*\bmethodsFor         # the head of a section of methods
      | ubclass:\s*\#\S+[^!]*!   # a class definition, closed by a bang
    """,
    re.VERBOSE | re.MULTILINE,
)


def language_of(path: str | PurePath, text: str | None = None) -> str | None:
    """One of LANGUAGES, or None. Without `text`, None for names that languages share."""
    suffix = _suffix(path)
    language = _BY_SUFFIX.get(suffix)
    if language is None and suffix in _SHARED_SUFFIXES and text is not None:
        return SMALLTALK if _FILE_OUT.search(text[:_HEAD]) else None
    return language


def may_be_source(name: str) -> bool:
    """Whether a file of this name is worth reading for `language_of`."""
    suffix = _suffix(name)
    return suffix in _BY_SUFFIX or suffix in _SHARED_SUFFIXES


def _suffix(path: str | PurePath) -> str:
    return splitext(path)[1].lower()  # noqa: PTH122 - asked for every file of a workspace
