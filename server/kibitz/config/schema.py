"""Every setting of Kibitz, once: names, defaults, bounds and descriptions.

An editor sends these under the prefix `kibitz.`; the key of a field is its
section and its name in camel case (`inline.maxTokens`). The VS Code settings
and the README's table are generated from this file (`generate.py`). Parsing
never raises: what cannot be used is named in a sentence and its default stays.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from kibitz.config.fields import (
    METADATA_KEY,
    Setting,
    WrongValue,
    flag,
    flags,
    number,
    optional_number,
    optional_text,
    text,
    texts,
)

PREFIX = "kibitz"


@dataclass(frozen=True, slots=True)
class CompletionSettings:
    """The popup list."""

    enabled: bool = flag(True, "Offer a list of completions while typing.")
    max_items: int = number(
        100, "The most items one completion list holds.", minimum=1, maximum=1000
    )


@dataclass(frozen=True, slots=True)
class InlineSettings:
    """Ghost text."""

    enabled: bool = flag(True, "Suggest code as ghost text, written by the completion model.")
    single_line: bool = flag(False, "End every suggestion at the end of the line.")
    max_tokens: int = number(
        64, "The most tokens the model writes for one suggestion.", minimum=1, maximum=1024
    )
    debounce_ms: int = number(
        60,
        "How long typing must pause before the model is asked, in milliseconds.",
        minimum=0,
        maximum=5000,
    )
    languages: Mapping[str, bool] = flags(
        {"smalltalk": True, "python": True, "typescript": True, "javascript": True},
        "The languages that get ghost text.",
    )


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which model files serve the two roles."""

    directory: str | None = optional_text(
        "The directory that holds the model files. Empty: the user's data directory. The "
        "environment variable `KIBITZ_MODELS` goes before both.",
        machine=True,
    )
    completion: str = text(
        "qwen2.5-coder-0.5b",
        "The model that answers while you type: a name from `kibitz models list` or the "
        "path of a GGUF file.",
        machine=True,
    )
    command: str = text(
        "qwen2.5-coder-1.5b",
        "The model that explains and generates on request: a name from `kibitz models list` or "
        "the path of a GGUF file.",
        machine=True,
    )
    completion_adapter: str | None = optional_text(
        "The path of a LoRA adapter (GGUF) for the completion model.", machine=True
    )
    command_adapter: str | None = optional_text(
        "The path of a LoRA adapter (GGUF) for the command model.", machine=True
    )


