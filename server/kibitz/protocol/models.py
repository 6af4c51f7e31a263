"""Which models the session's workers load, from the settings and what is on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kibitz.config.schema import Settings
from kibitz.inference.engine import Role
from kibitz.inference.spec import ModelSpec
from kibitz.models.locate import ModelFile, NoModel, locate, thoroughly


@dataclass(frozen=True, slots=True)
class Models:
    """What serves each role; both are None together, and the problems then say why."""

    completion: ModelSpec | None = None
    command: ModelSpec | None = None
    completion_problem: str = ""
    command_problem: str = ""
    notes: tuple[str, ...] = ()  # sentences for the log


def find_models(settings: Settings) -> Models:
    """Looks at the model files, but loads nothing. Takes a second or two where a file's checksum
    was not taken yet: call it on a thread."""
    completion, command = _located(Role.COMPLETION, settings), _located(Role.COMMAND, settings)
    if isinstance(completion, NoModel) or isinstance(command, NoModel):
        return Models(completion_problem=str(completion), command_problem=str(command))
    return Models(
        completion=_spec(completion, settings, settings.models.completion_adapter),
        command=_spec(command, settings, settings.models.command_adapter),
        notes=tuple(file.note for file in (completion, command) if file.note),
    )


def _located(role: Role, settings: Settings) -> ModelFile | NoModel:
    try:
        return locate(role, settings, check=thoroughly)
    except NoModel as problem:
        return problem


def _spec(file: ModelFile, settings: Settings, adapter: str | None) -> ModelSpec:
    """An adapter is made for one model: where the other role's stands in, it is left out."""
    return ModelSpec(
        path=file.path,
        adapter=Path(adapter).expanduser() if adapter and not file.note else None,
        threads=settings.inference.threads,
        context_tokens=settings.inference.context_tokens,
    )
