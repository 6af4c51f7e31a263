"""The index follows the workspace: scans, edits, and news from the disk."""

import asyncio
import os
import sqlite3

import pytest

from kibitz.config.schema import IndexSettings
from kibitz.index import documents, workers
from kibitz.index.reading import Request
from kibitz.index.service import IndexService, IndexStatus
from kibitz.index.store import store_path
from kibitz.index.workers import Reader, ReaderCrashed
from tests.index.makers import names

SHOP = """Class { #name : #Shop, #superclass : #Object, #category : #Demo }

{ #category : #accessing }
Shop >> %s [
\t^ Registry at: #open
]
"""


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "Shop.class.st").write_text(SHOP % "unlock")
    return folder


@pytest.fixture
async def serve(tmp_path):
    """Starts services on one cache; stops them at the end."""
    started = []

    async def start(*roots, settings=None, changed=lambda status: None):
        messages = []
        service = IndexService(
            settings, say=messages.append, changed=changed, cache=tmp_path / "cache"
        )
        service.messages = messages
        service.start(roots)
        await service.wait_idle()
        started.append(service)
        return service

    yield start
    for service in started:
        await service.stop()


async def test_a_workspace_is_indexed(root, serve):
    service = await serve(root)
    assert names(service.index.implementors("unlock")) == ["Shop>>unlock"]
    assert [each.offset for each in service.index.variable_references("Registry")] == [
        (SHOP % "unlock").index("Registry")
    ]
    assert service.status == IndexStatus("ready", 1, 1)
    assert not service.messages


async def test_a_second_start_reads_only_what_changed(root, serve):
    await (await serve(root)).stop()
    (root / "Other.class.st").write_text(SHOP.replace("Shop", "Other") % "close")
    again = await serve(root)
    (report,) = again.reports
    assert (report.files, report.read) == (2, 1)
    assert names(again.index.implementors("unlock")) == ["Shop>>unlock"]
    assert names(again.index.implementors("close")) == ["Other>>close"]


async def test_a_file_deleted_between_two_starts_is_forgotten(root, serve):
    await (await serve(root)).stop()
    (root / "Shop.class.st").unlink()
    again = await serve(root)
    assert again.index.is_empty()
    assert again.reports[0].removed == 1


async def test_damage_in_the_middle_of_the_store_is_survived(root, serve, tmp_path):
    await (await serve(root)).stop()
    path = store_path(str(root), tmp_path / "cache")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE file SET facts = x'c1c1c1'")
    connection.close()
    again = await serve(root)
    assert names(again.index.implementors("unlock")) == ["Shop>>unlock"]
    assert "damaged" in again.messages[0]


async def test_damaged_pages_of_the_store_are_survived(root, serve, tmp_path):
    for number in range(300):
        (root / f"S{number}.st").write_text(SHOP.replace("Shop", f"S{number}") % f"m{number}")
    await (await serve(root)).stop()
    path = store_path(str(root), tmp_path / "cache")
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(data[:middle] + b"\xff" * (len(data) - middle))
    again = await serve(root)
    assert all(again.index.is_implemented(f"m{number}") for number in range(300))
    assert "damaged" in again.messages[0]
    await again.stop()
    (report,) = (await serve(root)).reports
    assert (report.read, report.problems) == (0, [])


