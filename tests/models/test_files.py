"""What a model file's state is called, at a glance and in full."""

import os
from pathlib import Path

import pytest

from kibitz.models.files import FileState, glance, stamp_path, verify

from .conftest import DATA, MODEL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / MODEL.file
    path.write_bytes(DATA)
    return path


def alter(path: Path) -> None:
    """Changes a byte; size and time stay, as on a bad disk."""
    status = path.stat()
    path.write_bytes(DATA[:-1] + b"?")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_absent_names_the_command_that_helps(tmp_path: Path) -> None:
    verdict = glance(tmp_path / MODEL.file, MODEL)
    assert verdict.state is FileState.ABSENT
    assert "`kibitz models pull tiny`" in verdict.sentence


def test_truncated_says_how_much_is_there(path: Path) -> None:
    path.write_bytes(DATA[:100_000])
    verdict = glance(path, MODEL)
    assert verdict.state is FileState.TRUNCATED
    assert "100 kB of 250 kB" in verdict.sentence


@pytest.mark.parametrize("data", [b"PK\3\4" + DATA[4:], DATA + b"more"])
def test_altered_at_a_glance(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert glance(path, MODEL).state is FileState.ALTERED


def test_a_directory_in_the_files_place_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / MODEL.file).mkdir()
    assert glance(tmp_path / MODEL.file, MODEL).state is FileState.UNREADABLE


def test_unverified_until_the_checksum_was_taken(path: Path) -> None:
    assert glance(path, MODEL).state is FileState.UNVERIFIED
    assert verify(path, MODEL).state is FileState.VERIFIED
    assert glance(path, MODEL).state is FileState.VERIFIED


def test_a_stamp_no_longer_vouches_for_a_touched_file(path: Path) -> None:
    verify(path, MODEL)
    os.utime(path, ns=(1, 1))
    assert glance(path, MODEL).state is FileState.UNVERIFIED


def test_a_verified_file_is_not_read_again(path: Path) -> None:
    verify(path, MODEL)
    reads: list[int] = []
    verify(path, MODEL, reads.append)
    assert reads == []


def test_reading_it_again_finds_what_the_stamp_hides(path: Path) -> None:
    verify(path, MODEL)
    alter(path)
    verdict = verify(path, MODEL, again=True)
    assert verdict.state is FileState.ALTERED
    assert "has been altered" in verdict.sentence
    assert not stamp_path(path).exists()


@pytest.mark.parametrize("stamp", ["", "[]", "{", '{"size": 1}', "\xff"])
def test_a_bad_stamp_counts_as_none(path: Path, stamp: str) -> None:
    stamp_path(path).write_text(stamp, encoding="latin-1")
    assert glance(path, MODEL).state is FileState.UNVERIFIED


def test_a_file_of_the_users_own_needs_only_to_be_a_model(path: Path) -> None:
    path.write_bytes(b"GGUF and whatever")
    assert glance(path, None).usable
    path.write_bytes(b"<html>")
    assert not glance(path, None).usable
