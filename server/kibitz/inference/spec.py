"""What a worker process is told to load."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from kibitz.inference.engine import Role
from kibitz.inference.templates import Order
from kibitz.inference.wire import Load


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A role's model."""

    path: Path
    adapter: Path | None = None  # a LoRA adapter (GGUF) made for this very model
    threads: int | None = None  # None: one per physical core this process may use
    context_tokens: int = 4096
    order: Order | None = None  # None: the model family's own
    gpu_layers: int | None = None  # None: all, where llama-cpp-python was built for a GPU
    log_level: int = 4  # of llama.cpp: 1 debug, 2 info, 3 warning, 4 error


def load_message(spec: ModelSpec, adapters: Mapping[Role, Path]) -> Load:
    """The first message to a worker that serves `spec` with each role's adapter."""
    return Load(
        path=str(spec.path.absolute()),
        context_tokens=spec.context_tokens,
        threads=spec.threads or physical_cores(),
        adapters={role: str(path.absolute()) for role, path in adapters.items()},
        order=spec.order,
        gpu_layers=spec.gpu_layers,
        log_level=spec.log_level,
    )


def physical_cores() -> int:
    """Cores this process may use; a second thread on one core gains nothing here."""
    usable = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        usable = len(os.sched_getaffinity(0))
    return max(1, min(psutil.cpu_count(logical=False) or usable, usable))
