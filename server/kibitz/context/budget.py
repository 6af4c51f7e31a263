"""How much of the workspace fits into a prompt.

Tokens are estimated, not counted: the tokenizer lives in the worker process.
The estimate errs to the high side, so that a packed prompt fits its budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

CHARACTERS_PER_TOKEN = 3.0  # Qwen2.5 takes 3.2 characters a token on Tonel code, 3.6 on Python


def estimated_tokens(text: str) -> int:
    """An upper-side estimate of the tokens of `text`."""
    return int(len(text) / CHARACTERS_PER_TOKEN) + 1


def fitting(pieces: Iterable[str], tokens: int) -> Iterator[str]:
    """The pieces, in order, that fit into `tokens`; one that is too long is passed over."""
    left = tokens
    for piece in pieces:
        cost = estimated_tokens(piece)
        if cost <= left:
            left -= cost
            yield piece


def last_lines(text: str, tokens: int) -> str:
    """The longest run of whole lines at the end of `text` within `tokens`."""
    return _whole_lines(text, tokens, from_end=True)


def first_lines(text: str, tokens: int) -> str:
    """The longest run of whole lines at the start of `text` within `tokens`."""
    return _whole_lines(text, tokens, from_end=False)


def _whole_lines(text: str, tokens: int, *, from_end: bool) -> str:
    limit = int(tokens * CHARACTERS_PER_TOKEN)
    if len(text) <= limit:
        return text
    if from_end:
        cut = text[len(text) - limit :]
        newline = cut.find("\n")
        return cut[newline + 1 :] if newline >= 0 else cut
    cut = text[:limit]
    newline = cut.rfind("\n")
    return cut[: newline + 1] if newline >= 0 else cut
