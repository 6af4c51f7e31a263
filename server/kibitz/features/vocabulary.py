"""Sorted words that answer "what begins with…" without looking at every word.

An editor asks while the user types, and every keystroke changes the index, so a
vocabulary is carried from one index generation to the next: the words that came
and went are inserted and deleted, the rest stays sorted. Matching ignores case.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain
from string import ascii_lowercase
from weakref import WeakKeyDictionary

from kibitz.index.view import IndexView
from kibitz.languages.smalltalk.base import GLOBALS

_SHORT = 2  # letters; a longer prefix leaves few enough words to look at each
_NEW_WORDS = 200
_MANY = 1000  # changes at once; sorting anew is faster than inserting so many
_LAST = "\U0010ffff"  # sorts after every word
_HUMP = re.compile(r"(?<![A-Za-z0-9])[a-z0-9]|[A-Z]|(?<=:)[A-Za-z]")


@lru_cache(maxsize=200_000)
def initials(word: str) -> str:
    """The first letters of a word's humps and keywords, in lower case:
    `between:and:` gives "ba", `asOrderedCollection` gives "aoc"."""
    return "".join(_HUMP.findall(word)).lower()


class Vocabulary:
    """A set of words, sorted without regard to case, and sorted by their initials."""

    def __init__(self, words: Iterable[str]) -> None:
        self._fill(set(words))

    def _fill(self, words: set[str]) -> None:
        self.words = words
        self._sorted = sorted((word.lower(), word) for word in self.words)
        self._by_initials: dict[str, list[tuple[str, str]]] = {}  # by their first letter
        self._by_letter: dict[str, str] = {}
        self._frequent: dict[str, list[str]] = {}
        self._new: set[str] = set()  # words that came after `_frequent` was filled

    def update(self, words: set[str]) -> None:
        """Make `words` the content; the cost grows with the difference, not with the size."""
        added, gone = words - self.words, self.words - words
        if len(added) + len(gone) > _MANY:
            self._fill(words)
            return
        for word in added:
            insort(self._sorted, (word.lower(), word))
            if (letter := initials(word)[:1]) in self._by_initials:
                insort(self._by_initials[letter], (initials(word), word))
        for word in gone:
            _remove(self._sorted, (word.lower(), word))
            if (letter := initials(word)[:1]) in self._by_initials:
                _remove(self._by_initials[letter], (initials(word), word))
        if added or gone:
            self._by_letter.clear()
            self._new = (self._new | added) - gone
        if len(self._new) > _NEW_WORDS:
            self._frequent.clear()
            self._new.clear()
        self.words = words

    def starting(self, prefix: str) -> list[str]:
        """The words that begin with `prefix`, sorted."""
        return _between(self._sorted, prefix.lower())

    def most_frequent(self, prefix: str, limit: int, frequency: Callable[[str], int]) -> list[str]:
        """About `limit` words that begin with `prefix`, the most frequent ones.

        For prefixes too short to narrow anything the choice is kept while words come and
        go one by one; new words are always among them.
        """
        if len(prefix) > _SHORT:
            starting = self.starting(prefix)
            return starting if len(starting) <= limit else nlargest(limit, starting, frequency)
        folded = prefix.lower()
        kept = self._frequent.get(folded)
        if kept is None:
            kept = self._frequent[folded] = nlargest(limit, self.starting(folded), frequency)
        recent = [word for word in self._new if word.lower().startswith(folded)]
        return [word for word in kept if word in self.words] + recent

    def humps(self, typed: str) -> list[str]:
        """Words whose humps the typed letters name: "bAn" and "ba" find `between:and:`.

        `typed` needs two letters; words that simply begin with it are not repeated.
        """
        if len(typed) < 2:
            return []
        found = self._by_humps(typed) if re.search(r"[A-Z]", typed[1:]) else []
        if typed.isalpha():
            found += _between(self._initialled(typed[0].lower()), typed.lower())
        folded = typed.lower()
        return [word for word in dict.fromkeys(found) if not word.lower().startswith(folded)]

    def _initialled(self, letter: str) -> list[tuple[str, str]]:
        """(initials, word) of the words that begin with `letter`, sorted."""
        if letter not in self._by_initials:
            pairs = ((initials(word), word) for word in self.starting(letter))
            self._by_initials[letter] = sorted(pair for pair in pairs if pair[0][:1] == letter)
        return self._by_initials[letter]

    def _by_humps(self, typed: str) -> list[str]:
        first, *rest = re.findall(r"[A-Z]?[^A-Z]+|[A-Z]", typed)
        pattern = re.escape(first) + "".join(
            rf"[^\n]*?(?:{re.escape(part)}|:{re.escape(part[0].lower() + part[1:])})"
            for part in rest
        )
        return re.findall(rf"^{pattern}[^\n]*$", self._joined(typed[0].lower()), re.MULTILINE)

    def _joined(self, letter: str) -> str:
        """The words that begin with `letter`, one a line: a regular expression runs over them
        far faster than a loop."""
        if letter not in self._by_letter:
            self._by_letter[letter] = "\n".join(self.starting(letter))
        return self._by_letter[letter]


def _remove(pairs: list[tuple[str, str]], pair: tuple[str, str]) -> None:
    del pairs[bisect_left(pairs, pair)]


def _between(pairs: list[tuple[str, str]], prefix: str) -> list[str]:
    start = bisect_left(pairs, (prefix,))
    end = bisect_left(pairs, (prefix + _LAST,), lo=start)
    return [word for _, word in pairs[start:end]]


@dataclass
class _Kept:
    changes: int
    vocabulary: Vocabulary


_KEPT: WeakKeyDictionary[IndexView, dict[str, _Kept]] = WeakKeyDictionary()


def _vocabulary(
    index: IndexView, key: str, changes: int, words: Callable[[], Iterable[str]]
) -> Vocabulary:
    """The index's vocabulary under `key`, brought up to the index's `changes`."""
    kept = _KEPT.setdefault(index, {})
    found = kept.get(key)
    if found is None:
        found = kept[key] = _Kept(changes, Vocabulary(words()))
    elif found.changes != changes:
        found.vocabulary.update(set(words()))
        found.changes = changes
    return found.vocabulary


def selectors_of(index: IndexView) -> Vocabulary:
    """Every selector that something implements."""
    return _vocabulary(index, "selectors", index.selector_changes, index.selectors)


def class_names_of(index: IndexView) -> Vocabulary:
    """Every class and trait name, and the globals of every Smalltalk."""
    return _vocabulary(
        index, "classes", index.class_changes, lambda: chain(index.class_names(), GLOBALS)
    )


def warm(index: IndexView) -> Iterator[None]:
    """Make in small steps what the first completions in a large workspace would wait for."""
    vocabularies = (selectors_of(index), class_names_of(index))
    yield
    for vocabulary in vocabularies:
        for letter in ascii_lowercase:
            vocabulary.humps(letter * 2)
            yield


def identifiers_of(index: IndexView, languages: tuple[str, ...]) -> Vocabulary:
    """The identifiers of files in languages other than Smalltalk."""
    return _vocabulary(
        index,
        " ".join(languages),
        index.generation,
        lambda: chain.from_iterable(index.identifiers(each) for each in languages),
    )
