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
    """What serves each role; both are None together, and `problem` then says why."""

    completion: ModelSpec | None = None
    command: ModelSpec | None = None
    problem: str | None = None
    notes: tuple[str, ...] = ()  # sentences for the log


def find_models(settings: Settings) -> Models:
    """Looks at the model files, but loads nothing. Takes a second or two where a file's checksum
    was not taken yet: call it on a thread."""
    try:
        completion = locate(Role.COMPLETION, settings, check=thoroughly)
        command = locate(Role.COMMAND, settings, check=thoroughly)
    except NoModel as error:
        return Models(problem=str(error))
    return Models(
        completion=_spec(completion, settings, settings.models.completion_adapter),
        command=_spec(command, settings, settings.models.command_adapter),
        notes=tuple(file.note for file in (completion, command) if file.note),
    )


def _spec(file: ModelFile, settings: Settings, adapter: str | None) -> ModelSpec:
    """An adapter is made for one model: where the other role's stands in, it is left out."""
    return ModelSpec(
        path=file.path,
        adapter=Path(adapter).expanduser() if adapter and not file.note else None,
        threads=settings.inference.threads,
        context_tokens=settings.inference.context_tokens,
    )
