"""Token healing: the prompt's half-typed last word is taken back and generated again.

`self isEm` tokenises as `self`, ` is`, `Em`, but what the model saw in training is
` isEmpty`. So the last tokens are removed, and the first generated ones are
restricted to those that spell the removed bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

MAX_TOKENS = 3  # each removed token costs about one more decoding step

# What tokenisers tend to split as one: a word with the one character before it, spaces, punctuation.
_LAST_WORD = re.compile(r"(?:[^\w\r\n]?\w+|[^\S\r\n]+| ?[^\w\s]+)\Z")


def take_back(
    text: str, tokens: Sequence[int], piece: Callable[[int], bytes]
) -> tuple[Sequence[int], bytes]:
    """(`tokens` of `text` without those of its last word, the bytes they stood for)."""
    match = _LAST_WORD.search(text[-256:])
    if match is None:
        return tokens, b""
    wanted = len(match.group().encode())
    removed = b""
    count = 0
    while count < min(MAX_TOKENS, len(tokens)) and len(removed) < wanted:
        count += 1
        removed = piece(tokens[-count]) + removed
    return tokens[: len(tokens) - count], removed


class Spellings:
    """A vocabulary, sorted so that the tokens which go on spelling some bytes are found fast."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._ids = sorted((i for i, piece in enumerate(pieces) if piece), key=pieces.__getitem__)
        self._sorted = [pieces[i] for i in self._ids]

    def of(self, wanted: bytes) -> npt.NDArray[np.intp]:
        """Ids of the tokens that begin with `wanted`, or that `wanted` begins with."""
        found: list[int] = []
        for end in range(1, len(wanted)):
            found += self._range(wanted[:end], wanted[:end] + b"\0")
        found += self._range(wanted, wanted + b"\xff" * 8)
        return np.array(found, dtype=np.intp)

    def _range(self, low: bytes, high: bytes) -> list[int]:
        return self._ids[bisect_left(self._sorted, low) : bisect_left(self._sorted, high)]
