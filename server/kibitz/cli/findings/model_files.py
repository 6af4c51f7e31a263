"""The models that the settings name, and whether the machine can hold them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

from kibitz.cli.findings.finding import Finding, fail, ok, warn
from kibitz.config.schema import Settings
from kibitz.inference.engine import Role
from kibitz.models.catalogue import CATALOGUE, Model
from kibitz.models.files import FileState, Verdict, glance, verify
from kibitz.models.locate import NoModel, chosen, locate
from kibitz.models.pull import partial_path
from kibitz.models.sources.source import size_of
from kibitz.util.amounts import bytes_shown


def model_files(
    settings: Settings,
    deep: bool,
    environ: Mapping[str, str] = os.environ,
    catalogue: tuple[Model, ...] = CATALOGUE,
) -> Iterator[Finding]:
    """`deep` reads every byte of the model files; otherwise size, first bytes and stamp decide."""
    for role in Role:
        yield _model(role, settings, deep, environ, catalogue)
    adapters = {
        "completion adapter": settings.models.completion_adapter,
        "command adapter": settings.models.command_adapter,
    }
    for subject, given in adapters.items():
        if given:
            yield _adapter(subject, Path(given).expanduser())
    yield from _memory(settings, environ, catalogue)


def _model(
    role: Role,
    settings: Settings,
    deep: bool,
    environ: Mapping[str, str],
    catalogue: tuple[Model, ...],
) -> Finding:
    subject = f"{role.value} model"
    path, model = chosen(role, settings, environ, catalogue)
    verdict = verify(path, model, again=True) if deep and model else glance(path, model)
    if verdict.state is FileState.VERIFIED:
        return ok(subject, f"{path.name} is complete and has the right checksum.")
    if verdict.state is FileState.UNVERIFIED:
        if model is None:
            return ok(subject, f"{path} is a GGUF file of your own.")
        return ok(subject, f"{path.name} has the right size; its checksum has not been taken yet.")
    pull = f"`kibitz models pull {model.name}` fetches it." if model else _choose(role)
    if model is None or verdict.state is not FileState.ABSENT:
        return fail(subject, _without_way(verdict), pull)
    try:
        stand_in = locate(role, settings, environ, catalogue)
    except NoModel:
        what = "ghost text" if role is Role.COMPLETION else "generating commands"
        sentence = f"{path.name} is not there: no {what}; everything that needs no model works."
    else:
        sentence = f"{path.name} is not there; {stand_in.path.name} serves in its place."
    held = size_of(partial_path(path))
    if held:
        sentence += f" {bytes_shown(held)} of an unfinished pull are kept."
    return warn(subject, sentence, pull)


def _choose(role: Role) -> str:
    return (
        f"Set kibitz.models.{role.value} to a name that `kibitz models list` shows, or to the "
        "path of a GGUF file."
    )


def _without_way(verdict: Verdict) -> str:
    return verdict.sentence.split(" `kibitz")[0].removesuffix(" Get it again.")


def _adapter(subject: str, path: Path) -> Finding:
    verdict = glance(path, None)
    if verdict.usable:
        return ok(subject, f"{path} is a GGUF file.")
    setting = subject.replace(" adapter", "Adapter")
    return fail(subject, _without_way(verdict), f"Correct kibitz.models.{setting}, or clear it.")


def _memory(
    settings: Settings, environ: Mapping[str, str], catalogue: tuple[Model, ...]
) -> Iterator[Finding]:
    """Whether the models that are there fit into memory; one that serves both roles counts once."""
    files: dict[Path, Model | None] = {}
    for role in Role:
        try:
            file = locate(role, settings, environ, catalogue)
        except NoModel:
            continue
        files[file.path] = file.model
    if not files:
        return
    needed = sum(model.memory_bytes if model else size_of(path) for path, model in files.items())
    memory = psutil.virtual_memory()
    sizes = f"The models need about {bytes_shown(needed)}"
    if needed > memory.total:
        yield fail(
            "memory",
            f"{sizes}; this machine has {bytes_shown(memory.total)}.",
            "Set kibitz.models.command to the small model, qwen2.5-coder-0.5b.",
        )
    elif needed > memory.available:
        yield warn(
            "memory",
            f"{sizes}; {bytes_shown(memory.available)} are free now.",
            "Close something large, or set kibitz.models.command to qwen2.5-coder-0.5b.",
        )
    else:
        yield ok("memory", f"{sizes}; {bytes_shown(memory.available)} are free.")
