"""Choosing the next token from logits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

CANDIDATES = 256  # sampling looks at this many of the likeliest tokens


class Choice(NamedTuple):
    token: int
    logprob: float  # natural logarithm; among the allowed tokens where they were restricted


def likeliest(
    logits: npt.NDArray[np.float32], allowed: npt.NDArray[np.intp] | None = None
) -> Choice:
    """The token with the highest logit, of the `allowed` ones if given."""
    considered = logits if allowed is None else logits[allowed]
    best = int(np.argmax(considered))
    logprob = -float(np.log(np.exp(considered - considered[best]).sum()))
    return Choice(best if allowed is None else int(allowed[best]), logprob)


def sampled(
    logits: npt.NDArray[np.float32],
    temperature: float,
    top_p: float,
    random: np.random.Generator,
) -> Choice:
    """A token drawn at `temperature` from the smallest set that holds `top_p` of the probability."""
    count = min(CANDIDATES, len(logits))
    top = np.argpartition(logits, -count)[-count:]
    top = top[np.argsort(-logits[top])]
    weights = np.exp((logits[top] - logits[top[0]]) / temperature)
    weights /= weights.sum()
    kept = int(np.searchsorted(np.cumsum(weights), top_p)) + 1
    weights = weights[:kept] / weights[:kept].sum()
    drawn = int(random.choice(len(weights), p=weights))
    logprob = float(logits[top[drawn]] - logits[top[0]]) + likeliest(logits).logprob
    return Choice(int(top[drawn]), logprob)
