"""Collecting what an engine streams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from kibitz.inference.engine import Chunk, Usage


@dataclass(frozen=True)
class Answer:
    text: str
    usage: Usage
    logprob: float
    tokens: int


async def collect(chunks: AsyncIterator[Chunk]) -> Answer:
    """The whole answer; fails if the stream does not end with its usage."""
    seen = [chunk async for chunk in chunks]
    assert seen[-1].usage is not None
    assert all(chunk.usage is None for chunk in seen[:-1])
    return Answer(
        "".join(chunk.text for chunk in seen),
        seen[-1].usage,
        sum(chunk.logprob for chunk in seen),
        sum(chunk.tokens for chunk in seen),
    )


METHOD = """isPrime: aNumber
\t"Answer whether aNumber has no divisor but one and itself."

\taNumber < 2 ifTrue: [ ^ false ].
\t2 to: aNumber sqrtFloor do: [ :each |
\t\t(aNumber \\\\ each) = 0 """
AFTER = "\n\t^ true\n"
LONG = "".join(
    f"value{n}\n\t^ self at: {n} ifAbsent: [ self error: 'no value {n}' ]\n\n" for n in range(60)
)
