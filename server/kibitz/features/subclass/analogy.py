"""What the members of a family write alike, once each one's own names are left out.

`^ MgXTrack` in MgXTrackStore and `^ MgXArtist` in MgXArtistStore are one text;
so are `keyFor: aTrack` and `keyFor: anArtist`. A text that at least half of the
members agree on is written for the new one with its own names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kibitz.features.subclass.naming import FamilyName, plural, singular

_MARK = "\x00{}\x00"
_MARKED = re.compile("\x00([a-z]+)\x00")
_STARTS_WITH_VOWEL = re.compile(r"[aeioAEIO]|[uU](?!ni|se|ti)")


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The names that only one member of the family uses."""

    class_name: str
    kept: str  # the class the member is named after, as its prefix and noun
    noun: str  # singular, as in the name: "StreamingRight"

    def forms(self) -> Mapping[str, str]:
        """Each form by its mark; an earlier form may hold a later one."""
        lower = self.noun[:1].lower() + self.noun[1:]
        words = " ".join(re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", self.noun)).lower()
        article = "an" if _STARTS_WITH_VOWEL.match(self.noun) else "a"
        return {
            "class": self.class_name,
            "subject": self.class_name.removesuffix("Test"),
            "kept": self.kept,
            "argument": article + self.noun,
            "manywords": plural(words),
            "oneword": words,
            "manycapital": plural(self.noun),
            "many": plural(lower),
            "capital": self.noun,
            "one": lower,
        }


def own_names(family: FamilyName, class_name: str) -> OwnNames | None:
    """None for a name that is not of the family's form."""
    noun = family.noun_of(class_name)
    if noun is None:
        return None
    return OwnNames(class_name, family.prefix + singular(noun), singular(noun))


def without_names(text: str, names: OwnNames) -> str:
    """`text` with every own name replaced by a mark."""
    for mark, form in names.forms().items():
        if len(form) > 2:
            pattern = rf"(?<![A-Za-z0-9\x00]){re.escape(form)}(?![a-z0-9\x00])"
            text = re.sub(pattern, _MARK.format(mark), text)
    return text


def with_names(template: str, names: OwnNames) -> str:
    """The template written with another member's names."""
    forms = names.forms()
    return _MARKED.sub(lambda match: forms[match[1]], template)


def consensus(texts: Sequence[tuple[str, OwnNames]], new: OwnNames, members: int) -> str | None:
    """The text that at least half of `members` (and at least two) agree on, in the new
    member's names and the first one's layout; None where they differ."""
    templates = [without_names(text, names) for text, names in texts]
    counts = Counter(" ".join(template.split()) for template in templates)
    if not counts:
        return None
    common, count = counts.most_common(1)[0]
    if count < 2 or 2 * count < members:
        return None
    first = next(each for each in templates if " ".join(each.split()) == common)
    return with_names(first, new)
