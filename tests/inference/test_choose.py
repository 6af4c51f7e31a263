"""The next token from logits."""

import math

import numpy as np
import pytest

from kibitz.inference.worker.choose import likeliest, sampled

LOGITS = np.log(np.array([0.1, 0.6, 0.3], dtype=np.float32))


def test_the_likeliest_and_its_probability():
    choice = likeliest(LOGITS)
    assert choice.token == 1
    assert choice.logprob == pytest.approx(math.log(0.6), abs=1e-5)


def test_among_the_allowed_ones_the_probability_is_theirs():
    choice = likeliest(LOGITS, np.array([0, 2]))
    assert choice.token == 2
    assert choice.logprob == pytest.approx(math.log(0.75), abs=1e-5)


def test_sampling_keeps_to_the_likeliest_tokens():
    random = np.random.default_rng(1)
    drawn = {sampled(LOGITS, 1.0, 0.85, random).token for _ in range(200)}
    assert drawn == {1, 2}


def test_a_sampled_tokens_probability_is_the_models_own():
    choice = sampled(LOGITS, 0.5, 0.01, np.random.default_rng(1))
    assert choice.token == 1
    assert choice.logprob == pytest.approx(math.log(0.6), abs=1e-5)
