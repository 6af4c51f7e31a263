"""Requests to prompts: tokenising, healing and the model's chat template.

Text from requests is tokenised on its own and never as template, so that
`<|im_end|>` or `<|fim_prefix|>` in a file stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from kibitz.inference.engine import ChatRequest, InfillRequest
from kibitz.inference.templates import InfillPieces, InfillTemplate, Order, infill_prompt
from kibitz.inference.worker.heal import take_back
from kibitz.inference.worker.llama import Model
from kibitz.inference.worker.slots import Run

# Used where a model file brings no chat template of its own.
PLAIN_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{{ message['content'] }}\n\n{% endfor %}"
)

# The suffix token and the first two after it are evaluated anew each time: they tell where the
# prefix ends. With these moved too, the model has been seen to write the typed text once more.
SUFFIX_LEAD = 3

_MARK = "\ue000kibitz-{}\ue001"
_MARKS = re.compile("\ue000kibitz-([a-z]+)\ue001")


class Unservable(Exception):
    """The model cannot serve this request. `str()` is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to evaluate, and the bytes the answer is made to begin with (and which are not shown)."""

    tokens: list[int]
    forced: bytes = b""
    run: Run | None = None  # the suffix, where it comes after text that is typed


def prompt_for_infill(
    model: Model, template: InfillTemplate, request: InfillRequest, context_tokens: int
) -> Prompt:
    """A prompt that leaves room for `request.max_tokens` of answer in `context_tokens`."""
    cut = request.prefix.rfind("\n") + 1 if template.order is Order.LINE else 0
    line, forced = model.tokenize(request.prefix[cut:]), b""
    if request.heal:
        line, forced = take_back(request.prefix[cut:], line, model.piece)
    pieces = InfillPieces(
        prefix=model.tokenize(request.prefix[:cut]),
        line=line,
        suffix=model.tokenize(request.suffix),
        project=model.tokenize(request.project + "\n"),
        name=model.tokenize(request.name + "\n"),
        blocks=[
            (model.tokenize(block.name + "\n"), model.tokenize(_ended(block.text)))
            for block in request.blocks
        ],
    )
    room = max(context_tokens - request.max_tokens - len(forced), context_tokens // 2)
    tokens = infill_prompt(template, pieces, room)
    return Prompt(tokens, forced, _suffix_run(template, tokens))


def _suffix_run(template: InfillTemplate, tokens: list[int]) -> Run | None:
    """The suffix but for its first tokens, up to the middle token."""
    if template.order is Order.SPM:
        return None
    start = tokens.index(template.fim.suffix) + SUFFIX_LEAD
    end = tokens.index(template.fim.middle)
    return Run(start, end) if start < end else None


def prompt_for_chat(
    model: Model, template: ChatTemplate, request: ChatRequest, context_tokens: int
) -> Prompt:
    """Raises Unservable: a conversation is not cut, since what matters in it is not known here."""
    tokens = template.prompt(request)
    most = context_tokens - min(request.max_tokens, context_tokens // 2)
    if len(tokens) > most:
        raise Unservable(
            f"The request is {len(tokens)} tokens long and the model has room for {most}: "
            "choose a smaller piece of code, or raise `kibitz.inference.contextTokens`."
        )
    return Prompt(tokens)


class ChatTemplate:
    """The chat template a model file brings with it."""

    def __init__(self, model: Model, source: str | None) -> None:
        bos, eos = model.bos_and_eos_text()
        self._model = model
        self._formatter = Jinja2ChatFormatter(
            template=source or PLAIN_TEMPLATE, bos_token=bos, eos_token=eos
        )

    def prompt(self, request: ChatRequest) -> list[int]:
        """The tokens up to where the answer begins, its given beginning included."""
        texts = {"system": request.system, "user": request.user}
        parts = _MARKS.split(self._render(request))
        tokens: list[int] = []
        for i, part in enumerate(parts):
            if i % 2 == 0:
                tokens += self._model.tokenize(part, True)
            else:
                tokens += self._model.tokenize(texts[part])
        return tokens + list(self._model.tokenize(request.answer_prefix))

    def _render(self, request: ChatRequest) -> str:
        system, user = _MARK.format("system"), _MARK.format("user")
        messages = [{"role": "user", "content": user}]
        if request.system:
            messages.insert(0, {"role": "system", "content": system})
        try:
            return self._format(messages)
        except ValueError:  # how templates say that they know no system role
            return self._format([{"role": "user", "content": f"{system}\n\n{user}"}])

    def _format(self, messages: list[dict[str, str]]) -> str:
        return self._formatter(messages=messages).prompt  # type: ignore[arg-type]


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
