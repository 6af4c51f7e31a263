"""`kibitz/lastSuggestion`, our own request: how the last suggestion, or silence, came about."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request("kibitz/lastSuggestion")
    def last_suggestion(server: KibitzServer, params: object) -> dict[str, Any] | None:
        """`{text, raw, reasons, seconds, usage}`; `usage` is null for one from the cache."""
        last = server.suggester.last
        if last is None:
            return None
        return {
            "text": last.text,
            "raw": last.raw,
            "reasons": list(last.verdict.reasons),
            "seconds": last.seconds,
            "usage": asdict(last.usage) if last.usage else None,
        }
