"""Kibitz in a real VS Code: code-server in Chromium, driven by keyboard, with the real small model.

`scenario.mjs` plays one session and reports what was on the screen and on the disk; each test
here looks at one step of that session. Screenshots are kept under build/screenshots.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
KIBITZ = Path(sys.executable).with_name("kibitz")
SAMPLE = ROOT / "server/kibitz/cli/sample"
VSIX = ROOT / "clients/vscode/kibitz.vsix"
SESSION_SECONDS = 900

pytestmark = [pytest.mark.editor, pytest.mark.timeout(SESSION_SECONDS + 60)]

Step = Callable[[str], dict[str, Any]]


def _required(path: Path) -> str:
    if not path.exists():
        pytest.fail(f"{path} is not there: run `make editors`, which makes it")
    return str(path)


def _tools() -> dict[str, str]:
    tools = Path(os.environ.get("KIBITZ_TOOLS", ROOT / ".tools"))
    return {
        "node": _required(tools / "node24/node_modules/node/bin/node"),
        "codeServer": _required(tools / "code-server/node_modules/code-server/out/node/entry.js"),
        "playwright": _required(tools / "playwright"),
        "browser": _required(Path("/usr/bin/chromium")),
    }


def _models() -> str:
    asked = [KIBITZ, "models", "path"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("vscode") / "stores"))


@pytest.fixture(scope="module")
def step(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Step:
    """What was seen in one step of the session; fails the test where the step failed."""
    home = tmp_path_factory.mktemp("home")
    options = {
        **_tools(),
        "home": str(home),
        "vsix": _required(VSIX),
        "workspace": str(workspace),
        "kibitz": str(KIBITZ),
        "environment": {"KIBITZ_MODELS": _models(), "KIBITZ_CACHE": str(home / "cache")},
        "screenshots": str(ROOT / "build/screenshots"),
    }
    played = subprocess.run(
        [options["node"], HERE / "scenario.mjs", json.dumps(options)],
        stdout=subprocess.PIPE,
        text=True,
        timeout=SESSION_SECONDS,
        check=False,
    )
    events = {event["step"]: event for event in map(json.loads, played.stdout.splitlines())}
    if not events:
        pytest.fail(f"The session ended with code {played.returncode} before its first step.")

    def seen(name: str) -> dict[str, Any]:
        event = events.get(name)
        assert event is not None, f"the session never came to “{name}”"
        assert event["ok"], f"{event['error']} (see build/screenshots)"
        return event

    return seen


def _problems(*paths: Path) -> str:
    """What `kibitz check` finds; empty for sound files."""
    checked = subprocess.run([KIBITZ, "check", *paths], capture_output=True, text=True, check=False)
    return "" if checked.returncode == 0 else checked.stdout + checked.stderr


def test_status_bar_tells_when_the_model_is_ready(step: Step):
    assert "Kibitz: ready" in step("status bar")["status"]


def test_tab_takes_exactly_the_ghost_text_that_was_shown(step: Step):
    seen = step("ghost text")
    typed = "{ #category : 'queries' }\nMgXTrackStore >> tracksShorterThan: seconds [\n\n\t^ self "
    added = seen["after"].replace(typed, "", 1)
    assert added != seen["after"], "what was typed is not in the file"
    # What is left of the file besides the old text is the suggestion, and the bracket that the
    # editor closed by itself.
    start = seen["after"].index(typed) + len(typed)
    taken = seen["after"][start : seen["after"].index("\n]", start)]
    assert _squeezed(taken) == _squeezed(seen["ghost"])
    assert seen["before"].startswith(seen["after"][: start - len(typed)])
    assert seen["before"].endswith(seen["after"][start + len(taken) + 2 :].lstrip("\n"))


def test_the_file_with_the_suggestion_parses(step: Step, workspace: Path):
    step("ghost text")
    assert _problems(workspace / "src/MgX-Core/MgXTrackStore.class.st") == ""


def test_completion_list_names_what_the_receiver_understands(step: Step):
    labels = step("completion list")["labels"]
    assert any(label.startswith("validate:") for label in labels)


def test_explanation_is_shown_as_markdown_and_names_the_collaborators(step: Step):
    text = step("explain method")["text"]
    assert "##" not in text, "shown as source, not as Markdown"
    assert "is answered by MgXStore>>#add:" in text


def test_a_collaborator_in_the_explanation_is_a_link_to_its_method(step: Step, workspace: Path):
    lines = (workspace / "src/MgX-Core/MgXStore.class.st").read_text().splitlines()
    number = lines.index("MgXStore >> add: anEntry [") + 1
    assert step("explain method")["place"].startswith(f"Ln {number},")


def test_the_subclass_is_proposed_after_its_siblings(step: Step):
    assert re.fullmatch(r"MgX\w+Store", step("generate subclass")["proposed"])


def test_nothing_is_written_before_the_preview_is_applied(step: Step):
    assert step("generate subclass")["writtenEarly"] is False


def test_the_applied_subclass_is_on_disk_and_sound(step: Step, workspace: Path):
    written = step("generate subclass")["written"]
    assert "#name : 'MgXLabelStore'" in written
    assert "#superclass : 'MgXStore'" in written
    assert "#package : 'MgX-Core'" in written
    for selector in ("entryClass", "keyFor: "):
        assert f"MgXLabelStore >> {selector}" in written, "an abstract method is missing"
    assert _problems(workspace / "src/MgX-Core/MgXLabelStore.class.st") == ""


def _squeezed(text: str) -> str:
    """Without white space, of which the screen and the file have different kinds."""
    return re.sub(r"\s+", "", text)
