"""The fallback for editors that cannot watch files."""

import asyncio

import pytest

from kibitz.index.watcher import Watcher


class Seen:
    """Collects the paths a watcher tells of."""

    def __init__(self):
        self.paths = set()
        self.calls = 0
        self._more = asyncio.Event()

    def __call__(self, paths):
        self.paths |= paths
        self.calls += 1
        self._more.set()

    async def wait_for(self, *paths):
        while not self.paths >= {str(path) for path in paths}:
            self._more.clear()
            await asyncio.wait_for(self._more.wait(), 30)


@pytest.fixture
async def seen(tmp_path):
    seen = Seen()
    watcher = Watcher(seen)
    assert watcher.start([str(tmp_path)]) == ()
    yield seen
    watcher.stop()


async def test_new_and_changed_files(tmp_path, seen):
    (tmp_path / "a.st").write_text("x")
    await seen.wait_for(tmp_path / "a.st")


async def test_deleted_files(tmp_path, seen):
    (tmp_path / "a.st").write_text("x")
    await seen.wait_for(tmp_path / "a.st")
    seen.paths.clear()
    (tmp_path / "a.st").unlink()
    await seen.wait_for(tmp_path / "a.st")


async def test_a_renamed_folder_counts_under_both_names(tmp_path, seen):
    (tmp_path / "old").mkdir()
    await seen.wait_for(tmp_path / "old")
    (tmp_path / "old").rename(tmp_path / "new")
    await seen.wait_for(tmp_path / "old", tmp_path / "new")


async def test_a_burst_is_few_calls(tmp_path, seen):
    paths = [tmp_path / f"{number}.st" for number in range(200)]
    for path in paths:
        path.write_text("x")
    await seen.wait_for(*paths)
    assert seen.calls < 100


async def test_a_folder_that_is_not_there_is_named(tmp_path):
    watcher = Watcher(Seen())
    (problem,) = watcher.start([str(tmp_path / "gone")])
    assert "gone" in problem
    watcher.stop()
