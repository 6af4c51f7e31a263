"""Pulling from a local server that answers as Hugging Face does."""

from pathlib import Path

import pytest

from kibitz.models.pull import Pulled, PullFailed, partial_path, pull
from kibitz.models.sources.huggingface import HuggingFace

from .conftest import DATA, MODEL, HubStandIn, Recorder


def from_hub(hub: HubStandIn, directory: Path, progress: Recorder) -> Pulled:
    return pull(MODEL, directory, [HuggingFace({"HF_ENDPOINT": hub.url})], progress)


def failure(hub: HubStandIn, directory: Path, progress: Recorder) -> str:
    with pytest.raises(PullFailed) as failed:
        from_hub(hub, directory, progress)
    return str(failed.value)


def test_pulls_the_pinned_revision(hub: HubStandIn, directory: Path, progress: Recorder) -> None:
    pulled = from_hub(hub, directory, progress)
    assert pulled.path.read_bytes() == DATA
    assert hub.asked == [("/Someone/Tiny-GGUF/resolve/0123abcd/tiny.gguf", None)]


def test_leaves_nothing_but_the_file_its_stamp_and_its_lock(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    from_hub(hub, directory, progress)
    names = sorted(each.name for each in directory.iterdir())
    assert names == [".tiny.gguf.lock", "tiny.gguf", "tiny.gguf.verified"]


def test_does_not_ask_again_for_what_is_there(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    from_hub(hub, directory, progress)
    again = from_hub(hub, directory, progress)
    assert again.source is None
    assert len(hub.asked) == 1


def test_goes_on_in_the_same_pull_when_the_connection_drops(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    hub.drop_after = [70_000]
    assert from_hub(hub, directory, progress).path.read_bytes() == DATA
    assert [range_ for _, range_ in hub.asked] == [None, "bytes=70000-"]


def test_keeps_what_came_when_the_server_gives_no_more(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    hub.drop_after = [70_000, 0]
    message = failure(hub, directory, progress)
    assert "broke at 70 kB of 250.0 kB" in message.replace("250 kB", "250.0 kB")
    assert "pull again to go on from there" in message
    assert partial_path(directory / MODEL.file).stat().st_size == 70_000


def test_a_later_pull_asks_only_for_the_rest(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    hub.drop_after = [70_000, 0]
    failure(hub, directory, progress)
    hub.asked.clear()
    assert from_hub(hub, directory, progress).path.read_bytes() == DATA
    assert [range_ for _, range_ in hub.asked] == ["bytes=70000-"]


def test_a_server_without_ranges_gives_the_file_from_its_start(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    hub.ranges = False
    directory.mkdir()
    partial_path(directory / MODEL.file).write_bytes(DATA[:1234])
    assert from_hub(hub, directory, progress).path.read_bytes() == DATA


def test_wrong_bytes_never_get_the_files_name(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    hub.data = DATA[:-1] + b"?"
    assert "SHA-256 differs" in failure(hub, directory, progress)
    assert [each.name for each in directory.iterdir()] == [".tiny.gguf.lock"]


def test_a_damaged_beginning_from_an_earlier_pull_is_thrown_away_once(
    hub: HubStandIn, directory: Path, progress: Recorder
) -> None:
    directory.mkdir()
    partial_path(directory / MODEL.file).write_bytes(b"x" * 5000)
    assert from_hub(hub, directory, progress).path.read_bytes() == DATA
    assert [range_ for _, range_ in hub.asked] == ["bytes=5000-", None]


@pytest.mark.parametrize("length", [1000, len(DATA) + 10])
def test_a_file_of_another_size_is_refused(
    hub: HubStandIn, directory: Path, progress: Recorder, length: int
) -> None:
    hub.data = DATA[:length].ljust(length, b"x")
    assert "another size" in failure(hub, directory, progress)


@pytest.mark.parametrize("status", [401, 404, 503])
def test_other_answers_are_named(
    hub: HubStandIn, directory: Path, progress: Recorder, status: int
) -> None:
    hub.status = status
    message = failure(hub, directory, progress)
    assert f"answers {status} for /Someone/Tiny-GGUF/resolve/0123abcd/tiny.gguf" in message
    assert "kibitz models pull tiny --from FILE" in message


def test_no_server_is_one_line(directory: Path, progress: Recorder) -> None:
    closed = HubStandIn(url="http://127.0.0.1:9")
    message = failure(closed, directory, progress)
    assert "huggingface: 127.0.0.1:9 cannot be reached" in message


def test_an_endpoint_that_is_no_address_is_one_line(directory: Path, progress: Recorder) -> None:
    assert "cannot be reached" in failure(HubStandIn(url="nonsense"), directory, progress)


def test_offline_means_not_asked(hub: HubStandIn, directory: Path, progress: Recorder) -> None:
    offline = HuggingFace({"HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "1"})
    with pytest.raises(PullFailed, match="HF_HUB_OFFLINE is set"):
        pull(MODEL, directory, [offline], progress)
    assert hub.asked == []
