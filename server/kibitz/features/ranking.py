"""Which selectors a popup lists first.

A selector's score is a weighted sum of what speaks for it: how often the
workspace, this folder and this file send it, what else this file sends to the
same receiver, what usually follows the message before, and how near to the
receiver's class it is implemented. The weights were fitted once, by logistic
regression over the candidates at 700 call sites of the Pharo tree; the order of
their sizes matters more than their digits. `benchmarks/completion.py` measures them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from math import log1p

from kibitz.features.receiver import Receiver
from kibitz.features.vocabulary import Vocabulary
from kibitz.index.view import IndexView
from kibitz.languages.smalltalk.base import CLASSES, superclass_chain

# Of many selectors with the typed prefix, this many of the most frequent are scored.
SCORED = 400
# Methods that are looked through for what follows a message.
FOLLOWED = 100

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

ROOTS = frozenset(("Object", "ProtoObject"))


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence adds; counts enter by their logarithm."""

    workspace: float = 0.4
    folder: float = 0.95
    file: float = 0.15
    same_receiver: float = 1.9
    follows: float = 1.4
    understood: float = 7.0  # times the confidence in the receiver's class
    understood_by_root: float = 4.5  # implemented in Object, which everything understands
    distance: float = 0.6  # per superclass between receiver and implementor
    shared_words: float = 2.0  # per word that the selector shares with the names around
    same_case: float = 3.3
    exact: float = 100.0
    overriding_super: float = 50.0  # the running method's own selector, sent to super


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Implementor:
    """The class whose method a lookup finds, and how many classes up it is."""

    class_name: str
    is_meta: bool
    distance: int
    is_root: bool  # everything understands what it implements


@dataclass(frozen=True)
class Evidence:
    """What is known at one call site; counts by selector."""

    frequency: Callable[[str], int]
    file: Mapping[str, int] = field(default_factory=dict[str, int])
    folder: Mapping[str, int] = field(default_factory=dict[str, int])
    same_receiver: Mapping[str, int] = field(default_factory=dict[str, int])
    follows: Mapping[str, int] = field(default_factory=dict[str, int])
    understood: Mapping[str, Implementor] = field(default_factory=dict[str, Implementor])
    confidence: float = 0.0
    overrides: str | None = None  # the running method's selector where the receiver is super
    words: frozenset[str] = frozenset()  # of the names of the class and the method around

    def near(self) -> Iterable[str]:
        """Selectors that something here speaks for, however rare they are elsewhere."""
        for counts in (self.understood, self.file, self.folder, self.same_receiver, self.follows):
            yield from counts
        if self.overrides:
            yield self.overrides


def scorer(typed: str, evidence: Evidence, weights: Weights = WEIGHTS) -> Callable[[str], float]:
    """A function that tells how much speaks for a selector where `typed` has been typed; more
    is better. It is called hundreds of times at each keystroke."""
    counted = [
        (weight, counts.get)
        for weight, counts in (
            (weights.folder, evidence.folder),
            (weights.file, evidence.file),
            (weights.same_receiver, evidence.same_receiver),
            (weights.follows, evidence.follows),
        )
        if counts
    ]

    def score(selector: str) -> float:
        total = weights.workspace * log1p(evidence.frequency(selector))
        for weight, count_of in counted:
            if count := count_of(selector):
                total += weight * log1p(count)
        if implementor := evidence.understood.get(selector):
            near = weights.understood - weights.distance * min(implementor.distance, 12)
            root = weights.understood_by_root
            total += (root if implementor.is_root else near) * evidence.confidence
        if evidence.words:
            total += weights.shared_words * len(evidence.words & words_of(selector))
        if selector.startswith(typed):
            total += weights.same_case
        if selector == typed:
            total += weights.exact
        if selector == evidence.overrides:
            total += weights.overriding_super
        return total

    return score


@lru_cache(maxsize=100_000)
def words_of(name: str) -> frozenset[str]:
    """The words a name is made of, in lower case; the very short ones left out."""
    return frozenset(word.lower() for word in _WORD.findall(name) if len(word) > 2)


def rank(
    vocabulary: Vocabulary,
    typed: str,
    evidence: Evidence,
    limit: int,
    accepts: Callable[[str], bool] = lambda selector: True,
) -> list[str]:
    """The best `limit` selectors that begin with `typed`, then those it names by humps."""
    candidates = _candidates(vocabulary, typed, evidence, accepts)
    score = scorer(typed, evidence)
    ranked = nlargest(limit, candidates, key=lambda each: (score(each), -len(each), each))
    if len(ranked) >= limit:
        return ranked
    seen = set(ranked)
    by_humps = [each for each in vocabulary.humps(typed) if each not in seen and accepts(each)]
    return ranked + nlargest(
        limit - len(ranked), by_humps, key=lambda each: (score(each), -len(each), each)
    )


def _candidates(
    vocabulary: Vocabulary, typed: str, evidence: Evidence, accepts: Callable[[str], bool]
) -> set[str]:
    folded = typed.lower()
    starting = vocabulary.most_frequent(typed, SCORED, evidence.frequency)
    found = {each for each in starting if accepts(each)}
    words = vocabulary.words
    found.update(
        each
        for each in evidence.near()
        if each.lower().startswith(folded) and each in words and accepts(each)
    )
    return found


def understood_by(index: IndexView, receiver: Receiver | None) -> dict[str, Implementor]:
    """Where a receiver's lookup finds each selector it understands."""
    if receiver is None:
        return {}
    found: dict[str, Implementor] = {}
    last = receiver.class_name
    order = index.lookup_order(receiver.class_name, receiver.is_meta)
    for distance, (name, is_meta) in enumerate(order):
        implementor = Implementor(name, is_meta, distance, name in ROOTS and not is_meta)
        for selector in index.own_selectors(name, is_meta):
            found.setdefault(selector, implementor)
        if is_meta == receiver.is_meta:
            last = name
    for name in (last, *superclass_chain(last)):  # what the workspace lacks of the base classes
        implementor = Implementor(name, receiver.is_meta, 0, name in ROOTS)
        for selector in CLASSES[name].selectors(receiver.is_meta) if name in CLASSES else ():
            found.setdefault(selector, implementor)
    return found


def sent_to(text: str, receiver_text: str, vocabulary: Vocabulary) -> dict[str, int]:
    """What a file's text sends to this receiver elsewhere.

    A keyword message counts for each known selector that begins with its first
    keyword, since the text alone does not say where the message ends.
    """
    if not re.fullmatch(r"[A-Za-z_]\w*", receiver_text) or receiver_text in ("self", "super"):
        return {}
    heads = Counter(
        re.findall(rf"(?<![\w#:]){re.escape(receiver_text)}\s+([A-Za-z_]\w*:?)(?!=)", text)
    )
    found: dict[str, int] = {}
    for head, count in heads.items():
        if not head.endswith(":"):
            found[head] = count
            continue
        for selector in vocabulary.starting(head)[:50]:
            found[selector] = count
    return found
