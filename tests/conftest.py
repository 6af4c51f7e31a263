"""Fixtures for every test: the real model; and no test fails because the machine is busy."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from kibitz.config.schema import Settings
from kibitz.models.catalogue import CATALOGUE
from kibitz.models.directory import models_directory
from kibitz.models.files import glance

# A landing must not depend on luck: CI draws the same examples each time, developers new ones.
hypothesis.settings.register_profile(
    "kibitz",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("kibitz")

# Taken before any test points KIBITZ_MODELS elsewhere.
_ENVIRON = dict(os.environ)


@pytest.fixture(scope="session")
def completion_model() -> Path:
    """The 0.5B model's file. Fails where it is missing: `make test` pulls it."""
    model = next(each for each in CATALOGUE if each.name == "qwen2.5-coder-0.5b")
    path = models_directory(Settings(), _ENVIRON) / model.file
    verdict = glance(path, model)
    if not verdict.usable:
        pytest.fail(f"{verdict.sentence} (tests use {path.parent})", pytrace=False)
    return path
