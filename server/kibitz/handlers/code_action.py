"""`textDocument/codeAction`: the commands that make sense at the cursor."""

from __future__ import annotations

from lsprotocol import types

from kibitz.features.snapshot import SMALLTALK
from kibitz.features.subclass.naming import family_name
from kibitz.features.subclass.place import superclass_at
from kibitz.features.subclass.plan import siblings_of
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer

_OPTIONS = types.CodeActionOptions([types.CodeActionKind.Empty, types.CodeActionKind.Refactor])


def register(server: KibitzServer) -> None:
    @server.request(types.TEXT_DOCUMENT_CODE_ACTION, _OPTIONS)
    def code_action(server: KibitzServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        snapshot = server.snapshot(params.text_document.uri)
        if snapshot.language != SMALLTALK:
            return []
        offset = convert.offset(server.codec, snapshot.lines, params.range.start)
        place = {
            "uri": params.text_document.uri,
            "position": {
                "line": params.range.start.line,
                "character": params.range.start.character,
            },
        }
        actions: list[types.CodeAction] = []
        if method := snapshot.method_at(offset):
            title = f"Explain method #{method.selector}"
            command = types.Command(title, "kibitz.explainMethod", arguments=[place])
            actions.append(types.CodeAction(title, types.CodeActionKind.Empty, command=command))
        if superclass := superclass_at(snapshot, offset):
            family = family_name(superclass, siblings_of(server.index, superclass))
            kind = f"{family.suffix} subclass" if family.suffix else "subclass"
            title = f"Generate {kind} of {superclass}"
            command = types.Command(title, "kibitz.generateSubclass", arguments=[place])
            actions.append(types.CodeAction(title, types.CodeActionKind.Refactor, command=command))
        only = params.context.only
        return [
            each
            for each in actions
            if not only or any(_is_within(each.kind or "", wanted) for wanted in only)
        ]


def _is_within(kind: str, wanted: str) -> bool:
    """Kinds are nested by dots: `refactor.rewrite` is within `refactor`."""
    return not wanted or kind == wanted or kind.startswith(f"{wanted}.")
