"""One thing the doctor looked at, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    OK = "ok"
    WARN = "warn"  # Kibitz works; something is missing or slower than it could be
    FAIL = "fail"  # something the user set up does not work


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str  # a few words, the same in every run
    health: Health
    sentence: str
    way_out: str = ""  # what to do, where there is something to do


def ok(subject: str, sentence: str) -> Finding:
    return Finding(subject, Health.OK, sentence)


def warn(subject: str, sentence: str, way_out: str = "") -> Finding:
    return Finding(subject, Health.WARN, sentence, way_out)


def fail(subject: str, sentence: str, way_out: str) -> Finding:
    return Finding(subject, Health.FAIL, sentence, way_out)
