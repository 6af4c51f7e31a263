"""Both Neovims, each started once, with the sample workspace and the small model."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .neovim import Neovim

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "server/kibitz/cli/sample"
KIBITZ = Path(sys.executable).with_name("kibitz")
VERSIONS = ("nvim11", "nvim12")


def _executable(version: str) -> Path:
    path = Path(os.environ.get("KIBITZ_TOOLS", ROOT / ".tools")) / version / "bin/nvim"
    if not path.exists():
        pytest.fail(f"{path} is not there: run tests/editors/setup_nvim.sh", pytrace=False)
    return path


@pytest.fixture(scope="session")
def small_model(completion_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model directory with the 0.5B alone, which then serves both roles."""
    directory = tmp_path_factory.mktemp("models")
    for each in completion_model.parent.glob(f"{completion_model.name}*"):
        (directory / each.name).symlink_to(each)
    return directory


@pytest.fixture(scope="session", params=VERSIONS)
def session(
    request: pytest.FixtureRequest, small_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neovim]:
    home = tmp_path_factory.mktemp(request.param)
    environment = {"KIBITZ_MODELS": str(small_model), "KIBITZ_CACHE": str(home / "index")}
    neovim = Neovim(_executable(request.param), home, KIBITZ, environment)
    yield neovim
    neovim.quit()


@pytest.fixture(scope="session")
def workspace(session: Neovim, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, a workspace of this Neovim's own; shared, so that its server is started once."""
    folder = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("workspace") / "stores"))
    (folder / ".git").mkdir()  # what tells an editor where a workspace begins
    return folder


@pytest.fixture
def neovim(session: Neovim) -> Iterator[Neovim]:
    """Neovim without buffers; the server goes on from test to test."""
    session.start_afresh()
    yield session
    session.start_afresh()


@pytest.fixture
def store(neovim: Neovim, workspace: Path) -> Iterator[Path]:
    """MgXTrackStore, open and served; what the test writes is taken back."""
    path = workspace / "src/MgX-Core/MgXTrackStore.class.st"
    neovim.serve(path)
    yield path
    shutil.copyfile(SAMPLE / path.relative_to(workspace), path)
