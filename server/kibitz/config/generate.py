"""Writes what is derived from the settings schema: `python -m kibitz.config.generate [--check]`.

Two places: the key `contributes.configuration` of clients/vscode/package.json
(the rest of that file is left alone) and the table between the settings
markers of README.md. `--check` writes nothing, prints the differences and
exits 1 where there are any.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from kibitz.config.fields import Setting
from kibitz.config.schema import PREFIX, all_settings

BEGIN = "<!-- settings:begin -->"
END = "<!-- settings:end -->"

_JSON_TYPES = {
    "flag": "boolean",
    "number": "integer",
    "text": "string",
    "choice": "string",
    "texts": "array",
    "flags": "object",
}


class CannotGenerate(Exception):
    """`str()` says which file does not have the place to write to."""


def vscode_property(setting: Setting) -> dict[str, object]:
    """One entry of `contributes.configuration.properties`."""
    kind = _JSON_TYPES[setting.kind]
    entry: dict[str, object] = {
        "type": [kind, "null"] if setting.optional else kind,
        "default": _plain(setting.default),
        "markdownDescription": setting.description,
        "scope": "machine" if setting.machine else "window",
    }
    if setting.minimum is not None:
        entry["minimum"] = setting.minimum
    if setting.maximum is not None:
        entry["maximum"] = setting.maximum
    if setting.choices:
        entry["enum"] = list(setting.choices)
    if setting.kind == "texts":
        entry["items"] = {"type": "string"}
    if setting.kind == "flags":
        entry["additionalProperties"] = {"type": "boolean"}
    return entry


def vscode_configuration() -> dict[str, object]:
    """The whole `contributes.configuration` of the extension."""
    properties = {f"{PREFIX}.{key}": vscode_property(each) for key, each in all_settings().items()}
    return {"title": "Kibitz", "properties": properties}


def package_json(text: str) -> str:
    """The text of package.json with its configuration replaced."""
    package = cast("dict[str, object]", json.loads(text))
    contributes = package.setdefault("contributes", {})
    if not isinstance(contributes, dict):
        raise CannotGenerate("The key contributes of package.json is not an object.")
    cast("dict[str, object]", contributes)["configuration"] = vscode_configuration()
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def settings_table() -> str:
    """The README's table, in Markdown."""
    rows = ["| Setting | Default | What it does |", "|---|---|---|"]
    for key, setting in all_settings().items():
        rows.append(
            f"| `{PREFIX}.{key}` | {_default_cell(setting)} | {_description_cell(setting)} |"
        )
    return "\n".join(rows)


def readme(text: str) -> str:
    """The README's text with its table replaced."""
    start, end = text.find(BEGIN), text.find(END)
    if start < 0 or end < start:
        raise CannotGenerate(f"README.md has no {BEGIN} … {END} to write the settings into.")
    return f"{text[: start + len(BEGIN)]}\n\n{settings_table()}\n\n{text[end:]}"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(cast("tuple[object, ...]", value))
    return dict(cast("Mapping[str, object]", value)) if isinstance(value, Mapping) else value


def _default_cell(setting: Setting) -> str:
    if setting.default is None:
        return "not set"
    shown = json.dumps(_plain(setting.default), ensure_ascii=False)
    return f"`{shown}`".replace("|", "\\|")


def _description_cell(setting: Setting) -> str:
    extra = ""
    if setting.choices:
        extra = " One of " + ", ".join(f"`{each}`" for each in setting.choices) + "."
    elif setting.minimum is not None and setting.maximum is not None:
        extra = f" From {setting.minimum} to {setting.maximum}."
    return (setting.description + extra).replace("|", "\\|")


def main(arguments: list[str], root: Path) -> int:
    """Writes (or with `--check` compares) both files below `root`; returns the exit code."""
    check = arguments == ["--check"]
    if arguments and not check:
        print("usage: python -m kibitz.config.generate [--check]", file=sys.stderr)
        return 2
    drifted = failed = False
    targets = ((root / "clients/vscode/package.json", package_json), (root / "README.md", readme))
    for path, generated in targets:
        try:
            old = path.read_text(encoding="utf-8")
            new = generated(old)
        except (OSError, ValueError, CannotGenerate) as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            failed = True
            continue
        if old == new:
            continue
        drifted = True
        if check:
            lines = difflib.unified_diff(
                old.split("\n"), new.split("\n"), path.name, f"{path.name} (generated)", lineterm=""
            )
            print("\n".join(lines))
        else:
            path.write_text(new, encoding="utf-8")
            print(f"{path.name}: written")
    if check and drifted:
        print("Out of date. Run: python -m kibitz.config.generate", file=sys.stderr)
    return 1 if failed or (check and drifted) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[3]))
