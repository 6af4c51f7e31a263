"""`kibitz/generateSubclass/propose`, our own request: what to ask the user before generating."""

from __future__ import annotations

from typing import Any

from kibitz.features.subclass.plan import propose
from kibitz.handlers.place import place_of, superclass_of
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request("kibitz/generateSubclass/propose")
    def generate_subclass_propose(server: KibitzServer, params: Any) -> dict[str, Any]:
        superclass = superclass_of(place_of(server, params))
        proposal = propose(server.index, superclass)
        return {"superclass": proposal.superclass, "name": proposal.name}
