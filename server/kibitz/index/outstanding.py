"""Counts work that is under way, so that a caller can wait until there is none."""

from __future__ import annotations

import asyncio


class Outstanding:
    """`begin` and `end` come in pairs; `wait` returns when all that began has ended."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def begin(self) -> None:
        self._count += 1
        self._idle.clear()

    def end(self) -> None:
        self._count -= 1
        if self._count == 0:
            self._idle.set()

    async def wait(self) -> None:
        await self._idle.wait()
