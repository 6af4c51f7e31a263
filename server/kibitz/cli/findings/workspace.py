"""The settings that a person and a workspace chose, as VS Code keeps them in JSON files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from kibitz.cli.findings.finding import Finding, ok, warn
from kibitz.config.schema import PREFIX, Settings, all_settings, parse_settings
from kibitz.util.errors import reason

# Each also matches strings, which are kept.
_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.DOTALL)

_SUBJECT = "settings"


def settings_in_use(user_file: Path | None, folder: Path) -> tuple[Settings, list[Finding]]:
    """The settings of `user_file`, with those of the workspace `folder` over them; and what is
    wrong with either."""
    findings: list[Finding] = []
    given: dict[str, object] = {}
    if user_file:
        own, trouble = _own_settings(user_file)
        findings += trouble or _judged(own, user_file)
        given |= own
    path = folder / ".vscode" / "settings.json"
    if path.exists():
        own, trouble = _own_settings(path)
        findings += trouble or [*_judged(own, path), *_out_of_place(own, path)]
        given |= {key: value for key, value in own.items() if not _is_machine(key)}
    settings, _ = parse_settings(given)
    if not findings:
        number = len(given)
        said = (
            f"{number} of Kibitz's settings are set" if number else "All settings are the defaults"
        )
        findings = [ok(_SUBJECT, f"{said}, as far as the files tell that the doctor was shown.")]
    return settings, findings


def without_comments(text: str) -> str:
    """JSON as VS Code lets people write it, made into JSON."""

    def kept(match: re.Match[str]) -> str:
        return match[0] if match[0].startswith('"') else ""

    return _LAST_COMMA.sub(kept, _COMMENT.sub(kept, text))


def _own_settings(path: Path) -> tuple[dict[str, object], list[Finding]]:
    """The entries of a settings file that are Kibitz's, or why there are none to be had."""
    correct = f"Correct {path}."
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not UTF-8"
        return {}, [warn(_SUBJECT, f"{path} cannot be read: {why}.", correct)]
    try:
        content: Any = json.loads(without_comments(text))
    except ValueError as error:
        return {}, [warn(_SUBJECT, f"{path} is not JSON: {error}.", correct)]
    if not isinstance(content, dict):
        return {}, [warn(_SUBJECT, f"{path} holds no object.", correct)]
    everything = cast("dict[str, object]", content)
    return {key: each for key, each in everything.items() if key.startswith(PREFIX + ".")}, []


def _judged(own: dict[str, object], path: Path) -> Iterator[Finding]:
    _, problems = parse_settings(own)
    for each in problems:
        yield warn(_SUBJECT, each, f"Correct {path}.")


def _out_of_place(own: dict[str, object], path: Path) -> Iterator[Finding]:
    for key in own:
        if _is_machine(key):
            yield warn(
                _SUBJECT,
                f"VS Code ignores {key} in a workspace, which must not choose what runs.",
                f"Move it from {path} to your user settings.",
            )


def _is_machine(key: str) -> bool:
    setting = all_settings().get(key.removeprefix(PREFIX + "."))
    return setting is not None and setting.machine
