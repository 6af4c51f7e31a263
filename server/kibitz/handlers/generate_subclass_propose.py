"""`kibitz/generateSubclass/propose`, our own request: what to ask the user before generating.

Parameters: `{uri, position, name?}`. Answers `{superclass, name, problems}`; where the
request names a class, `problems` says why it cannot be called that.
"""

from __future__ import annotations

from typing import Any

from kibitz.features.subclass.naming import fault_of_name
from kibitz.features.subclass.plan import propose
from kibitz.handlers.place import place_of, superclass_of
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.request("kibitz/generateSubclass/propose")
    def generate_subclass_propose(server: KibitzServer, params: Any) -> dict[str, Any]:
        superclass = superclass_of(place_of(server, params))
        wanted = params.get("name") if isinstance(params, dict) else getattr(params, "name", None)
        name = wanted or propose(server.index, superclass).name
        fault = fault_of_name(server.index, name)
        return {"superclass": superclass, "name": name, "problems": [fault] if fault else []}
