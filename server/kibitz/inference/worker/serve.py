"""The worker's main loop: which request is served next.

What somebody waits for while typing goes first, then commands in the order they
came, then prewarming. A command is paused between two tokens (or inside its
prompt) while a completion is served from its own slot of the cache, and goes on
after it.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator

from kibitz.inference.engine import Role
from kibitz.inference.templates import InfillTemplate, infill_template
from kibitz.inference.wire import (
    Abort,
    Chat,
    Infill,
    Load,
    Loaded,
    LoadFailed,
    Refused,
    ToWorker,
)
from kibitz.inference.worker.channel import Channel
from kibitz.inference.worker.heal import Spellings
from kibitz.inference.worker.llama import LoadError, Model
from kibitz.inference.worker.prompts import (
    ChatTemplate,
    Unservable,
    prompt_for_chat,
    prompt_for_infill,
)
from kibitz.inference.worker.slots import SEQUENCES
from kibitz.inference.worker.tasks import Bench, Task, run

# Cells per token of context: one prompt being evaluated beside everything worth keeping. When they
# are used up, the oldest slot is forgotten.
CELLS_PER_CONTEXT_TOKEN = 2


class Server:
    """One loaded model and its queue of requests."""

    def __init__(self, load: Load, channel: Channel, inbox: queue.SimpleQueue[ToWorker]) -> None:
        """Raises LoadError."""
        began = time.perf_counter()
        self._channel = channel
        self._inbox = inbox
        self._model = Model(
            load.path,
            cells=load.context_tokens * CELLS_PER_CONTEXT_TOKEN,
            sequences=SEQUENCES,
            threads=load.threads,
            gpu_layers=load.gpu_layers,
            log_level=load.log_level,
        )
        self._context_tokens = min(load.context_tokens, self._model.trained_context())
        for path in load.adapters.values():
            self._model.load_adapter(path)
        metadata = self._model.metadata()
        self._infill: InfillTemplate | None = infill_template(
            metadata, self._model.fim_tokens(), self._model.begin_token(), load.order
        )
        self._chat = ChatTemplate(self._model, metadata.get("tokenizer.chat_template"))
        self._bench = Bench(self._model, self._known_spellings, channel.send, load.adapters)
        self._spellings: Spellings | None = None
        self._waiting: dict[int, tuple[Task, Iterator[None]]] = {}
        channel.send(
            Loaded(
                description=self._model.description(),
                family=self._infill.family if self._infill else "",
                order=self._infill.order if self._infill else None,
                seconds=time.perf_counter() - began,
            )
        )
        self._known_spellings()

    def interrupt_for(self, message: ToWorker) -> None:
        """Called on the reading thread, after `message` was put into the inbox.

        Whatever is being evaluated stops; the main loop then looks at the inbox and goes on
        with what matters most, from the last whole evaluation.
        """
        if isinstance(message, Abort) or (isinstance(message, Infill) and not message.prewarm):
            self._model.interrupt()

    def serve(self) -> None:
        """Serve for ever; the process ends when the parent goes."""
        while True:
            if not self._waiting:
                self._accept(self._inbox.get())
            # In this order: a message that comes after `allow` interrupts the evaluation.
            self._model.allow()
            while not self._inbox.empty():
                self._accept(self._inbox.get())
            if self._waiting:
                self._step()

    def _step(self) -> None:
        task, steps = min(self._waiting.values(), key=_urgency)
        if next(steps, _ENDED) is _ENDED:
            del self._waiting[task.id]

    def _accept(self, message: ToWorker) -> None:
        match message:
            case Infill() | Chat():
                self._begin(message)
            case Abort(id=id, reason=reason):
                if id in self._waiting:
                    task = self._waiting[id][0]
                    task.ending = task.ending or reason
            case Load():
                raise RuntimeError("a worker loads one model, once")

    def _begin(self, message: Infill | Chat) -> None:
        try:
            if isinstance(message, Infill):
                task = self._infill_task(message)
            else:
                task = self._chat_task(message)
        except Unservable as error:
            self._channel.send(Refused(message.id, str(error)))
            return
        self._waiting[task.id] = (task, run(task, self._bench))

    def _infill_task(self, message: Infill) -> Task:
        request = message.request
        if self._infill is None:
            raise Unservable(_NO_INFILL)
        return Task(
            id=message.id,
            role=message.role,
            urgency=_infill_urgency(message),
            prompt=prompt_for_infill(self._model, self._infill, request, self._context_tokens),
            max_tokens=0 if message.prewarm else request.max_tokens,
            single_line=request.single_line,
        )

    def _chat_task(self, message: Chat) -> Task:
        request = message.request
        prompt = prompt_for_chat(self._model, self._chat, request, self._context_tokens)
        return Task(
            id=message.id,
            role=message.role,
            urgency=_COMMAND,
            prompt=prompt,
            max_tokens=min(request.max_tokens, self._context_tokens - len(prompt.tokens)),
            stop=request.stop,
            temperature=request.temperature,
            top_p=request.top_p,
        )

    def _known_spellings(self) -> Spellings:
        if self._spellings is None:
            size = self._model.vocabulary_size
            self._spellings = Spellings([self._model.piece(token) for token in range(size)])
        return self._spellings


_ENDED = object()

_NO_INFILL = (
    "This model has no fill-in-the-middle tokens, so it cannot complete code while you type: "
    "choose another with `kibitz.models.completion`, for example qwen2.5-coder-0.5b."
)


_TYPING, _COMMAND, _PREWARM = range(1, 4)


def _infill_urgency(message: Infill) -> int:
    if message.prewarm:
        return _PREWARM
    return _TYPING if message.role is Role.COMPLETION else _COMMAND


def _urgency(waiting: tuple[Task, Iterator[None]]) -> tuple[int, int]:
    task = waiting[0]
    return (0 if task.ending else task.urgency), task.id


def load_and_serve(channel: Channel) -> None:
    """Read `Load`, answer `Loaded` or `LoadFailed`, then serve."""
    inbox: queue.SimpleQueue[ToWorker] = queue.SimpleQueue()
    server: Server | None = None

    def receive(message: ToWorker) -> None:
        inbox.put(message)
        if server is not None:
            server.interrupt_for(message)

    channel.listen(receive)
    load = inbox.get()
    if not isinstance(load, Load):
        raise RuntimeError("the first message must say what to load")
    try:
        server = Server(load, channel, inbox)
    except LoadError as error:
        channel.send(LoadFailed(error.what, str(error)))
        return
    server.serve()
