"""What one setting is: its kind, default, bounds and description, and how a value is checked.

`schema.py` declares the settings with the functions below; `generate.py` writes
the editor's and the reader's tables from the same declarations. Nothing here
knows any particular setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

Kind = Literal["flag", "number", "text", "choice", "texts", "flags"]

METADATA_KEY = "setting"


class WrongValue(Exception):
    """`str()` completes the sentence "kibitz.some.key must be …"."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as its declaration states it; `key` is its name below its section."""

    kind: Kind
    default: object
    description: str
    optional: bool = False  # null is a value: "decide for me"
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    machine: bool = False  # an editor must not take it from a workspace's own settings

    def check(self, value: object) -> object:
        """`value` in the form that the Settings object holds; raises WrongValue."""
        if value is None:
            return self.default  # editors send null for what is not set
        match self.kind:
            case "flag":
                return self._flag(value)
            case "number":
                return self._number(value)
            case "text":
                return self._text(value)
            case "choice":
                return self._choice(value)
            case "texts":
                return self._texts(value)
            case "flags":
                return self._flags(value)

    def _flag(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        raise WrongValue("true or false")

    def _number(self, value: object) -> int:
        wanted = "a whole number" + self._bounds()
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # Lua clients have one number type
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongValue(wanted)
        if self.minimum is not None and value < self.minimum:
            raise WrongValue(wanted)
        if self.maximum is not None and value > self.maximum:
            raise WrongValue(wanted)
        return value

    def _bounds(self) -> str:
        if self.minimum is not None and self.maximum is not None:
            return f" from {self.minimum} to {self.maximum}"
        if self.minimum is not None:
            return f" of at least {self.minimum}"
        return f" of at most {self.maximum}" if self.maximum is not None else ""

    def _text(self, value: object) -> str:
        if isinstance(value, str) and "\0" not in value:
            return value
        raise WrongValue("a string")

    def _choice(self, value: object) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        raise WrongValue("one of " + ", ".join(f'"{each}"' for each in self.choices))

    def _texts(self, value: object) -> tuple[str, ...]:
        if value == {}:  # an empty Lua table may arrive as an object
            return ()
        if isinstance(value, list | tuple):
            items = tuple(cast("list[object]", value))
            texts = tuple(each for each in items if isinstance(each, str))
            if len(texts) == len(items):
                return texts
        raise WrongValue("a list of strings")

    def _flags(self, value: object) -> Mapping[str, bool]:
        if value == []:  # an empty Lua table may arrive as a list
            return cast("Mapping[str, bool]", self.default)
        if isinstance(value, Mapping):
            merged = dict(cast("Mapping[str, bool]", self.default))
            for name, flag in cast("Mapping[object, object]", value).items():
                if not isinstance(name, str) or not isinstance(flag, bool):
                    break
                merged[name] = flag
            else:
                return merged
        raise WrongValue("an object whose values are true or false")


def _field(setting: Setting) -> Any:
    return field(default=setting.default, metadata={METADATA_KEY: setting})


def flag(default: bool, description: str) -> bool:
    return _field(Setting("flag", default, description))


def number(default: int, description: str, *, minimum: int, maximum: int) -> int:
    return _field(Setting("number", default, description, minimum=minimum, maximum=maximum))


def optional_number(description: str, *, minimum: int, maximum: int) -> int | None:
    return _field(
        Setting("number", None, description, optional=True, minimum=minimum, maximum=maximum)
    )


def text(default: str, description: str, *, machine: bool = False) -> str:
    return _field(Setting("text", default, description, machine=machine))


def optional_text(description: str, *, machine: bool = False) -> str | None:
    return _field(Setting("text", None, description, optional=True, machine=machine))


def texts(default: tuple[str, ...], description: str) -> tuple[str, ...]:
    return _field(Setting("texts", default, description))


def flags(default: Mapping[str, bool], description: str) -> Mapping[str, bool]:
    # Dataclasses refuse a dict as a plain default; nothing writes to it.
    factory = dict(default).copy
    return field(
        default_factory=factory, metadata={METADATA_KEY: Setting("flags", default, description)}
    )
