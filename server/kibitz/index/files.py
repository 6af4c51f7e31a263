"""Which files of a workspace are indexed: the walk over its folders and what it leaves out.

Reads directories, never files. Symbolic links are followed; a directory that
was visited under another name is not visited again, so loops end.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from stat import S_ISREG

from kibitz.index.state import FileState
from kibitz.languages.detect import may_be_source
from kibitz.util.amounts import bytes_shown
from kibitz.util.errors import reason

Excluded = Callable[[str], bool]


@dataclass(slots=True)
class Found:
    """What a walk saw: files with their state, and sentences about what it left out."""

    files: dict[str, FileState] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def exclusion(patterns: Iterable[str]) -> Excluded:
    """A test of paths relative to a root, with `/` between the parts.

    `*` and `?` stay within one part, `**` spans any number. A pattern also covers what is
    below a folder that it names; one without a slash counts at any depth.
    """
    regexes = [_glob_regex(pattern) for pattern in patterns if pattern.strip("/")]
    if not regexes:
        return lambda path: False
    matches = re.compile("|".join(regexes)).fullmatch
    return lambda path: matches(path) is not None


def _glob_regex(pattern: str) -> str:
    pattern = pattern.strip("/")
    if "/" not in pattern:
        pattern = f"**/{pattern}"
    pattern = pattern.removesuffix("/**")  # what is below the folder is covered with it
    pieces: list[str] = []
    for token in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern):
        pieces.append(_GLOB_TOKENS.get(token) or re.escape(token))
    return "(?:" + "".join(pieces) + ")(?:/.*)?"


_GLOB_TOKENS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def is_included(path: str, root: str, excluded: Excluded) -> bool:
    """Whether a file or folder under `root` is indexed, as far as its name tells."""
    if not is_under(path, root):
        return False
    return not excluded(path[len(root) :].strip(os.sep).replace(os.sep, "/"))


def is_under(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def walk(root: str, excluded: Excluded, max_bytes: int, start: str | None = None) -> Found:
    """The files to index below `start` (a folder within `root`; default the root itself)."""
    found = Found()
    visited: set[tuple[int, int]] = set()
    waiting = [start or root]
    while waiting:
        folder = waiting.pop()
        try:
            stat = os.stat(folder)  # noqa: PTH116
            if (stat.st_dev, stat.st_ino) in visited:
                continue
            visited.add((stat.st_dev, stat.st_ino))
            with os.scandir(folder) as entries:
                children = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            found.problems.append(f"Cannot read the folder {folder}: {reason(error)}.")
            continue
        waiting.extend(_visit(children, root, excluded, max_bytes, found))
    return found


def _visit(
    children: Iterable[os.DirEntry[str]],
    root: str,
    excluded: Excluded,
    max_bytes: int,
    found: Found,
) -> Iterator[str]:
    """Note the files among `children`; the folders to walk."""
    for child in children:
        is_folder = _is_folder(child)
        if not is_folder and not may_be_source(child.name):
            continue
        if not is_included(child.path, root, excluded):
            continue
        if is_folder:
            yield child.path
        else:
            _note(child.path, max_bytes, found)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere
        return False


def look_at(paths: Iterable[str], max_bytes: int) -> Found:
    """The given files as they are now; those that are gone are left out."""
    found = Found()
    for path in paths:
        if may_be_source(path):
            _note(path, max_bytes, found)
    return found


def _note(path: str, max_bytes: int, found: Found) -> None:
    try:
        stat = os.stat(path)  # noqa: PTH116 - called for every file of a workspace
    except OSError:  # deleted meanwhile, or a link that leads nowhere
        return
    if not S_ISREG(stat.st_mode):  # a named pipe would be waited for without end
        return
    if stat.st_size > max_bytes:
        found.problems.append(
            f"{path} has {bytes_shown(stat.st_size)} and is not indexed "
            f"(setting kibitz.index.maxFileBytes: {bytes_shown(max_bytes)})."
        )
        return
    found.files[path] = FileState(stat.st_mtime_ns, stat.st_size)
