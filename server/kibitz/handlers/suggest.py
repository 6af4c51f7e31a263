"""From a hole to a checked suggestion: caches first, then the completion model.

Speaks to an engine and reads files through `text_of`, never to an editor, so
the command line and the benchmarks go the same way. A suggestion from the cache
is judged again: the document may have changed around it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

from kibitz.config.schema import InlineSettings
from kibitz.features.infill import Infill, TextOf
from kibitz.inference.checks.verdict import Verdict
from kibitz.inference.engine import ContextBlock, Engine, InfillRequest, Usage
from kibitz.inference.suggestions import SuggestionCache

CONTEXT_TOKENS = 420  # about two seconds of the 0.5B's prompt evaluation on 2 cores, paid once
REMEMBERED_CONTEXTS = 32  # methods edited lately whose context stays as it was first made
CONTEXT_LIFETIME = 300.0  # seconds without use after which a method's context is made anew

_WHOLE = frozenset(("end", "line", "stop"))  # the model itself ended the text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be shown at the hole ("" for nothing), and how it came about."""

    text: str
    verdict: Verdict
    raw: str
    usage: Usage | None  # None: from the cache
    seconds: float


class Suggester:
    """Suggestions for one session. The latest request wins; see `Engine.infill`."""

    def __init__(self, text_of: TextOf) -> None:
        self._text_of = text_of
        self.last: Suggestion | None = None
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
        """The suggestion for a hole, `pause` seconds from now unless it is known already.

        Raises EngineUnavailable where no model can serve.
        """
        if (known := self.recall(infill)) is not None:
            self.last = known
            return known
        if pause:
            await asyncio.sleep(pause)
        started = time.perf_counter()
        raw, usage, ended = "", Usage(), False
        async with aclosing(engine.infill(self.request_for(infill, settings))) as chunks:
            async for chunk in chunks:
                raw += chunk.text
                usage = chunk.usage or usage
                if chunk.text and infill.has_ended(raw):
                    ended = True
                    break
        is_complete = ended or usage.stop_reason in _WHOLE
        verdict = infill.judge(raw, is_complete=is_complete)
        if usage.stop_reason != "abort":
            self._made.remember(infill.place, verdict.text)
        self.last = Suggestion(verdict.text, verdict, raw, usage, time.perf_counter() - started)
        return self.last

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
