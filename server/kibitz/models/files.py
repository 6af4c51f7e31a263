"""The state of one model file on disk, cheaply (size, first bytes, stamp) or in full (SHA-256).

A verified file has a stamp beside it, `<file>.verified`, with the size, time
and checksum it had; while size and time still match, nobody reads 1 GB again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kibitz.models.catalogue import Model
from kibitz.util.amounts import bytes_shown

GGUF_MAGIC = b"GGUF"
_CHUNK_BYTES = 4 * 1024 * 1024


class FileState(StrEnum):
    VERIFIED = "verified"
    UNVERIFIED = "unverified"  # looks right; its checksum was not taken since it last changed
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    TRUNCATED = "truncated"
    ALTERED = "altered"  # wrong size, wrong first bytes or wrong checksum


USABLE = frozenset({FileState.VERIFIED, FileState.UNVERIFIED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a file, and a sentence for the person at the keyboard."""

    state: FileState
    sentence: str

    @property
    def usable(self) -> bool:
        return self.state in USABLE


def stamp_path(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


def _unreadable(path: Path, error: OSError) -> str:
    return (
        f"{path} cannot be read: {error.strerror}. Let KIBITZ_MODELS or the setting "
        "kibitz.models.directory name a folder you may use; `kibitz models path` shows the one in use."
    )


def glance(path: Path, model: Model | None) -> Verdict:
    """Looks at size, first bytes and stamp only; `model` is None for a file of the user's own."""
    again = f"`kibitz models pull {model.name}` fetches it again." if model else "Get it again."
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
        status = path.stat()
    except FileNotFoundError:
        way = f" `kibitz models pull {model.name}` fetches it." if model else ""
        return Verdict(FileState.ABSENT, f"{path} does not exist.{way}")
    except OSError as error:
        return Verdict(FileState.UNREADABLE, _unreadable(path, error))
    if model and status.st_size < model.bytes:
        sizes = f"{bytes_shown(status.st_size)} of {bytes_shown(model.bytes)}"
        return Verdict(FileState.TRUNCATED, f"{path} is cut short ({sizes}). {again}")
    if magic != GGUF_MAGIC:
        return Verdict(FileState.ALTERED, f"{path} is not a GGUF model file. {again}")
    if model and status.st_size != model.bytes:
        return Verdict(FileState.ALTERED, f"{path} is larger than it should be. {again}")
    if model and _stamp_matches(path, model):
        return Verdict(FileState.VERIFIED, f"{path} is complete and has the right checksum.")
    return Verdict(FileState.UNVERIFIED, f"{path} looks right; its checksum was not taken yet.")


def verify(
    path: Path, model: Model, progress: Callable[[int], None] | None = None, *, again: bool = False
) -> Verdict:
    """As `glance`, but takes the checksum where no stamp vouches for the file (or `again` is set).

    Writes the stamp where the file is right and removes it where it is not. `progress` is
    told the bytes read so far.
    """
    verdict = glance(path, model)
    if verdict.state is FileState.VERIFIED and not again:
        return verdict
    if not verdict.usable:
        return verdict
    try:
        digest = sha256_of(path, progress)
    except OSError as error:
        return Verdict(FileState.UNREADABLE, _unreadable(path, error))
    if digest != model.sha256:
        stamp_path(path).unlink(missing_ok=True)
        return Verdict(
            FileState.ALTERED,
            f"{path} has been altered: its SHA-256 is {digest}, not {model.sha256}. "
            f"`kibitz models pull {model.name}` fetches it again.",
        )
    write_stamp(path, model)
    return Verdict(FileState.VERIFIED, f"{path} is complete and has the right checksum.")


def sha256_of(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """The file's checksum in lower-case hexadecimal; `progress` is told the bytes read so far."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            if progress:
                progress(done)
    return digest.hexdigest()


def write_stamp(path: Path, model: Model) -> None:
    """Vouches for `path` as it is now. A directory that can't be written only costs a re-check."""
    status = path.stat()
    stamp = {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": model.sha256}
    try:
        stamp_path(path).write_text(json.dumps(stamp) + "\n", encoding="utf-8")
    except OSError:
        return


def _stamp_matches(path: Path, model: Model) -> bool:
    try:
        status = path.stat()
        stamp = json.loads(stamp_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return stamp == {
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "sha256": model.sha256,
    }
