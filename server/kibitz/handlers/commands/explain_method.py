"""`kibitz.explainMethod`: a method explained in Markdown, streamed, naming who really takes part.

Argument: `{uri, position}`. While the model writes, `kibitz/explanation` notifications
carry `{id, title, markdown, done}`, the whole text so far each time; the answer is
`{title, markdown}`.
"""

from __future__ import annotations

import uuid
from contextlib import aclosing
from pathlib import Path
from typing import Any

from lsprotocol import types

from kibitz.context.smalltalk import class_reference
from kibitz.features.explain_method import Explanation, explanation_at, shown_so_far
from kibitz.handlers.place import place_of
from kibitz.index.view import MethodEntry
from kibitz.inference.engine import EngineUnavailable, Usage
from kibitz.protocol import convert, errors
from kibitz.protocol.server import KibitzServer


def register(server: KibitzServer) -> None:
    @server.command("kibitz.explainMethod")
    async def explain_method(
        server: KibitzServer, arguments: list[Any], params: types.ExecuteCommandParams
    ) -> dict[str, str]:
        place = place_of(server, arguments[0] if arguments else None)
        explanation = explanation_at(place.snapshot, place.offset, server.text_of)
        if explanation is None:
            raise errors.RequestFailed("Put the cursor in a method to have it explained.")
        async with server.progress(
            f"Explain {explanation.title}", params.work_done_token
        ) as progress:
            progress.report("reading the method")
            markdown = await _explain(server, explanation)
        return {"title": explanation.title, "markdown": markdown}


async def _explain(server: KibitzServer, explanation: Explanation) -> str:
    id, raw, shown, usage = str(uuid.uuid4()), "", "", Usage()
    known = _who_takes_part(server, explanation)

    def tell(text: str, *, is_done: bool) -> str:
        markdown = f"# {explanation.title}\n\n{text}\n{known if is_done else ''}"
        server.notify(
            "kibitz/explanation",
            {"id": id, "title": explanation.title, "markdown": markdown, "done": is_done},
        )
        return markdown

    try:
        async with aclosing(server.engines.command.chat(explanation.request)) as chunks:
            async for chunk in chunks:
                raw += chunk.text
                usage = chunk.usage or usage
                now = shown_so_far(explanation, raw, is_complete=False)
                if now != shown:
                    shown = now
                    tell(shown, is_done=False)
    except EngineUnavailable as error:
        shown = f"*{error}*"
    else:
        is_complete = usage.stop_reason in ("end", "stop")
        shown = shown_so_far(explanation, raw, is_complete=is_complete)
    return tell(shown, is_done=True)


def _who_takes_part(server: KibitzServer, explanation: Explanation) -> str:
    """The collaborators as a Markdown list with links, from the index."""
    lines = []
    for each in explanation.collaborators:
        answered = ", ".join(_link(server, entry) for entry in each.answered_by)
        lines.append(f"- `#{each.selector}` is answered by {answered}")
    return "\n## Who takes part\n\n" + "\n".join(lines) + "\n" if lines else ""


def _link(server: KibitzServer, entry: MethodEntry) -> str:
    facts = entry.facts
    label = f"`{class_reference(facts.class_name, facts.is_meta)}>>#{facts.selector}`"
    lines = server.lines_of(Path(entry.path))
    if lines is None:
        return label
    line = lines.line_of(facts.pattern_start) + 1
    return f"[{label}]({convert.uri_of(server, entry.path)}#L{line})"
