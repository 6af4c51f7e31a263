"""Which file serves a role: the setting's name or path.

A file is looked at before it is named: at a glance, or (`thoroughly`) by its
checksum where no stamp vouches for it, which costs a second or two once. Where only one of the two models is there, it serves both roles.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kibitz.config.schema import Settings
from kibitz.inference.engine import Role
from kibitz.models.catalogue import CATALOGUE, Model, model_named
from kibitz.models.directory import models_directory
from kibitz.models.files import Verdict, glance, verify
from kibitz.util.errors import KibitzError

Check = Callable[[Path, Model | None], Verdict]


class NoModel(KibitzError):
    """Nothing usable for a role; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file that a worker may load."""

    path: Path
    model: Model | None  # None: a file of the user's own
    note: str = ""  # a sentence, where another role's model stands in


def setting_of(role: Role, settings: Settings) -> str:
    models = settings.models
    return models.completion if role is Role.COMPLETION else models.command


def chosen(
    role: Role,
    settings: Settings,
    environ: Mapping[str, str] = os.environ,
    catalogue: tuple[Model, ...] = CATALOGUE,
) -> tuple[Path, Model | None]:
    """The file the settings name for `role`, there or not. A bare file name is looked for in the
    model directory; a path may begin with `~`."""
    name = setting_of(role, settings)
    directory = models_directory(settings, environ)
    model = model_named(name, catalogue)
    if model:
        return directory / model.file, model
    path = Path(name).expanduser()
    if path.is_absolute():
        return path, None
    by_file = next((each for each in catalogue if each.file == name), None)
    return directory / path, by_file


def locate(
    role: Role,
    settings: Settings,
    environ: Mapping[str, str] = os.environ,
    catalogue: tuple[Model, ...] = CATALOGUE,
    check: Check = glance,
) -> ModelFile:
    """The file that serves `role` now; raises NoModel where neither role's file is usable."""
    own = _look(role, settings, environ, catalogue, check)
    if isinstance(own, ModelFile):
        return own
    other_role = Role.COMMAND if role is Role.COMPLETION else Role.COMPLETION
    other = _look(other_role, settings, environ, catalogue, check)
    if isinstance(other, ModelFile):
        note = f"The {other_role.value} model serves {role.value} too: {own.sentence}"
        return ModelFile(other.path, other.model, note)
    raise NoModel(f"No {role.value} model: {own.sentence}")


def thoroughly(path: Path, model: Model | None) -> Verdict:
    """The `check` of who is about to load the file: an altered one is never loaded."""
    return verify(path, model) if model else glance(path, None)


def _look(
    role: Role,
    settings: Settings,
    environ: Mapping[str, str],
    catalogue: tuple[Model, ...],
    check: Check,
) -> ModelFile | Verdict:
    path, model = chosen(role, settings, environ, catalogue)
    verdict = check(path, model)
    if verdict.usable:
        return ModelFile(path, model)
    if model is None:
        way = f"Set kibitz.models.{role.value} to a name that `kibitz models list` shows or to a path."
        return Verdict(verdict.state, f"{verdict.sentence} {way}")
    return verdict
