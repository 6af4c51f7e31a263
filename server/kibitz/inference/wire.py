"""What the client and a worker process say to each other, and how it is framed.

A frame is a 4-byte big-endian length and that many bytes of MessagePack. Both
sides are the same version of Kibitz, so there is no negotiation.
"""

from __future__ import annotations

import msgspec

from kibitz.inference.engine import ChatRequest, InfillRequest, Role, Usage
from kibitz.inference.templates import Order

LENGTH_BYTES = 4
MAX_FRAME = 64 * 1024 * 1024  # bytes; no sane prompt is near it, a corrupt length is


class FrameError(Exception):
    """The stream is not a sequence of frames."""


class Load(msgspec.Struct, frozen=True, tag="load"):
    """First message: the model to serve. Paths are absolute."""

    path: str
    context_tokens: int
    threads: int
    adapters: dict[Role, str]  # LoRA adapters of the roles that have one
    order: Order | None = None
    gpu_layers: int | None = None  # None: all, where the build can
    log_level: int = 4  # ggml: 1 debug, 2 info, 3 warning, 4 error


class Infill(msgspec.Struct, frozen=True, tag="infill"):
    id: int
    role: Role
    request: InfillRequest
    prewarm: bool = False  # evaluate the prompt only


class Chat(msgspec.Struct, frozen=True, tag="chat"):
    id: int
    role: Role
    request: ChatRequest


class Abort(msgspec.Struct, frozen=True, tag="abort"):
    """End request `id` now; its `Done` carries `reason`."""

    id: int
    reason: str = "abort"


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    description: str  # e.g. "qwen2 1B Q4_K - Medium"
    family: str
    order: Order | None  # None: the model cannot infill
    seconds: float


class LoadFailed(msgspec.Struct, frozen=True, tag="load-failed"):
    """`what` is "library", "model", "adapter" or "memory"; `message` is a sentence."""

    what: str
    message: str


class Piece(msgspec.Struct, frozen=True, tag="piece"):
    id: int
    text: str
    logprob: float
    tokens: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    id: int
    usage: Usage
    text: str = ""  # what was held back until now
    logprob: float = 0.0
    tokens: int = 0


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    id: int
    message: str


ToWorker = Load | Infill | Chat | Abort
FromWorker = Loaded | LoadFailed | Piece | Done | Refused

_encoder = msgspec.msgpack.Encoder()
_to_worker = msgspec.msgpack.Decoder(ToWorker)
_from_worker = msgspec.msgpack.Decoder(FromWorker)


def frame(message: ToWorker | FromWorker) -> bytes:
    """`message` as one frame. Raises UnicodeEncodeError for text with lone surrogates."""
    payload = _encoder.encode(message)
    return len(payload).to_bytes(LENGTH_BYTES, "big") + payload


def to_worker(payload: bytes) -> ToWorker:
    """Raises msgspec.DecodeError for anything else."""
    return _to_worker.decode(payload)


def from_worker(payload: bytes) -> FromWorker:
    """Raises msgspec.DecodeError for anything else."""
    return _from_worker.decode(payload)


def frame_length(header: bytes) -> int:
    """The payload's length in bytes. Raises FrameError when no frame is that long."""
    length = int.from_bytes(header, "big")
    if length > MAX_FRAME:
        raise FrameError(f"a frame of {length} bytes; at most {MAX_FRAME} are allowed")
    return length


class FrameBuffer:
    """Cuts a byte stream that arrives in arbitrary pieces into payloads."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads completed by `data`. Raises FrameError."""
        self._bytes += data
        payloads: list[bytes] = []
        while len(self._bytes) >= LENGTH_BYTES:
            end = LENGTH_BYTES + frame_length(bytes(self._bytes[:LENGTH_BYTES]))
            if len(self._bytes) < end:
                break
            payloads.append(bytes(self._bytes[LENGTH_BYTES:end]))
            del self._bytes[:end]
        return payloads
