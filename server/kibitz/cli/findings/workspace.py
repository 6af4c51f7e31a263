"""The settings that a workspace carries for VS Code (`.vscode/settings.json`)."""

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


def workspace_settings(folder: Path) -> tuple[Settings, list[Finding]]:
    """The workspace's settings over the defaults, and what is wrong with them."""
    subject = "workspace settings"
    path = folder / ".vscode" / "settings.json"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Settings(), [ok(subject, f"{folder} has no settings of its own for Kibitz.")]
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not UTF-8"
        return Settings(), [warn(subject, f"{path} cannot be read: {why}.", "Correct the file.")]
    try:
        content: Any = json.loads(without_comments(text))
    except ValueError as error:
        return Settings(), [warn(subject, f"{path} is not JSON: {error}.", "Correct the file.")]
    if not isinstance(content, dict):
        return Settings(), [warn(subject, f"{path} holds no object.", "Correct the file.")]
    everything = cast("dict[str, object]", content)
    own = {key: value for key, value in everything.items() if key.startswith(PREFIX + ".")}
    settings, problems = parse_settings(own)
    findings = [warn(subject, each, f"Correct {path}.") for each in problems]
    findings += _out_of_place(own, path)
    if not findings:
        findings = [ok(subject, f"{path} sets {len(own)} of Kibitz's settings, all of use.")]
    return settings, findings


def without_comments(text: str) -> str:
    """JSON as VS Code lets people write it, made into JSON."""

    def kept(match: re.Match[str]) -> str:
        return match[0] if match[0].startswith('"') else ""

    return _LAST_COMMA.sub(kept, _COMMENT.sub(kept, text))


def _out_of_place(own: dict[str, object], path: Path) -> Iterator[Finding]:
    known = all_settings()
    for key in own:
        setting = known.get(key.removeprefix(PREFIX + "."))
        if setting and setting.machine:
            yield warn(
                "workspace settings",
                f"VS Code ignores {key} in a workspace, which must not choose what runs.",
                f"Move it from {path} to your user settings.",
            )
