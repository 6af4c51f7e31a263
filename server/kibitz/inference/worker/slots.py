"""Which tokens each sequence of the cache holds, and which one serves a new prompt.

Bookkeeping only: the caller carries a `Placement` out on the real cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kibitz.inference.engine import Role

# Roles have slots of their own, so that a chat never evicts the place being typed at.
SLOTS = {Role.COMPLETION: 3, Role.COMMAND: 2}

# Each slot has a second sequence, where a run waits while the tokens ahead of it are evaluated.
SEQUENCES = 2 * sum(SLOTS.values())

# A slot that would lose more tokens than this (a completion, and a line or two that were
# rewritten) is kept as it is, and the tokens in common are shared with another slot.
SACRIFICE = 128

SHORTEST_MOVE = 16  # tokens; moving costs about as much as evaluating this many
# Tokens that may have changed ahead of a run since it was evaluated. A moved run knows nothing of
# them; what comes after it sees both.
MOST_DRIFT = 64


class Run(NamedTuple):
    """Positions `start` to `end` (exclusive), whose tokens stay alike when text ahead changes."""

    start: int
    end: int


class Move(NamedTuple):
    """Put the cells of `run` to positions from `start` on."""

    run: Run
    start: int
    drift: int  # tokens changed ahead of it, this time and before


@dataclass(slots=True, eq=False)
class Slot:
    """One sequence of the cache; `tokens[i]` is in the cell at position i."""

    sequence: int
    role: Role
    tokens: list[int] = field(default_factory=list)
    run: Run | None = None
    drift: int = 0
    logits: npt.NDArray[np.float32] | None = None  # after the first `logits_at` tokens
    logits_at: int = 0
    used: int = 0  # when, on the table's clock
    busy: bool = False  # a request is running on it

    @property
    def parking(self) -> int:
        """The slot's second sequence."""
        return self.sequence + SEQUENCES // 2

    def cut(self, length: int) -> None:
        """Keep the first `length` tokens, and only what is still true of them."""
        del self.tokens[length:]
        if self.logits_at > length:
            self.logits, self.logits_at = None, 0
        if self.run is not None and self.run.end > length:
            self.run, self.drift = None, 0


@dataclass(frozen=True, slots=True)
class Placement:
    """Serve the prompt from `slot`, of which the first `keep` tokens stay.

    With a `source`, `slot` is emptied first and given those `keep` tokens from there. With a
    `move`, a run of its later tokens is used again too.
    """

    slot: Slot
    keep: int
    source: Slot | None = None
    move: Move | None = None


class _Reuse(NamedTuple):
    keep: int
    move: Move | None = None

    @property
    def tokens(self) -> int:
        moved = self.move.run.end - self.move.run.start if self.move else 0
        return self.keep + moved


class SlotTable:
    """All slots of one context."""

    def __init__(self) -> None:
        roles = [role for role, count in SLOTS.items() for _ in range(count)]
        self.slots = [Slot(sequence, role) for sequence, role in enumerate(roles)]
        self._clock = 0

    def place(self, role: Role, prompt: Sequence[int], run: Run | None = None) -> Placement:
        """Where to evaluate `prompt` so that the fewest tokens are fresh and the least is lost.

        `run` are positions of the prompt that may be moved. The prompt's last token is fresh
        unless the logits after it are kept. At least one slot of `role` must be free.
        """
        mine = [slot for slot in self.slots if slot.role is role]
        free = [slot for slot in mine if not slot.busy]
        reuse = {slot.sequence: self._reuse(slot, prompt, run) for slot in mine}

        def own(slot: Slot) -> Placement:
            return Placement(slot, reuse[slot.sequence].keep, None, reuse[slot.sequence].move)

        best = max(free, key=lambda slot: (reuse[slot.sequence].tokens, slot.used))
        oldest = min(free, key=lambda slot: (slot.used, slot.sequence))
        donor = max(mine, key=lambda slot: reuse[slot.sequence].keep)
        shared = min(reuse[donor.sequence].keep, len(prompt) - 1)
        for slot in (best, oldest):
            used = reuse[slot.sequence].tokens
            sacrificed = len(slot.tokens) - used
            if used >= shared and (slot is oldest or sacrificed <= SACRIFICE):
                return own(slot)
        return Placement(oldest, shared, donor)

    def touch(self, slot: Slot) -> None:
        self._clock += 1
        slot.used = self._clock

    def to_evict(self) -> Slot | None:
        """The free slot that was not used for the longest time and holds anything."""
        held = [slot for slot in self.slots if slot.tokens and not slot.busy]
        return min(held, key=lambda slot: slot.used, default=None)

    def _reuse(self, slot: Slot, prompt: Sequence[int], run: Run | None) -> _Reuse:
        common = common_length(slot.tokens, prompt)
        if common == len(prompt):
            return _Reuse(common if slot.logits_at == common else common - 1)
        if run is None or slot.run is None:
            return _Reuse(common)
        ahead = min(common, slot.run.start, run.start)
        move = self._move(slot, prompt, ahead, slot.run, run)
        return max(_Reuse(common), _Reuse(ahead, move), key=lambda reuse: reuse.tokens)

    def _move(
        self, slot: Slot, prompt: Sequence[int], ahead: int, old: Run, new: Run
    ) -> Move | None:
        """How the slot's run becomes the prompt's, when only what stands between the first `ahead`
        tokens and the run has changed."""
        drift = slot.drift + (old.start - ahead) + (new.start - ahead)
        if new.end - new.start < SHORTEST_MOVE or drift > MOST_DRIFT:
            return None
        if slot.tokens[old.start : old.end] != list(prompt[new.start : new.end]):
            return None
        # A cell has one position for all who share it.
        others = (other for other in self.slots if other is not slot)
        if any(common_length(other.tokens, slot.tokens) > old.start for other in others):
            return None
        return Move(old, new.start, drift)


def common_length(left: Iterable[int], right: Iterable[int]) -> int:
    """How many tokens two lists begin with alike."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
