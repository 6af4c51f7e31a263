"""What the server asks of a model, whatever runs it.

The local worker client implements `Engine`; tests use a scripted one. Counts
are tokens, times are seconds.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a model is loaded for."""

    COMPLETION = "completion"
    COMMAND = "command"


class EngineState(StrEnum):
    """Shown in the status bar and by `kibitz doctor`."""

    ABSENT = "absent"  # no model file, or no llama-cpp-python: everything else still works
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    RESTARTING = "restarting"
    FAILED = "failed"  # gave up after repeated crashes, or the model file is bad
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    state: EngineState
    model: str | None  # file name of the model, without its directory
    detail: str  # one sentence for the person at the keyboard: what happened, what to do


@dataclass(frozen=True, slots=True)
class ContextBlock:
    """A piece of another place in the workspace, shown to the model ahead of the cursor's file.

    Blocks are given in the order of how rarely they change, so that the cached
    tokens of the first blocks survive when a later one changes.
    """

    name: str  # a file-like name, e.g. "MgXStore.class.st"
    text: str


@dataclass(frozen=True, slots=True)
class InfillRequest:
    """Fill the hole between `prefix` and `suffix`.

    `prefix` should start at a stable place (the method, not a sliding line count)
    and `suffix` should be frozen while the cursor stays in its line: the worker
    evaluates only tokens that differ from what its cache holds.
    """

    prefix: str
    suffix: str
    blocks: tuple[ContextBlock, ...] = ()
    max_tokens: int = 64
    single_line: bool = False  # stop at the first line end
    deadline: float | None = None  # seconds from now after which generation stops by itself
    heal: bool = True  # let the model re-split the half-typed word at the prefix's end
    name: str = ""  # a file-like name for the cursor's file, shown only together with blocks
    project: str = "workspace"  # the repository's name, shown only together with blocks


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A conversation turn for the command model; greedy unless `temperature` > 0.

    `answer_prefix` is text the answer is made to begin with (it is not repeated in the
    chunks); generation ends at any of `stop` (not included in the text).
    """

    system: str
    user: str
    answer_prefix: str = ""
    max_tokens: int = 512
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    top_p: float = 0.95  # used only when temperature > 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What one request cost, known when it ends."""

    prompt_tokens: int = 0
    fresh_prompt_tokens: int = 0  # evaluated now; the rest came from the cache
    generated_tokens: int = 0
    prefill_seconds: float = 0.0
    decode_seconds: float = 0.0
    stop_reason: str = ""  # "end" | "length" | "line" | "stop" | "deadline" | "abort"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of generated text; the last chunk of a stream carries `usage`.

    `logprob` is the sum of the natural-log probabilities of the piece's `tokens`, so that the
    mean over a stream is `sum(logprob) / sum(tokens)`.
    """

    text: str
    usage: Usage | None = None
    logprob: float = 0.0
    tokens: int = 0


class EngineUnavailable(Exception):
    """No model serves this role now. `str()` is a sentence for the user with the way out."""


class RequestRefused(EngineUnavailable):
    """The model runs, but cannot serve this request (too long, or no fill-in-the-middle tokens)."""


class Engine(Protocol):
    """One role's model. Iterators may be closed early (`aclose`) or their task cancelled:
    the evaluation is aborted at once, within the prompt too. A new `infill` on the same engine
    supersedes one that is still running (its iterator ends with stop_reason "abort")."""

    @property
    def status(self) -> EngineStatus: ...

    def infill(self, request: InfillRequest) -> AsyncGenerator[Chunk]:
        """Raises EngineUnavailable where no model can serve."""
        ...

    def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Raises EngineUnavailable where no model can serve."""
        ...

    async def prewarm(self, request: InfillRequest) -> None:
        """Evaluate the prompt in the background; given up when a real request comes."""
        ...

    async def close(self) -> None: ...
