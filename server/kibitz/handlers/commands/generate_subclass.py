"""`kibitz.generateSubclass`: a new member for a family of classes, as one previewed edit.

Argument: `{uri, position, name?}`. Answers `{name, files, problems}`: the class's
name, the files the edit touches, and a sentence for each thing left to be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import Any

from lsprotocol import types

from kibitz.features.subclass.bodies import Written, faults
from kibitz.features.subclass.naming import fault_of_name
from kibitz.features.subclass.plan import (
    PlannedMethod,
    SubclassPlan,
    plan_subclass,
    plan_test,
    propose,
)
from kibitz.features.subclass.render import Rendered, render
from kibitz.formats.model import SourceFile
from kibitz.formats.read import read_source
from kibitz.handlers.place import Place, place_of, superclass_of
from kibitz.handlers.subclass_methods import Answer, Ask, agreed_only, write_methods
from kibitz.inference.engine import EngineUnavailable, InfillRequest, Usage
from kibitz.protocol import convert, errors
from kibitz.protocol.server import KibitzServer

_WHOLE = frozenset(("end", "line", "stop"))


def register(server: KibitzServer) -> None:
    @server.command("kibitz.generateSubclass")
    async def generate_subclass(
        server: KibitzServer, arguments: list[Any], params: types.ExecuteCommandParams
    ) -> dict[str, Any]:
        argument = arguments[0] if arguments else None
        place = place_of(server, argument)
        superclass = superclass_of(place)
        name = argument.get("name") if isinstance(argument, dict) else None
        name = name or propose(server.index, superclass).name
        if fault := fault_of_name(server.index, name):
            raise errors.RequestFailed(fault)
        async with server.progress(f"Generate {name}", params.work_done_token) as progress:
            plan = plan_subclass(server.index, superclass, name)
            unavailable: list[str] = []

            def report(method: PlannedMethod, number: int) -> None:
                percentage = 100 * number // len(plan.methods)
                progress.report(
                    f"#{method.selector} ({number + 1}/{len(plan.methods)})", percentage
                )

            text_of = server.text_of
            written = await write_methods(
                server.index, plan, text_of, _asking(server, unavailable), report
            )
            parts = _rendered(server, place, plan, written)
            problems = [*unavailable, *faults(written)]
            edit = convert.workspace_edit(server, parts, f"Generate {name}")
        refused = await server.apply_edit(edit, f"Generate {name}")
        if refused is not None:
            raise errors.RequestFailed(refused)
        return {
            "name": name,
            "files": [convert.uri_of(server, part.path) for part in parts],
            "problems": problems,
        }


def _asking(server: KibitzServer, unavailable: list[str]) -> Ask:
    """Asks the command model; where none can serve, answers nothing and says so once."""

    async def ask(request: InfillRequest) -> Answer:
        raw, usage = "", Usage()
        try:
            async with aclosing(server.engines.command.infill(request)) as chunks:
                async for chunk in chunks:
                    raw += chunk.text
                    usage = chunk.usage or usage
        except EngineUnavailable as error:
            if str(error) not in unavailable:
                unavailable.append(str(error))
            return None
        return raw, usage.stop_reason in _WHOLE

    return ask


def _rendered(
    server: KibitzServer, place: Place, plan: SubclassPlan, written: Sequence[Written]
) -> list[convert.FileEdit | convert.NewFile]:
    """The class, and its test where the siblings have tests, as parts of one edit."""
    path = str(place.snapshot.path)
    stamp = _stamp(server.settings.smalltalk.author)

    def source_of(path: str) -> SourceFile | None:
        text = server.text_of(path)
        return None if text is None else read_source(Path(path), text)

    made = [render(server.index, plan, written, path, source_of, stamp)]
    test = plan_test(server.index, plan)
    if test is not None and made[0] is not None and made[0].old_text is None:
        tests = agreed_only(server.index, test, server.text_of)
        made.append(render(server.index, test, tests, path, source_of, stamp))
    parts = [_part(each) for each in made if each is not None]
    if not parts:
        raise errors.RequestFailed("This file cannot hold a class definition.")
    for part in parts:
        if isinstance(part, convert.NewFile) and part.path.exists():
            raise errors.RequestFailed(f"{part.path} exists already. Choose another name.")
    return parts


def _part(rendered: Rendered) -> convert.FileEdit | convert.NewFile:
    path = Path(rendered.path)
    if rendered.old_text is None:
        return convert.NewFile(path, rendered.edit.new_text)
    return convert.FileEdit(path, rendered.old_text, (rendered.edit,))


def _stamp(author: str) -> str:
    """As Squeak writes it: initials, month/day/year, time."""
    now = datetime.now()
    return f"{author or 'kibitz'} {now.month}/{now.day}/{now.year} {now:%H:%M}"
