"""`kibitz index`."""

import json

import pytest
from click.testing import CliRunner

from kibitz.cli.index import index


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "shop"
    root.mkdir()
    (root / "a.st").write_text("!Shop methodsFor: 'x'!\nopen\n\t^ self go! !\n")
    (root / "b.py").write_text("def go(): pass\n")
    return root


def run(*arguments):
    return CliRunner().invoke(index, [str(each) for each in arguments])


def test_json(folder, tmp_path):
    done = run(folder, "--json", "--cache", tmp_path / "cache")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["files"], found["files_read"]) == (2, 2)
    assert (found["methods"], found["sends"], found["symbols"]) == (1, 1, 1)
    assert found["problems"] == []


def test_a_second_run_reads_nothing(folder, tmp_path):
    run(folder, "--cache", tmp_path / "cache")
    found = json.loads(run(folder, "--json", "--cache", tmp_path / "cache").stdout)
    assert found["files_read"] == 0
    assert found["methods"] == 1


def test_without_a_cache_nothing_is_written(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("KIBITZ_CACHE", str(tmp_path / "cache"))
    done = run(folder, "--no-cache")
    assert "1 methods" in done.stdout
    assert not (tmp_path / "cache").exists()


def test_a_folder_that_is_not_there(tmp_path):
    done = run(tmp_path / "gone")
    assert done.exit_code == 2
    assert "gone" in done.stderr
