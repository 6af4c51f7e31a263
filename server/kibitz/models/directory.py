"""Where the model files live: `KIBITZ_MODELS`, else the setting, else the user's data directory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from kibitz.config.schema import Settings

VARIABLE = "KIBITZ_MODELS"


def models_directory(settings: Settings, environ: Mapping[str, str] = os.environ) -> Path:
    """The directory, which need not exist yet. `~` is the user's home."""
    given = environ.get(VARIABLE) or settings.models.directory
    if given:
        return Path(given).expanduser().absolute()
    return Path(platformdirs.user_data_dir("kibitz", appauthor=False)) / "models"