async def test_a_cache_that_cannot_be_written_costs_nothing_but_the_cache(root, serve, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    service = await serve(root)
    assert names(service.index.implementors("unlock")) == ["Shop>>unlock"]
    assert len(service.messages) == 1


async def test_the_editor_goes_before_the_disk(root, serve):
    service = await serve(root)
    path = root / "Shop.class.st"
    service.document_changed(str(path), SHOP % "typed")
    path.write_text(SHOP % "written")
    service.file_events([str(path)])
    await service.wait_idle()
    assert names(service.index.methods_of("Shop", False)) == ["Shop>>typed"]
    service.document_closed(str(path))
    await service.wait_idle()
    assert names(service.index.methods_of("Shop", False)) == ["Shop>>written"]


async def test_a_document_that_is_open_before_the_scan_goes_before_the_disk(root, tmp_path):
    service = IndexService(in_memory=True)
    service.document_changed(str(root / "Shop.class.st"), SHOP % "typed")
    service.start([root])
    await service.wait_idle()
    assert names(service.index.methods_of("Shop", False)) == ["Shop>>typed"]
    await service.stop()


async def test_a_document_without_a_file_counts_while_it_is_open(root, serve):
    service = await serve(root)
    service.document_changed(str(root / "New.class.st"), SHOP % "fresh")
    assert service.index.is_implemented("fresh")
    service.document_closed(str(root / "New.class.st"))
    await service.wait_idle()
    assert not service.index.is_implemented("fresh")


async def test_a_document_that_is_too_long_has_no_facts(root, serve):
    service = await serve(root, settings=IndexSettings(max_file_bytes=1000))
    service.document_changed(str(root / "Shop.class.st"), SHOP % "unlock" + " " * 1000)
    await service.wait_idle()
    assert not service.index.is_implemented("unlock")


@pytest.mark.parametrize("limit", ["AT_ONCE_CHARACTERS", "ON_LOOP_CHARACTERS"])
async def test_of_several_edits_of_a_long_document_the_latest_wins(root, serve, monkeypatch, limit):
    monkeypatch.setattr(documents, "AT_ONCE_CHARACTERS", 0)
    monkeypatch.setattr(documents, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(documents, limit, 0)
    service = await serve(root)
    for selector in ("one", "two", "three"):
        service.document_changed(str(root / "Shop.class.st"), SHOP % selector)
        await asyncio.sleep(0)
    await service.wait_idle()
    assert names(service.index.methods_of("Shop", False)) == ["Shop>>three"]


async def test_a_deleted_folder_takes_its_files_along(root, serve):
    (root / "sub").mkdir()
    (root / "Shop.class.st").rename(root / "sub" / "Shop.class.st")
    service = await serve(root)
    (root / "sub").rename(root / "other")
    service.file_events([str(root / "sub"), str(root / "other")])
    await service.wait_idle()
    assert list(service.index.paths()) == [str(root / "other" / "Shop.class.st")]


async def test_excluded_files_are_no_news(root, serve):
    service = await serve(root, settings=IndexSettings(exclude=("skip",)))
    (root / "skip").mkdir()
    (root / "skip" / "A.st").write_text(SHOP % "hidden")
    service.file_events([str(root / "skip" / "A.st")])
    await service.wait_idle()
    assert not service.index.is_implemented("hidden")


async def test_new_settings_take_effect(root, serve):
    service = await serve(root)
    service.set_settings(IndexSettings(exclude=("*.class.st",)))
    await service.wait_idle()
    assert service.index.is_empty()


async def test_a_folder_that_leaves_the_workspace_is_forgotten(root, serve, tmp_path):
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "A.st").write_text(SHOP % "elsewhere")
    service = await serve(root, tmp_path / "second")
    assert service.index.is_implemented("elsewhere")
    service.set_roots([root])
    await service.wait_idle()
    assert not service.index.is_implemented("elsewhere")
    assert service.index.is_implemented("unlock")


async def test_a_folder_inside_another_is_scanned_once(root, serve):
    (root / "sub").mkdir()
    service = await serve(root, root / "sub")
    assert len(service.reports) == 1


async def test_a_service_is_not_ready_before_it_knows_its_folders():
    service = IndexService(in_memory=True)
    assert service.status.state == "scanning"
    service.start([])
    assert service.status.state == "ready"
    await service.stop()


async def test_progress_ends_with_all_files(root, serve):
    seen = []
    await serve(root, changed=seen.append)
    assert seen[0].state == "scanning"
    assert seen[-1] == IndexStatus("ready", 1, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 50, b"\xff\xfe\x00bad \xe9", b"!Shop methodsFor: 'x'!\runlock ^ 1! !"],
)
async def test_no_file_ends_a_scan(root, serve, content):
    (root / "bad.st").write_bytes(content)
    service = await serve(root)
    assert service.index.is_implemented("unlock")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
async def test_a_file_that_may_not_be_read_is_named(root, serve):
    (root / "Shop.class.st").chmod(0)
    service = await serve(root)
    assert "Shop.class.st" in service.messages[0]


async def test_many_files_are_read_in_other_processes(root, serve, monkeypatch):
    monkeypatch.setattr(workers, "SMALL_SCAN_BYTES", 0)
    monkeypatch.setattr(workers, "BATCH_FILES", 1)
    for number in range(5):
        (root / f"S{number}.st").write_text(SHOP.replace("Shop", f"S{number}") % f"m{number}")
    service = await serve(root)
    assert all(service.index.is_implemented(f"m{number}") for number in range(5))
    assert service.status == IndexStatus("ready", 6, 6)


async def test_a_scan_can_be_stopped_in_the_middle(root, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "SMALL_SCAN_BYTES", 0)
    monkeypatch.setattr(workers, "BATCH_FILES", 1)
    for number in range(50):
        (root / f"S{number}.st").write_text(SHOP % "unlock")
    reading = asyncio.Event()
    service = IndexService(
        cache=tmp_path / "cache", changed=lambda status: status.files and reading.set()
    )
    service.start([root])
    await reading.wait()
    await service.stop()
    assert service.status.total == 0
    assert not service.index.is_empty()


async def test_a_reader_takes_the_next_request_after_a_cancelled_one(root):
    async with Reader() as reader:
        path = str(root / "Shop.class.st")
        asked = asyncio.create_task(reader.ask(Request((path,))))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.wait([asked])
        (file,) = (await reader.ask(Request(("/typed.st",), SHOP % "typed"))).files
        assert file.path == "/typed.st"


async def test_a_reader_that_dies_is_reported_and_replaced(root):
    async with Reader() as reader:
        path = str(root / "Shop.class.st")
        await reader.ask(Request((path,)))
        process = reader._process
        process.kill()
        await process.wait()
        with pytest.raises(ReaderCrashed):
            await reader.ask(Request((path,)))
        assert len((await reader.ask(Request((path,)))).files) == 1
