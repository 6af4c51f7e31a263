"""The one kind of exception whose text is meant for the person at the keyboard."""

from __future__ import annotations


class KibitzError(Exception):
    """`str()` is one or more whole sentences: what happened, where, and the way out."""


def reason(error: OSError) -> str:
    """The operating system's own words for `error`, without number and path."""
    return (error.strerror or str(error) or type(error).__name__).lower()
