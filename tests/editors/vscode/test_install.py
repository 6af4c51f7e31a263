"""The extension installs its own server in a real VS Code: see scenarios/install.mjs.

It installs Kibitz's wheel without what runs models, which would be compiled for minutes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.editors.vscode.conftest import EXTENSION, MARKS, Play, Session, required

pytestmark = MARKS


@pytest.fixture(scope="module")
def session(play: Play, tmp_path_factory: pytest.TempPathFactory) -> Session:
    wheels = sorted(EXTENSION.glob("server/*.whl"))
    wheel = required(wheels[0] if wheels else EXTENSION / "server/kibitz.whl")
    empty = tmp_path_factory.mktemp("models")
    environment = {"KIBITZ_MODELS": str(empty), "PATH": _path_without_kibitz()}
    return play("install", {"kibitz.server.package": wheel}, environment)


def _path_without_kibitz() -> str:
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(each for each in folders if not (Path(each) / "kibitz").exists())


def test_a_machine_without_a_server_is_told_so(session: Session):
    assert "Kibitz: no server" in session.step("offer")["status"]


def test_the_server_is_installed_into_the_extensions_own_environment(session: Session):
    assert session.step("install")["installed"]


def test_the_models_are_offered_after_the_installation(session: Session):
    assert "models are still missing" in session.step("offer of models")["offer"]


def test_the_doctor_says_what_is_missing_and_the_way_out(session: Session):
    report = session.step("doctor")["report"]
    assert "llama-cpp-python" in report
    assert "kibitz models pull" in report


def test_what_needs_no_model_works_without_one(session: Session):
    entries = "\n".join(session.step("outline without a model")["entries"])
    assert "tracksLongerThan:" in entries
