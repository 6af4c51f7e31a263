"""What one worker process is told to load."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

from kibitz.inference.templates import Order
from kibitz.inference.wire import Load


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What one worker process loads. Adapters (LoRA, GGUF) are made for this very model."""

    path: Path
    infill_adapter: Path | None = None
    chat_adapter: Path | None = None
    threads: int | None = None  # None: one per physical core this process may use
    context_tokens: int = 4096
    order: Order | None = None  # None: the model family's own
    gpu_layers: int | None = None  # None: all, where llama-cpp-python was built for a GPU
    log_level: int = 3  # of llama.cpp: 1 info, 2 warning, 3 error

    def load_message(self) -> Load:
        """The first message to a worker."""
        return Load(
            path=str(self.path.absolute()),
            context_tokens=self.context_tokens,
            threads=self.threads or physical_cores(),
            infill_adapter=str(self.infill_adapter.absolute()) if self.infill_adapter else None,
            chat_adapter=str(self.chat_adapter.absolute()) if self.chat_adapter else None,
            order=self.order,
            gpu_layers=self.gpu_layers,
            log_level=self.log_level,
        )


def physical_cores() -> int:
    """Cores this process may use; a second thread on one core gains nothing here."""
    usable = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        usable = len(os.sched_getaffinity(0))
    return max(1, min(psutil.cpu_count(logical=False) or usable, usable))
