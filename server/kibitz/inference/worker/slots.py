"""Which tokens each sequence of the cache holds, and which one serves a new prompt.

Bookkeeping only: the caller carries a `Placement` out on the real cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kibitz.inference.engine import Role

# Roles have slots of their own, so that a chat never evicts the place being typed at.
SLOTS = {Role.COMPLETION: 3, Role.COMMAND: 2}

# A slot that would lose more tokens than this (a completion, and a line or two that were
# rewritten) is kept as it is, and the tokens in common are shared with another slot.
SACRIFICE = 128


@dataclass(slots=True, eq=False)
class Slot:
    """One sequence of the cache; `tokens[i]` is in the cell at position i."""

    sequence: int
    role: Role
    tokens: list[int] = field(default_factory=list)
    used: int = 0  # when, on the table's clock
    busy: bool = False  # a request is running on it


@dataclass(frozen=True, slots=True)
class Placement:
    """Serve the prompt from `slot`, of which the first `keep` tokens stay.

    With a `source`, `slot` is emptied first and given those `keep` tokens from there.
    """

    slot: Slot
    keep: int
    source: Slot | None = None


class SlotTable:
    """All slots of one context."""

    def __init__(self) -> None:
        roles = [role for role, count in SLOTS.items() for _ in range(count)]
        self.slots = [Slot(sequence, role) for sequence, role in enumerate(roles)]
        self._clock = 0

    def place(self, role: Role, prompt: Sequence[int]) -> Placement:
        """Where to evaluate `prompt` so that the fewest tokens are fresh and the least is lost.

        At least the prompt's last token is always fresh: its logits are needed. At least
        one slot of `role` must be free.
        """
        mine = [slot for slot in self.slots if slot.role is role]
        free = [slot for slot in mine if not slot.busy]
        keeps = {slot.sequence: self._keep(slot, prompt) for slot in mine}
        source = max(mine, key=lambda slot: (keeps[slot.sequence], not slot.busy, slot.used))
        oldest = min(free, key=lambda slot: (slot.used, slot.sequence))
        best = keeps[source.sequence]
        if not source.busy and (source is oldest or len(source.tokens) - best <= SACRIFICE):
            return Placement(source, best)
        if keeps[oldest.sequence] >= best:
            return Placement(oldest, best)
        return Placement(oldest, best, source)

    def touch(self, slot: Slot) -> None:
        self._clock += 1
        slot.used = self._clock

    def to_evict(self) -> Slot | None:
        """The free slot that was not used for the longest time and holds anything."""
        held = [slot for slot in self.slots if slot.tokens and not slot.busy]
        return min(held, key=lambda slot: slot.used, default=None)

    @staticmethod
    def _keep(slot: Slot, prompt: Sequence[int]) -> int:
        return common_length(slot.tokens, prompt[:-1])


def common_length(left: Iterable[int], right: Iterable[int]) -> int:
    """How many tokens two lists begin with alike."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
