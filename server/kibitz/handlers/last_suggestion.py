"""`kibitz/lastSuggestion`, our own request: how the last suggestion, or silence, came about."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kibitz.inference.engine import Usage
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request("kibitz/lastSuggestion")
    def last_suggestion(server: KibitzServer, params: object) -> dict[str, Any] | None:
        """`{text, raw, reasons, seconds, usage, flights, lastFlight}`. `usage` is null where no
        generation began for this request; `flights` counts the session's generations."""
        last = server.suggester.last
        if last is None:
            return None
        return {
            "text": last.text,
            "raw": last.raw,
            "reasons": list(last.verdict.reasons),
            "seconds": last.seconds,
            "usage": _usage(last.usage),
            "flights": server.suggester.flights,
            "lastFlight": _usage(server.suggester.last_flight),
        }


def _usage(usage: Usage | None) -> dict[str, Any] | None:
    return None if usage is None else asdict(usage)
