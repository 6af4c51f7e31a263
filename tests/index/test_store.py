"""The durable copy: what it keeps, and what happens to a damaged or unusable one."""

import sqlite3
from contextlib import closing

import pytest

from kibitz.index import store as store_module
from kibitz.index.state import FileState, StoredFile
from kibitz.index.store import cache_directory, open_store, store_path

FILE = StoredFile("/a.st", FileState(1, 2), b"facts")


@pytest.fixture
def messages():
    return []


@pytest.fixture
def reopen(tmp_path, messages):
    """Opens the store as often as asked; closes all at the end."""
    opened = []

    def open_again():
        found = open_store(tmp_path / "index" / "s.sqlite3", messages.append)
        if found is not None:
            opened.append(found)
        return found

    yield open_again
    for each in opened:
        each.close()


def content(store):
    return [row for batch in store.batches() for row in batch]


def test_files_are_kept(reopen, messages):
    reopen().save([FILE])
    assert content(reopen()) == [FILE]
    assert not messages


def test_saving_replaces_and_deleting_forgets(reopen):
    store = reopen()
    store.save([FILE])
    store.save([StoredFile("/a.st", FileState(3, 4), b"newer")])
    assert [row.facts for row in content(store)] == [b"newer"]
    store.delete(["/a.st", "/unknown.st"])
    assert content(store) == []


def test_two_servers_share_one_store(reopen, messages):
    first, second = reopen(), reopen()
    first.save([FILE])
    second.save([StoredFile("/b.st", FileState(1, 1), b"")])
    assert len(content(first)) == len(content(second)) == 2
    assert not messages


def test_facts_that_other_code_made_are_forgotten(reopen, monkeypatch):
    reopen().save([FILE])
    monkeypatch.setattr(store_module, "build_fingerprint", lambda: "another build")
    assert content(reopen()) == []


def test_a_damaged_store_is_made_again(tmp_path, reopen, messages):
    path = tmp_path / "index" / "s.sqlite3"
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    store = reopen()
    store.save([FILE])
    assert content(store) == [FILE]
    (message,) = messages
    assert "damaged" in message
    assert str(path) in message


def test_a_cache_that_cannot_be_written_is_named(tmp_path, messages):
    (tmp_path / "file").write_text("in the way")
    assert open_store(tmp_path / "file" / "s.sqlite3", messages.append) is None
    (message,) = messages
    assert "in memory" in message
    assert "KIBITZ_CACHE" in message


def test_a_store_that_stays_locked_is_named(tmp_path, reopen, messages, monkeypatch):
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.01)
    reopen()
    path = tmp_path / "index" / "s.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(store_module, "build_fingerprint", lambda: "another build")
        assert reopen() is None
    (message,) = messages
    assert "locked" in message


def test_the_directory_can_be_set(monkeypatch, tmp_path):
    monkeypatch.setenv("KIBITZ_CACHE", str(tmp_path))
    assert cache_directory() == tmp_path


def test_roots_of_one_name_have_different_stores(tmp_path):
    first, second = store_path("/a/src", tmp_path), store_path("/b/src", tmp_path)
    assert first != second
    assert first.name.startswith("src-")