@dataclass(frozen=True, slots=True)
class InferenceSettings:
    """How the models run."""

    threads: int | None = optional_number(
        "The threads one model computes with. Empty: as many as there are processor cores.",
        minimum=1,
        maximum=256,
    )
    context_tokens: int = number(
        4096,
        "The tokens one model's context holds; more needs more memory.",
        minimum=512,
        maximum=131072,
    )


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What is read of a workspace."""

    exclude: tuple[str, ...] = texts(
        ("**/.git/**", "**/node_modules/**", "**/.venv/**", "**/__pycache__/**"),
        "Glob patterns of files and folders that the index leaves out.",
    )
    max_file_bytes: int = number(
        5_000_000,
        "Files larger than this many bytes are not indexed.",
        minimum=1000,
        maximum=1_000_000_000,
    )


@dataclass(frozen=True, slots=True)
class SmalltalkSettings:
    """Code that Kibitz writes into Smalltalk files."""

    author: str = text(
        "",
        "Your name or initials, for the stamps of methods that Kibitz writes into chunk files.",
    )


@dataclass(frozen=True, slots=True)
class DiagnosticsSettings:
    enabled: bool = flag(True, "Report syntax problems while typing.")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one session. Frozen: a change makes a new object."""

    completion: CompletionSettings = field(default_factory=CompletionSettings)
    inline: InlineSettings = field(default_factory=InlineSettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    inference: InferenceSettings = field(default_factory=InferenceSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    smalltalk: SmalltalkSettings = field(default_factory=SmalltalkSettings)
    diagnostics: DiagnosticsSettings = field(default_factory=DiagnosticsSettings)


_SECTIONS: dict[str, type] = {
    "completion": CompletionSettings,
    "inline": InlineSettings,
    "models": ModelSettings,
    "inference": InferenceSettings,
    "index": IndexSettings,
    "smalltalk": SmalltalkSettings,
    "diagnostics": DiagnosticsSettings,
}

# Read by the VS Code extension alone; the server accepts and ignores them.
CLIENT_SETTINGS: dict[str, Setting] = {
    "server.path": Setting(
        "text",
        None,
        "The `kibitz` command to start (VS Code only). Empty: the extension looks for it and "
        "offers to install it.",
        optional=True,
        machine=True,
    ),
    "server.args": Setting(
        "texts",
        (),
        "More arguments for `kibitz serve`, such as `--log-file` and a path (VS Code only).",
        machine=True,
    ),
    "server.package": Setting(
        "text",
        None,
        "What pip installs into the extension's own environment: a requirement, or the path of a "
        "wheel or a source tree (VS Code only). Empty: the server that the extension carries.",
        optional=True,
        machine=True,
    ),
    "trace.server": Setting(
        "choice",
        "off",
        "What of the conversation with the server goes to the output channel while the channel's "
        "log level is Trace (VS Code only).",
        choices=("off", "messages", "verbose"),
    ),
}


def camel(name: str) -> str:
    """`max_tokens` -> `maxTokens`."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def server_settings() -> Iterator[tuple[str, str, Setting]]:
    """(section, field name, setting) of every setting the server reads, in declared order."""
    for section, cls in _SECTIONS.items():
        for each in fields(cls):
            yield section, each.name, each.metadata[METADATA_KEY]


def all_settings() -> dict[str, Setting]:
    """Every setting by its dotted key without the `kibitz.` prefix, the client's own last."""
    table = {f"{section}.{camel(name)}": setting for section, name, setting in server_settings()}
    return table | CLIENT_SETTINGS


def parse_settings(obj: object) -> tuple[Settings, tuple[str, ...]]:
    """The settings an editor sent, and one sentence per thing in them that cannot be used.

    Takes nested objects, dotted keys, and both with or without `kibitz` in front. Never raises.
    """
    if obj is None or obj == []:
        return Settings(), ()
    if not isinstance(obj, Mapping):
        return Settings(), (f"The settings must be an object, not {_shown(obj)}; using defaults.",)
    problems: list[str] = []
    given = dict(_flattened(cast("Mapping[object, object]", obj), "", problems))
    known = all_settings()
    names = {camel(name): name for _, name, _ in server_settings()}
    values: dict[str, dict[str, object]] = {section: {} for section in _SECTIONS}
    for key, value in given.items():
        setting = known.get(key)
        if setting is None:
            problems.append(_unknown(key, known))
            continue
        try:
            checked = setting.check(value)
        except WrongValue as wrong:
            problems.append(
                f"{PREFIX}.{key} must be {wrong}, not {_shown(value)}; "
                f"using {_shown(setting.default)}."
            )
            continue
        if key not in CLIENT_SETTINGS:
            section, name = key.split(".")
            values[section][names[name]] = checked
    sections: dict[str, Any] = {name: cls(**values[name]) for name, cls in _SECTIONS.items()}
    return Settings(**sections), tuple(problems)


def _flattened(
    obj: Mapping[object, object], prefix: str, problems: list[str]
) -> Iterator[tuple[str, object]]:
    known = all_settings()
    for name, value in obj.items():
        if not isinstance(name, str):
            problems.append(
                f"A setting's name must be a string, not {_shown(name)}; it is ignored."
            )
            continue
        key = f"{prefix}.{name}" if prefix else name
        key = "" if key == PREFIX else key.removeprefix(PREFIX + ".")
        is_section = key == "" or any(each.startswith(key + ".") for each in known)
        if is_section and isinstance(value, Mapping):
            yield from _flattened(cast("Mapping[object, object]", value), key, problems)
        elif is_section and (value is None or value == []):
            continue
        elif is_section:
            problems.append(
                f"{f'{PREFIX}.{key}'.rstrip('.')} must be an object of settings, "
                f"not {_shown(value)}; using defaults."
            )
        else:
            yield key, value


def _unknown(key: str, known: Mapping[str, Setting]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"; did you mean {PREFIX}.{near[0]}?" if near else "; it is ignored."
    return f"{PREFIX}.{key} is not a setting of Kibitz{hint}"


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        shown = f'"{value}"'
    elif isinstance(value, Mapping):
        shown = "an object"
    elif isinstance(value, list | tuple):
        shown = "a list"
    else:
        shown = str(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"
