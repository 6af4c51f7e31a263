"""LoRA adapters: loaded per role, and refused when they do not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kibitz.inference.engine import EngineState, EngineUnavailable, InfillRequest, Role
from kibitz.inference.engines import Engines
from kibitz.inference.spec import ModelSpec
from tests.inference.gguf_files import write_adapter
from tests.inference.support import AFTER, METHOD, collect

pytestmark = pytest.mark.model

WIDTH = 896  # of the 0.5B's embeddings
HOLE = InfillRequest(METHOD, AFTER, max_tokens=4)


def adapter(path: Path, width: int = WIDTH) -> Path:
    random = np.random.default_rng(7)
    a, b = random.normal(size=(2, width)), random.normal(size=(width, 2))
    write_adapter(path, "blk.0.attn_output.weight", a, b, alpha=2.0)
    return path


async def test_an_adapter_changes_its_own_role_only(completion_model: Path, tmp_path: Path):
    adapted = ModelSpec(completion_model, adapter(tmp_path / "a.gguf"), context_tokens=512)
    engines = Engines(completion=adapted, command=ModelSpec(completion_model, context_tokens=512))
    plain = await collect(engines.command.infill(HOLE))
    changed = await collect(engines.completion.infill(HOLE))
    again = await collect(engines.command.infill(HOLE))
    await engines.close()
    assert changed.logprob != pytest.approx(plain.logprob, abs=0.05)
    assert again.logprob == pytest.approx(plain.logprob, abs=0.05)


async def test_an_adapter_for_another_model_is_a_clear_failure(
    completion_model: Path, tmp_path: Path
):
    wrong = ModelSpec(completion_model, adapter(tmp_path / "wrong.gguf", 100), context_tokens=512)
    engines = Engines(completion=wrong, command=None)
    with pytest.raises(EngineUnavailable, match=r"wrong\.gguf does not fit this model"):
        await collect(engines.completion.infill(HOLE))
    assert engines.statuses()[Role.COMPLETION].state is EngineState.FAILED
    await engines.close()
