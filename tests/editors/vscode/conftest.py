"""Plays a scenario in a real VS Code (code-server in Chromium) and hands its steps to the tests.

`session.mjs` drives the editor by keyboard and reports what was on the screen and on the
disk; a test looks at one step of it. Screenshots are kept under build/screenshots.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
EXTENSION = ROOT / "clients/vscode"
KIBITZ = Path(sys.executable).with_name("kibitz")
SAMPLE = ROOT / "server/kibitz/cli/sample"
SESSION_SECONDS = 900
MARKS = [pytest.mark.editor, pytest.mark.timeout(SESSION_SECONDS + 60)]


@dataclass(frozen=True)
class Session:
    """What happened in one session with the editor."""

    workspace: Path
    events: Mapping[str, dict[str, Any]]

    def step(self, name: str) -> dict[str, Any]:
        """What was seen in a step; fails the test where the step failed."""
        event = self.events.get(name)
        assert event is not None, f"the session never came to “{name}”"
        assert event["ok"], f"{event['error']} (see build/screenshots)"
        return event


Play = Callable[..., Session]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """`play(scenario, settings, environment)`: a session on a copy of the sample workspace."""

    def play(
        scenario: str, settings: Mapping[str, object], environment: Mapping[str, str]
    ) -> Session:
        home = tmp_path_factory.mktemp("home")
        workspace = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("vscode") / "stores"))
        options = {
            **_tools(),
            "scenario": scenario,
            "settings": settings,
            "home": str(home),
            "vsix": required(EXTENSION / "kibitz.vsix"),
            "workspace": str(workspace),
            "environment": {"KIBITZ_CACHE": str(home / "cache"), **environment},
            "screenshots": str(ROOT / "build/screenshots"),
        }
        played = subprocess.run(
            [options["node"], Path(__file__).with_name("session.mjs"), json.dumps(options)],
            stdout=subprocess.PIPE,
            text=True,
            timeout=SESSION_SECONDS,
            check=False,
        )
        events = {event["step"]: event for event in map(json.loads, played.stdout.splitlines())}
        if not events:
            pytest.fail(f"The session ended with code {played.returncode} before its first step.")
        return Session(workspace, events)

    return play


def required(path: Path) -> str:
    if not path.exists():
        pytest.fail(f"{path} is not there: run `make editors`, which makes it")
    return str(path)


def _tools() -> dict[str, str]:
    tools = Path(os.environ.get("KIBITZ_TOOLS", ROOT / ".tools"))
    return {
        "node": required(tools / "node24/node_modules/node/bin/node"),
        "codeServer": required(tools / "code-server/node_modules/code-server/out/node/entry.js"),
        "playwright": required(tools / "playwright"),
        "browser": required(Path("/usr/bin/chromium")),
    }


def problems_of(path: Path) -> str:
    """What `kibitz check` finds; empty for a sound file."""
    checked = subprocess.run([KIBITZ, "check", path], capture_output=True, text=True, check=False)
    return "" if checked.returncode == 0 else checked.stdout + checked.stderr
