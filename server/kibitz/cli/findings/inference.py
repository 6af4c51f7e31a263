"""Whether the models really run: each role's worker is started and writes one token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from kibitz.cli.findings.finding import Finding, fail, ok, warn
from kibitz.config.schema import Settings
from kibitz.inference.engine import ChatRequest, Engine, EngineUnavailable, InfillRequest, Role
from kibitz.inference.engines import Engines
from kibitz.protocol.models import find_models
from kibitz.util.amounts import seconds_shown

ANSWER_SECONDS = 120.0  # loading the larger model from a slow disk is included
_INFILL = InfillRequest(prefix="answer\n\t^ 6 * ", suffix="", max_tokens=1)
_CHAT = ChatRequest(system="Answer with one word.", user="Say hello.", max_tokens=1)
_REINSTALL = (
    "Look at what `kibitz doctor --deep` says of the model files; if they are well, install "
    "llama-cpp-python again."
)


def inference(settings: Settings) -> Iterator[Finding]:
    models = find_models(settings)
    if problem := models.completion_problem or models.command_problem:
        yield warn("inference", f"No model can be run. {problem}")
        return
    yield from asyncio.run(_run(Engines(models.completion, models.command)))


async def _run(engines: Engines) -> list[Finding]:
    try:
        return [
            await _one_token(Role.COMPLETION, engines.completion),
            await _one_token(Role.COMMAND, engines.command),
        ]
    finally:
        await engines.close()


async def _one_token(role: Role, engine: Engine) -> Finding:
    subject = f"{role.value} inference"
    began = time.monotonic()
    chunks = engine.infill(_INFILL) if role is Role.COMPLETION else engine.chat(_CHAT)
    tokens = 0
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            async for chunk in chunks:
                tokens += chunk.usage.generated_tokens if chunk.usage else 0
    except EngineUnavailable as error:
        return fail(subject, str(error), _REINSTALL)
    except TimeoutError:
        return fail(subject, f"No answer within {seconds_shown(ANSWER_SECONDS)}.", _REINSTALL)
    if tokens < 1:
        return fail(subject, "The model ended without writing anything.", _REINSTALL)
    took = seconds_shown(time.monotonic() - began)
    return ok(subject, f"{engine.status.model} was loaded and wrote a token within {took}.")
