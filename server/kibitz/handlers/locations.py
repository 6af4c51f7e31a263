"""Turns a feature's locations into LSP ones without keeping the event loop busy for long."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from lsprotocol import types

from kibitz.features.snapshot import Location
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer

_SLICE = 200  # locations between two looks at the loop; each may read a file


async def lsp_locations(server: KibitzServer, found: Sequence[Location]) -> list[types.Location]:
    """The locations whose files can be read, in order. `at:` has senders in thousands of files."""
    made: list[types.Location] = []
    for start in range(0, len(found), _SLICE):
        made += convert.locations(server, found[start : start + _SLICE])
        await asyncio.sleep(0)
    return made
