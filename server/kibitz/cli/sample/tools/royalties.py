"""Work out what each artist is paid from a month of plays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Play:
    track: str
    artist: str
    seconds: int


@dataclass(frozen=True)
class Contract:
    artist: str
    share: float


RATE_PER_MINUTE = 0.004


def seconds_by_artist(plays: list[Play]) -> dict[str, int]:
    """Add up the seconds played for each artist."""
    totals: dict[str, int] = defaultdict(int)
    for play in plays:
        totals[play.artist] += play.seconds
    return dict(totals)


def royalties(plays: list[Play], contracts: list[Contract]) -> dict[str, float]:
    """Money for each artist under contract, in euros."""
    shares = {contract.artist: contract.share for contract in contracts}
    return {
        artist: seconds / 60 * RATE_PER_MINUTE * shares[artist]
        for artist, seconds in seconds_by_artist(plays).items()
        if artist in shares
    }


def longest_play(plays: list[Play]) -> Play | None:
    """The play that lasted longest, or None when nothing was played."""
    return max(plays, key=lambda play: play.seconds, default=None)
