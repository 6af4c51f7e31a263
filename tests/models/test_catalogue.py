"""The catalogue's own consistency."""

import pytest

from kibitz.config.schema import Settings
from kibitz.inference.engine import Role
from kibitz.models.catalogue import CATALOGUE, Model, UnknownModel, model_named, models_for


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_the_parts_make_up_the_file(model: Model) -> None:
    parts = model.wheels
    assert parts
    assert (parts.count - 1) * parts.part_bytes < model.bytes <= parts.count * parts.part_bytes


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_the_revision_is_a_commit_and_the_checksum_whole(model: Model) -> None:
    assert model.hugging_face
    assert len(bytes.fromhex(model.hugging_face.revision)) == 20
    assert len(bytes.fromhex(model.sha256)) == 32


def test_the_default_settings_name_models_of_their_roles() -> None:
    completion = model_named(Settings().models.completion)
    command = model_named(Settings().models.command)
    assert completion and completion.role is Role.COMPLETION
    assert command and command.role is Role.COMMAND


def test_a_word_is_a_name_a_role_or_all() -> None:
    small, large = CATALOGUE
    assert models_for("qwen2.5-coder-0.5b") == models_for("completion") == (small,)
    assert models_for("command") == (large,)
    assert models_for("all") == CATALOGUE


def test_an_unknown_word_lists_the_known_ones() -> None:
    with pytest.raises(UnknownModel, match=r"qwen2.5-coder-0.5b, .*completion, command, all"):
        models_for("gpt")
