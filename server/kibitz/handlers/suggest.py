"""From a hole to a checked suggestion: caches first, then the completion model.

A generation, once begun, is a flight of its own: it goes on while the user types
what it says, and every request for a place it fits waits for it. Speaks to an
engine and reads files through `text_of`, never to an editor, so the command line
and the benchmarks go the same way. A suggestion from the cache is judged again:
the document may have changed around it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from kibitz.config.schema import InlineSettings
from kibitz.features.infill import Infill, TextOf
from kibitz.inference.checks.verdict import Verdict
from kibitz.inference.engine import ContextBlock, Engine, InfillRequest, Usage
from kibitz.inference.suggestions import Place, SuggestionCache

CONTEXT_TOKENS = 420  # about two seconds of the 0.5B's prompt evaluation on 2 cores, paid once
REMEMBERED_CONTEXTS = 32  # methods edited lately whose context stays as it was first made
CONTEXT_LIFETIME = 300.0  # seconds without use after which a method's context is made anew
GRACE = 0.3  # seconds a flight nobody waits for goes on: the next key asks for it again

_WHOLE = frozenset(("end", "line", "stop"))  # the model itself ended the text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be shown at the hole ("" for nothing), and how it came about."""

    text: str
    verdict: Verdict
    raw: str
    usage: Usage | None  # None: from the cache, or from a flight that an earlier request began
    seconds: float


SUPERSEDED = Suggestion("", Verdict("", ("a later request took its place",)), "", None, 0.0)


@dataclass(eq=False)
class Flight:
    """One generation under way, for the place where it began and those that typing through it
    leads to."""

    place: Place
    raw: str = ""
    suggestion: Suggestion | None = None  # once it has landed
    waiting: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)  # replaced at every change
    task: asyncio.Task[None] | None = None

    def fits(self, place: Place) -> bool:
        """Whether what has been generated agrees with what was typed since."""
        began = self.place
        if (place.document, place.after) != (began.document, began.after):
            return False
        if not place.before.startswith(began.before):
            return False
        typed = place.before[len(began.before) :]
        return self.raw.startswith(typed) or typed.startswith(self.raw)

    def tell(self) -> None:
        """Wake all that wait for a change."""
        self.changed.set()
        self.changed = asyncio.Event()

    @property
    def is_over(self) -> bool:
        return self.task is None or self.task.done()


class Suggester:
    """Suggestions for one session. The latest request wins; see `Engine.infill`."""

    def __init__(self, text_of: TextOf, grace: float = GRACE) -> None:
        self.last: Suggestion | None = None
        self.flights = 0  # generations that have ended by themselves
        self.last_flight: Usage | None = None
        self._text_of = text_of
        self._grace = grace
        self._flight: Flight | None = None
        self._asked = 0  # requests so far; only the latest may begin a flight
        self._made = SuggestionCache()
        self._contexts: OrderedDict[str, tuple[float, tuple[ContextBlock, ...]]] = OrderedDict()

    def recall(self, infill: Infill) -> Suggestion | None:
        """What an earlier suggestion already says here; None where the model must be asked."""
        started = time.perf_counter()
        made = self._made.recall(infill.place)
        if made is None:
            return None
        verdict = infill.judge(made, is_complete=True) if made else Verdict("")
        return Suggestion(verdict.text, verdict, made, None, time.perf_counter() - started)

    async def suggest(
        self, infill: Infill, engine: Engine, settings: InlineSettings, *, pause: float = 0.0
    ) -> Suggestion:
        """The suggestion for a hole; a new generation begins only after `pause` seconds.

        Raises EngineUnavailable where no model can serve.
        """
        place = infill.place
        self._asked = number = self._asked + 1
        while (known := self.recall(infill)) is None:
            flight = self._flight
            if flight is None or flight.is_over or not flight.fits(place):
                if number != self._asked:
                    return SUPERSEDED
                if pause:
                    pause = await _paused(pause)
                    continue
                flight = self._flight = self._begin(infill, engine, settings)
            landed = await self._landing(flight, place)
            if landed is not None and flight.place == place:
                self.last = landed
                return landed
        self.last = known
        return known

    def _begin(self, infill: Infill, engine: Engine, settings: InlineSettings) -> Flight:
        if self._flight is not None and self._flight.task is not None:
            self._flight.task.cancel()
        flight = Flight(infill.place)
        request = self.request_for(infill, settings)
        flight.task = asyncio.create_task(self._fly(flight, infill, engine, request))
        flight.task.add_done_callback(lambda task: flight.tell())
        return flight

    async def _fly(
        self, flight: Flight, infill: Infill, engine: Engine, request: InfillRequest
    ) -> None:
        started = time.perf_counter()
        usage, ended = Usage(), False
        async with aclosing(engine.infill(request)) as chunks:
            async for chunk in chunks:
                flight.raw += chunk.text
                usage = chunk.usage or usage
                if chunk.text and infill.has_ended(flight.raw):
                    ended = True
                    break
                flight.tell()
        verdict = infill.judge(flight.raw, is_complete=ended or usage.stop_reason in _WHOLE)
        if usage.stop_reason != "abort":
            self._made.remember(infill.place, verdict.text)
        seconds = time.perf_counter() - started
        self.flights, self.last_flight = self.flights + 1, usage
        flight.suggestion = Suggestion(verdict.text, verdict, flight.raw, usage, seconds)

    async def _landing(self, flight: Flight, place: Place) -> Suggestion | None:
        """Wait until the flight has landed, or no longer leads to `place` (None).

        When nobody waits any more, the flight is ended after a grace."""
        flight.waiting += 1
        try:
            while not flight.is_over and flight.fits(place):
                await flight.changed.wait()
        finally:
            flight.waiting -= 1
            if flight.waiting == 0 and not flight.is_over:
                asyncio.get_running_loop().call_later(self._grace, _end_if_unwanted, flight)
        task = flight.task
        if task is not None and task.done() and not task.cancelled():
            task.result()  # raises what the engine raised
        return flight.suggestion

    def request_for(self, infill: Infill, settings: InlineSettings) -> InfillRequest:
        """What the model is asked for a hole."""
        return InfillRequest(
            prefix=infill.prefix,
            suffix=infill.suffix,
            blocks=tuple(self._context(infill)),
            max_tokens=settings.max_tokens,
            single_line=settings.single_line or infill.is_single_line,
        )

    def _context(self, infill: Infill) -> Sequence[ContextBlock]:
        """Made once for a method and kept while it is edited, so that typing only appends."""
        now = time.monotonic()
        made_at, blocks = self._contexts.pop(infill.unit, (None, ()))
        if made_at is None or now - made_at > CONTEXT_LIFETIME:
            blocks = tuple(infill.blocks(self._text_of, CONTEXT_TOKENS))
        self._contexts[infill.unit] = now, blocks
        while len(self._contexts) > REMEMBERED_CONTEXTS:
            self._contexts.popitem(last=False)
        return blocks


async def _paused(seconds: float) -> float:
    """Wait, once; what is left to wait."""
    await asyncio.sleep(seconds)
    return 0.0


def _end_if_unwanted(flight: Flight) -> None:
    if flight.waiting == 0 and flight.task is not None:
        flight.task.cancel()
