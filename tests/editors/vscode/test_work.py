"""A working session in a real VS Code, with the real small model: see scenarios/work.mjs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.editors.vscode.conftest import KIBITZ, MARKS, Play, Session, problems_of

pytestmark = MARKS


@pytest.fixture(scope="module")
def session(
    play: Play, completion_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Session:
    """With the 0.5B model alone, which then serves both roles."""
    models = tmp_path_factory.mktemp("models")
    (models / completion_model.name).symlink_to(completion_model)
    settings = {"kibitz.server.path": str(KIBITZ), "kibitz.server.args": ["--log-level", "debug"]}
    return play("work", settings, {"KIBITZ_MODELS": str(models)})


def test_status_bar_tells_when_the_model_is_ready(session: Session):
    assert "Kibitz: ready" in session.step("status bar")["status"]


def test_tab_takes_exactly_the_ghost_text_that_was_shown(session: Session):
    seen = session.step("ghost text")
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


def test_the_file_with_the_suggestion_parses(session: Session):
    session.step("ghost text")
    assert problems_of(session.workspace / "src/MgX-Core/MgXTrackStore.class.st") == ""


def test_completion_list_names_what_the_receiver_understands(session: Session):
    labels = session.step("completion list")["labels"]
    assert any(label.startswith("validate:") for label in labels)


def test_the_menu_behind_the_status_item_switches_ghost_text(session: Session):
    seen = session.step("menu")
    assert seen["off"] and seen["on"]


def test_explanation_is_shown_as_markdown_and_names_the_collaborators(session: Session):
    text = session.step("explain method")["text"]
    assert "##" not in text, "shown as source, not as Markdown"
    assert "is answered by MgXStore>>#add:" in text


def test_a_collaborator_in_the_explanation_is_a_link_to_its_method(session: Session):
    lines = (session.workspace / "src/MgX-Core/MgXStore.class.st").read_text().splitlines()
    number = lines.index("MgXStore >> add: anEntry [") + 1
    assert session.step("explain method")["place"].startswith(f"Ln {number},")


def test_the_subclass_is_proposed_after_its_siblings(session: Session):
    assert re.fullmatch(r"MgX\w+Store", session.step("generate subclass")["proposed"])


def test_nothing_is_written_before_the_preview_is_applied(session: Session):
    assert session.step("generate subclass")["writtenEarly"] is False


def test_the_applied_subclass_is_on_disk_and_sound(session: Session):
    written = session.step("generate subclass")["written"]
    assert "#name : 'MgXLabelStore'" in written
    assert "#superclass : 'MgXStore'" in written
    assert "#package : 'MgX-Core'" in written
    for selector in ("entryClass", "keyFor: "):
        assert f"MgXLabelStore >> {selector}" in written, "an abstract method is missing"
    assert problems_of(session.workspace / "src/MgX-Core/MgXLabelStore.class.st") == ""


def _squeezed(text: str) -> str:
    """Without white space, of which the screen and the file have different kinds."""
    return re.sub(r"\s+", "", text)
