"""Writing the small GGUF files that tests need.

Format: github.com/ggml-org/ggml, docs/gguf.md, version 3.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

ALIGNMENT = 32  # bytes
F32 = 0  # ggml's type number
STRING, FLOAT = 8, 6  # GGUF's metadata type numbers


def write_adapter(path: Path, tensor: str, a: np.ndarray, b: np.ndarray, alpha: float) -> None:
    """A LoRA adapter for one weight: `a` is (rank, inputs), `b` is (outputs, rank)."""
    metadata: dict[str, str | float] = {
        "general.type": "adapter",
        "general.architecture": "qwen2",
        "adapter.type": "lora",
        "adapter.lora.alpha": alpha,
    }
    tensors = {f"{tensor}.lora_a": a.astype("<f4"), f"{tensor}.lora_b": b.astype("<f4")}
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    for key, value in metadata.items():
        head += _string(key)
        if isinstance(value, str):
            head += struct.pack("<I", STRING) + _string(value)
        else:
            head += struct.pack("<If", FLOAT, value)
    data = b""
    for name, array in tensors.items():
        head += _string(name) + struct.pack("<I", array.ndim)
        head += struct.pack(f"<{array.ndim}Q", *reversed(array.shape))
        head += struct.pack("<IQ", F32, len(data))
        data += _padded(array.tobytes())
    path.write_bytes(_padded(head) + data)


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % ALIGNMENT)
