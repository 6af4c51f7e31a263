"""The suggestions that were made lately, so that typing through one costs nothing.

A suggestion is kept with the text around the place it was made for. Where the
user has since typed what it said (or taken typed characters back), the rest of
it is the answer for the new place, without a model.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

CAPACITY = 256  # suggestions; a few hundred bytes each
LOOK_BACK = 256  # characters typed through at most


@dataclass(frozen=True, slots=True)
class Place:
    """Where a suggestion goes: the document and the text on both sides of the cursor.

    `before` and `after` reach to the ends of the method (or another stable
    boundary), so that edits elsewhere do not matter.
    """

    document: str
    before: str
    after: str


class SuggestionCache:
    """Least recently used suggestions by place. An empty suggestion is an answer too."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._made: OrderedDict[Place, str] = OrderedDict()

    def remember(self, place: Place, suggestion: str) -> None:
        self._made[place] = suggestion
        self._made.move_to_end(place)
        while len(self._made) > self._capacity:
            self._made.popitem(last=False)

    def recall(self, place: Place) -> str | None:
        """What is left of a suggestion at `place`; None where none was made that fits."""
        if (made := self._made.get(place)) is not None:
            self._made.move_to_end(place)
            return made
        for made_at in reversed(self._made):
            if made_at.document != place.document or made_at.after != place.after:
                continue
            typed = len(place.before) - len(made_at.before)
            if not 0 < typed <= LOOK_BACK or not place.before.startswith(made_at.before):
                continue
            suggestion = self._made[made_at]
            if suggestion.startswith(place.before[len(made_at.before) :]) and (
                rest := suggestion[typed:]
            ):
                return rest
        return None

    def forget(self, document: str) -> None:
        """Drop what was made for one document."""
        for place in [each for each in self._made if each.document == document]:
            del self._made[place]

    def clear(self) -> None:
        """Drop all: the index or the settings have changed what may be shown."""
        self._made.clear()
