"""What a check answers, and the rules that hold for every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kibitz.syntax.lines import split_lines

_LEAST_REPEATED = 4  # characters; shorter lines (`]`, `^ x`) may stand twice by right


@dataclass(frozen=True, slots=True)
class Verdict:
    """The part of a generated text that may be shown ("" for nothing), and why the rest may not."""

    text: str
    reasons: tuple[str, ...] = ()


def without_echo(text: str, before: str, after: str) -> tuple[str, str | None]:
    """`text` up to where it says again what stands after it, or "" where it says again
    what stands just before it; and the reason, if anything was cut."""
    own_line = before[before.rfind("\n") + 1 :]
    following = [line.strip() for line in split_lines(after) if line.strip()]
    previous = [line.strip() for line in before[: len(before) - len(own_line)].split("\n")]
    last_said = next((line for line in reversed(previous) if line), "")
    lines = text.split("\n")
    first_said = (own_line + lines[0]).strip()
    if len(first_said) >= _LEAST_REPEATED and first_said == last_said:
        return "", "repeats the line before"
    following_on_own_line = after.split("\n")[0].strip()
    if following_on_own_line and text.strip() == following_on_own_line:
        return "", "repeats the rest of the line"
    if following_on_own_line:
        following = following[1:]
    for at, line in enumerate(lines):
        said = (own_line + line).strip() if at == 0 else line.strip()
        if len(said) >= _LEAST_REPEATED and following and said == following[0]:
            return "\n".join(lines[:at]).rstrip(), "repeats what follows"
    return text, None


def without_loops(text: str) -> tuple[str, str | None]:
    """`text` up to the second repetition of one of its own lines."""
    seen: dict[str, int] = {}
    lines = text.split("\n")
    for at, line in enumerate(lines):
        said = line.strip()
        if len(said) < _LEAST_REPEATED:
            continue
        seen[said] = seen.get(said, 0) + 1
        if seen[said] == 3:
            first = next(i for i, each in enumerate(lines) if each.strip() == said)
            return "\n".join(lines[: first + 1]), "repeats itself"
        if at + 1 == len(lines):
            break
    return text, None


def shorter(text: str, ends: Iterator[int]) -> Iterator[str]:
    """The parts of `text` up to each of `ends`, longest first, each once, none blank."""
    tried: set[str] = set()
    for end in sorted(set(ends), reverse=True):
        part = text[:end].rstrip()
        if part and part not in tried:
            tried.add(part)
            yield part
