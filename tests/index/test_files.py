"""Which files a walk finds, and what it says about the others."""

import os

import pytest

from kibitz.config.schema import IndexSettings
from kibitz.index.files import exclusion, walk

MAX = 1000


def found(root, patterns=()):
    walked = walk(str(root), exclusion(patterns), MAX)
    return sorted(os.path.relpath(path, root) for path in walked.files)


def write(root, *names, text="x"):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_only_sources_are_found(tmp_path):
    write(tmp_path, "a.st", "b/c.py", "b/d.ts", "readme.md", "x.png", "Makefile")
    assert found(tmp_path) == ["a.st", "b/c.py", "b/d.ts"]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("build", ["a.st", "src/a.st"]),
        ("**/build/**", ["a.st", "src/a.st"]),
        ("build/**", ["a.st", "src/a.st", "src/build/a.st"]),
        ("src/*.st", ["a.st", "build/a.st", "src/build/a.st"]),
        ("s?c", ["a.st", "build/a.st"]),
        ("a.st", []),
        ("", ["a.st", "build/a.st", "src/a.st", "src/build/a.st"]),
    ],
)
def test_exclusion(tmp_path, pattern, left):
    write(tmp_path, "a.st", "build/a.st", "src/a.st", "src/build/a.st")
    assert found(tmp_path, [pattern]) == left


def test_the_default_leaves_out_what_nobody_wrote_by_hand(tmp_path):
    write(tmp_path, "a.py", ".git/b.py", "web/node_modules/x/c.js", ".venv/lib/d.py")
    assert found(tmp_path, IndexSettings().exclude) == ["a.py"]


def test_links_that_lead_in_circles_end(tmp_path):
    write(tmp_path, "src/a.st")
    (tmp_path / "src" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "nowhere.st").symlink_to(tmp_path / "missing.st")
    assert found(tmp_path) == ["src/a.st"]


def test_a_linked_folder_outside_is_followed(tmp_path):
    write(tmp_path, "outside/b.st", "root/a.st")
    (tmp_path / "root" / "more").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert found(tmp_path / "root") == ["a.st", "more/b.st"]


def test_a_file_that_is_too_large_is_named(tmp_path):
    write(tmp_path, "big.st", text="x" * (MAX + 1))
    walked = walk(str(tmp_path), exclusion(()), MAX)
    assert not walked.files
    (problem,) = walked.problems
    assert "big.st" in problem
    assert "maxFileBytes" in problem


def test_a_folder_that_is_not_there_is_named(tmp_path):
    (problem,) = walk(str(tmp_path / "gone"), exclusion(()), MAX).problems
    assert "gone" in problem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_named_pipes_are_left_alone(tmp_path):
    os.mkfifo(tmp_path / "pipe.st")
    assert found(tmp_path) == []
