"""Bytes that are already on this machine: an Ollama store, or a file the user names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kibitz.models.catalogue import Model
from kibitz.models.sources.source import Progress, SourceFailed, size_of
from kibitz.util.errors import reason

_CHUNK_BYTES = 4 * 1024 * 1024
_SERVICE_STORE = Path("/usr/share/ollama/.ollama/models")  # where Ollama's Linux service keeps it


class OllamaStore:
    """A store keeps each file as `blobs/sha256-<checksum>` and never changes it, so a hard link
    will do where both are on one file system."""

    name = "ollama"
    resumes = False

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        given = environ.get("OLLAMA_MODELS")
        home = Path(environ.get("HOME") or Path.home())
        own = Path(given) if given else home / ".ollama" / "models"
        self._stores = (own, _SERVICE_STORE)

    def fetch(self, model: Model, partial: Path, progress: Progress) -> None:
        blob = self._blob(model)
        partial.unlink(missing_ok=True)
        try:
            os.link(blob, partial)
        except OSError:  # another file system, or one without links
            copy(blob, model, partial, progress)

    def _blob(self, model: Model) -> Path:
        for store in self._stores:
            blob = store / "blobs" / f"sha256-{model.sha256}"
            try:
                if size_of(blob) == model.bytes and os.access(blob, os.R_OK):
                    return blob
            except OSError:
                continue  # a store of another user
        raise SourceFailed("There is no Ollama store with this file.")


class PlainPath:
    """The file given with `--from`."""

    name = "path"
    resumes = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def fetch(self, model: Model, partial: Path, progress: Progress) -> None:
        try:
            size = self._path.stat().st_size
        except OSError as error:
            raise SourceFailed(f"{self._path} cannot be read: {reason(error)}.") from error
        if size != model.bytes:
            raise SourceFailed(
                f"{self._path} has {size} bytes; {model.file} has {model.bytes}. "
                "It is another file, or not all of it."
            )
        copy(self._path, model, partial, progress)


def copy(origin: Path, model: Model, partial: Path, progress: Progress) -> None:
    """Copies the whole of `origin`; raises SourceFailed where it can't be read."""
    progress.start(f"{model.file} from {origin.parent}", model.bytes)
    try:
        source = origin.open("rb")
    except OSError as error:
        raise SourceFailed(f"{origin} cannot be read: {reason(error)}.") from error
    with source, partial.open("wb") as target:
        while chunk := source.read(_CHUNK_BYTES):
            target.write(chunk)
            progress.update(target.tell())
    shutil.copymode(origin, partial)
