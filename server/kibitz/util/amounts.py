"""Bytes and seconds as people read them."""

from __future__ import annotations


def bytes_shown(count: float) -> str:
    """`491400064` -> "491.4 MB" (decimal units, as download pages state sizes)."""
    for unit in ("B", "kB", "MB"):
        if abs(count) < 1000:
            return f"{count:.0f} {unit}" if unit in ("B", "kB") else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.2f} GB"


def seconds_shown(seconds: float) -> str:
    """`75.2` -> "1 min 15 s"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
