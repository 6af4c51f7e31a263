"""The reader process by itself."""

import subprocess
import sys

import msgspec

from kibitz.index.reading import LENGTH_BYTES, Batch, Request, framed, read_files

READER = (sys.executable, "-m", "kibitz.index.reading")


def test_it_answers_and_ends_with_its_stdin():
    done = subprocess.run(
        READER, input=framed(Request(("/a.st",), "go ^ 1")), capture_output=True, check=True
    )
    length = int.from_bytes(done.stdout[:LENGTH_BYTES], "little")
    batch = msgspec.msgpack.decode(done.stdout[LENGTH_BYTES:], type=Batch)
    assert len(done.stdout) == LENGTH_BYTES + length
    assert [file.path for file in batch.files] == ["/a.st"]


def test_it_imports_neither_the_protocol_nor_the_models():
    code = (
        "import sys, kibitz.index.reading\n"
        "heavy = ('pygls', 'lsprotocol', 'llama_cpp', 'rich', 'click')\n"
        "print([name for name in sys.modules if name.split('.')[0] in heavy])"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_file_that_is_gone_is_no_problem(tmp_path):
    assert read_files([str(tmp_path / "gone.st")]) == Batch(())


def test_what_cannot_be_opened_is_named(tmp_path):
    (tmp_path / "folder.st").mkdir()
    (problem,) = read_files([str(tmp_path / "folder.st")]).problems
    assert "folder.st" in problem


def test_our_own_failure_costs_one_file(tmp_path, monkeypatch):
    (tmp_path / "a.st").write_text("x")
    monkeypatch.setattr("kibitz.index.reading.facts_of", lambda path, text: 1 / 0)
    (problem,) = read_files([str(tmp_path / "a.st")]).problems
    assert "report it" in problem
