"""The two directories Kibitz writes to: models and the index cache."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from kibitz.cli.findings.finding import Finding, fail, ok, warn
from kibitz.config.schema import Settings
from kibitz.index.store import CACHE_VARIABLE, cache_directory
from kibitz.models.catalogue import CATALOGUE, Model
from kibitz.models.directory import VARIABLE, models_directory
from kibitz.models.pull import partial_path
from kibitz.models.sources.source import size_of
from kibitz.util.amounts import bytes_shown
from kibitz.util.errors import reason


def storage(
    settings: Settings,
    environ: Mapping[str, str] = os.environ,
    catalogue: tuple[Model, ...] = CATALOGUE,
) -> Iterator[Finding]:
    yield _models(models_directory(settings, environ), catalogue)
    cache = cache_directory()
    yield _cache(cache)
    yield from _stores(cache)


def _models(directory: Path, catalogue: tuple[Model, ...]) -> Finding:
    subject = "model directory"
    targets = {each: directory / each.file for each in catalogue}
    missing = sum(
        each.bytes - min(size_of(partial_path(path)), each.bytes)
        for each, path in targets.items()
        if _readable_size(path) < each.bytes
    )
    trouble = _cannot_write(directory)
    if trouble and missing:
        return fail(
            subject,
            f"Nothing can be written to {directory}: {trouble}.",
            f"Make it writable, or name another directory with {VARIABLE} or with the setting "
            "kibitz.models.directory.",
        )
    if trouble:
        return ok(subject, f"{directory} holds both models. It cannot be written to: {trouble}.")
    free = shutil.disk_usage(_existing(directory)).free
    if free < missing:
        return warn(
            subject,
            f"{directory} has {bytes_shown(free)} left; the models that are not there need "
            f"{bytes_shown(missing)}.",
            f"Free some, or name a directory on another disk with {VARIABLE}.",
        )
    there = "" if directory.is_dir() else " The first pull makes it."
    return ok(subject, f"{directory} can be written to; {bytes_shown(free)} are free.{there}")


def _cache(directory: Path) -> Finding:
    trouble = _cannot_write(directory)
    if trouble:
        return warn(
            "cache directory",
            f"Nothing can be written to {directory}: {trouble}. The index is kept in memory and "
            "made again at every start.",
            f"Make it writable, or name another directory with {CACHE_VARIABLE}.",
        )
    return ok("cache directory", f"{directory} can be written to.")


def _stores(directory: Path) -> Iterator[Finding]:
    try:
        stores = sorted((directory / "index").glob("*.sqlite3"))
    except OSError:
        return  # said by `_cache`
    for path in stores:
        trouble = _store_trouble(path)
        if trouble:
            yield warn(
                "index store",
                f"{path} is damaged: {trouble}. It is only a copy of what is in your files.",
                "Delete it; the next start makes it again.",
            )
    if stores:
        size = sum(size_of(path) for path in stores)
        yield ok("index stores", f"{len(stores)} workspaces are stored, {bytes_shown(size)}.")


def _store_trouble(path: Path) -> str:
    """Why SQLite cannot use the file; "" where it can."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return str(error)
    return "" if verdict == "ok" else str(verdict)


def _cannot_write(directory: Path) -> str:
    """Why no file can be made in `directory` (or in the nearest parent that exists)."""
    existing = _existing(directory)
    try:
        with tempfile.TemporaryFile(dir=existing):
            return ""
    except OSError as error:
        return reason(error)


def _existing(directory: Path) -> Path:
    return next(each for each in (directory, *directory.parents) if os.path.lexists(each))


def _readable_size(path: Path) -> int:
    try:
        return size_of(path)
    except OSError:
        return 0
