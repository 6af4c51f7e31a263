"""What `kibitz doctor` says of a workspace's files: those that Kibitz leaves out or doubts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kibitz.cli.findings.finding import Finding, ok, warn
from kibitz.config.schema import Settings
from kibitz.formats.encoding import decode
from kibitz.index.files import exclusion, walk

MOST_FILES = 20_000  # looked into; a larger workspace takes too long for a doctor's visit
MOST_NAMED = 5

_WAYS_OUT = {
    "binary": "If they hold code, export it again; otherwise add them to kibitz.index.exclude.",
    "nul": "Export the file again: a NUL is most often what a broken copy leaves.",
    "mixed-line-ends": "Kibitz keeps them as they are; your editor can make them one kind.",
    "encoding": "Kibitz keeps their bytes; save them as UTF-8 if all your tools can read that.",
}
_OTHER_WAY_OUT = "`kibitz check` names the places."


def workspace_files(settings: Settings, workspace: Path) -> Iterator[Finding]:
    """One finding for each kind of doubt, or one that says that there is none."""
    found = walk(str(workspace), exclusion(settings.index.exclude), settings.index.max_file_bytes)
    doubts: dict[tuple[str, str], list[str]] = {}
    for path in list(found.files)[:MOST_FILES]:
        try:
            problems = decode(Path(path).read_bytes()).problems
        except OSError as error:
            found.problems.append(f"{path} cannot be read: {error.strerror}.")
            continue
        for code, message in {each.code: each.message for each in problems}.items():
            name = str(Path(path).relative_to(workspace))
            doubts.setdefault((code, message), []).append(name)
    for problem in found.problems:
        yield warn("workspace files", problem, _limit_way_out(problem))
    for (code, message), names in sorted(doubts.items()):
        more = len(names) - MOST_NAMED
        listed = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield warn("workspace files", f"{listed}: {message}", _WAYS_OUT.get(code, _OTHER_WAY_OUT))
    if not doubts and not found.problems:
        count = min(len(found.files), MOST_FILES)
        yield ok("workspace files", f"{count:,} files under {workspace} can be read.")


def _limit_way_out(problem: str) -> str:
    if "maxFileBytes" in problem:
        return "Raise kibitz.index.maxFileBytes if it should be indexed all the same."
    return "See to the file's permissions, or add it to kibitz.index.exclude."
