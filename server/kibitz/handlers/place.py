"""The place that one of our own requests or commands names, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from kibitz.features.snapshot import Snapshot
from kibitz.features.subclass.place import superclass_at
from kibitz.protocol import convert, errors
from kibitz.protocol.server import KibitzServer


@dataclass(frozen=True)
class Place:
    """A document and a file offset in it."""

    snapshot: Snapshot
    offset: int


def place_of(server: KibitzServer, argument: Any) -> Place:
    """The place in `{uri, position}`; raises InvalidParams where it is none."""
    uri, at = _field(argument, "uri"), _field(argument, "position")
    line, character = _field(at, "line"), _field(at, "character")
    if not isinstance(uri, str) or not isinstance(line, int) or not isinstance(character, int):
        raise errors.invalid_params("Name the place as {uri, position: {line, character}}.")
    snapshot = server.snapshot(uri)
    at = types.Position(max(line, 0), max(character, 0))
    return Place(snapshot, convert.offset(server.codec, snapshot.lines, at))


def superclass_of(place: Place) -> str:
    """The class that a new class at the place is to inherit from; raises RequestFailed."""
    superclass = superclass_at(place.snapshot, place.offset)
    if superclass is None:
        raise errors.RequestFailed(
            "Put the cursor on the name of the superclass, or in a class definition."
        )
    return superclass


def _field(value: Any, name: str) -> Any:
    """A field of a JSON object, or of the object that the converter made of one."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)
