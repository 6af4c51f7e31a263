"""Dispatches messages: every request is answered exactly once, at once when it is cancelled.

Subclasses pygls's protocol for its converter, its capability builder and its
requests to the client; the way of a message in is ours. Handlers run on the
event loop: a synchronous one while its message is read, a coroutine as a task.
A request about a document is bound to the version it was asked for: when the
document moves, it is answered `ContentModified` and its task is cancelled.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from kibitz.protocol import errors
from kibitz.protocol.framing import Frame, FrameParser, Garbage, frame

if TYPE_CHECKING:
    from cattrs import Converter

    from kibitz.protocol.server import KibitzServer

log = logging.getLogger(__name__)

type_ = type  # `type` is a field name below

MessageId = int | str
Handler = Callable[["KibitzServer", Any], Any]


class Phase(Enum):
    """Where the session is (LSP 3.18, Server lifecycle)."""

    NEW = auto()
    RUNNING = auto()
    SHUT_DOWN = auto()


@dataclass(eq=False, slots=True)
class Pending:
    """A request that has not been answered."""

    id: MessageId
    method: str
    uri: str | None  # the document whose version it is bound to
    task: asyncio.Task[Any] | None = None


@dataclass(frozen=True, slots=True)
class RequestHandler:
    function: Handler
    bound_to_version: bool


class KibitzProtocol(LanguageServerProtocol):
    """One session with one client."""

    _server: KibitzServer  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self, server: KibitzServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.phase = Phase.NEW
        self.requests: dict[str, RequestHandler] = {}
        self.notifications: dict[str, Handler] = {}
        self.send_frame: Callable[[bytes], None] = _not_connected
        self._parser = FrameParser()
        self._pending: dict[MessageId, Pending] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def _register_builtin_features(self) -> None:
        """None of pygls's: every method is a file in `handlers/`."""

    # ---- in

    def receive(self, data: bytes) -> None:
        """Take bytes from the client; b"" is the end of the stream."""
        if not data:
            self._server.stop("The client closed the connection.")
            return
        for item in self._parser.feed(data):
            match item:
                case Frame(body):
                    self._receive_body(body)
                case Garbage(reason):
                    self._refuse_garbage(reason)

    def _receive_body(self, body: bytes) -> None:
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse_garbage(f"Skipped a message that is not JSON: {error}")
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            self._refuse(
                message, errors.invalid_request("A message must be a JSON-RPC 2.0 object.")
            )
            return
        method = message.get("method")
        if method is None:
            self._receive_response(message)
        elif not isinstance(method, str):
            self._refuse(message, errors.invalid_request("A method's name must be a string."))
        elif "id" not in message:
            self._receive_notification(method, message.get("params"))
        elif isinstance(message["id"], int | str) and not isinstance(message["id"], bool):
            self._receive_request(message["id"], method, message.get("params"))
        else:
            self._refuse(message, errors.invalid_request("An id must be a number or a string."))

    def _refuse_garbage(self, reason: str) -> None:
        self._refuse(None, errors.parse_error(reason))

    def _refuse(self, message: Any, error: JsonRpcException) -> None:
        log.warning("%s", error.message)
        given = message.get("id") if isinstance(message, dict) else None
        self._send_error(given if isinstance(given, int | str) else None, error)

    # ---- requests

    def _receive_request(self, id: MessageId, method: str, params: Any) -> None:
        log.debug("Request %s %s", id, method)
        try:
            if id in self._pending:
                raise errors.invalid_request(f"Request {id!r} is still running.")
            self._check_phase(method)
            handler = self.requests.get(method)
            if handler is None:
                raise errors.method_not_found(method)
            structured = self._structure_params(method, params)
        except JsonRpcException as error:
            log.warning("Refused request %s %s: %s", id, method, error.message)
            self._send_error(id, error)
            return
        uri = _uri_of(structured) if handler.bound_to_version else None
        pending = self._pending[id] = Pending(id, method, uri)
        try:
            result = handler.function(self._server, structured)
        except Exception as error:
            self._fail(pending, error)
            return
        if not inspect.isawaitable(result):
            self._answer(pending, result)
            return
        pending.task = asyncio.ensure_future(result)
        pending.task.add_done_callback(lambda task: self._finished(pending, task))

    def _check_phase(self, method: str) -> None:
        """Raises the error for a request that comes at the wrong time."""
        if self.phase is Phase.SHUT_DOWN:
            raise errors.invalid_request("The server has been shut down.")
        if self.phase is Phase.NEW and method != types.INITIALIZE:
            raise errors.not_initialized()
        if self.phase is Phase.RUNNING and method == types.INITIALIZE:
            raise errors.invalid_request("The server is already initialized.")

    def _structure_params(self, method: str, params: Any) -> Any:
        """LSP's own parameters as lsprotocol objects; those of other methods as they came."""
        expected = types.METHOD_TO_TYPES.get(method, (None, None, None))[2]
        if expected is None:
            return params
        try:
            return self._converter.structure({} if params is None else params, expected)
        except Exception as error:
            raise errors.invalid_params(
                f"The parameters of {method} are not as LSP defines them: {_innermost(error)}"
            ) from error

    def _finished(self, pending: Pending, task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            self._end(pending, errors.cancelled())
        elif error := task.exception():
            self._fail(pending, error)
        else:
            self._answer(pending, task.result())

    def _fail(self, pending: Pending, error: BaseException) -> None:
        told = errors.as_response_error(error)
        if told is not error and isinstance(told, JsonRpcException) and told.code == -32603:
            log.error("Request %s %s failed", pending.id, pending.method, exc_info=error)
        self._end(pending, told)

    def _answer(self, pending: Pending, result: Any) -> None:
        """The one place where a result leaves; dropped when the request is already answered."""
        if self._pending.get(pending.id) is not pending:
            return
        try:
            body = self._encode({"result": self._converter.unstructure(result)}, pending.id)
        except Exception as error:
            self._fail(pending, error)
            return
        del self._pending[pending.id]
        self.send_frame(frame(body))

    def _end(self, pending: Pending, error: JsonRpcException) -> None:
        """Answer with an error, unless the request is already answered."""
        if self._pending.get(pending.id) is pending:
            del self._pending[pending.id]
            self._send_error(pending.id, error)

    def cancel(self, id: MessageId) -> None:
        """The client's `$/cancelRequest`; a request that is unknown or answered is left alone."""
        if pending := self._pending.get(id):
            self._abandon(pending, errors.cancelled())

    def document_moved(self, uri: str) -> None:
        """Answer the requests that were asked about an older version of the document."""
        for pending in tuple(self._pending.values()):
            if pending.uri == uri:
                self._abandon(pending, errors.content_modified())

    def cancel_everything(self, but: str) -> None:
        """Cancel all running requests, except those of method `but`."""
        for pending in tuple(self._pending.values()):
            if pending.method != but:
                self._abandon(pending, errors.cancelled())

    async def everything_answered(self) -> None:
        """Wait for the requests that still run."""
        tasks = [pending.task for pending in self._pending.values() if pending.task]
        await asyncio.gather(*tasks, return_exceptions=True)

    def _abandon(self, pending: Pending, error: JsonRpcException) -> None:
        self._end(pending, error)
        if pending.task is not None:
            pending.task.cancel()

    # ---- notifications and background work

    def _receive_notification(self, method: str, params: Any) -> None:
        if method != types.EXIT and self.phase is not Phase.RUNNING:
            log.warning("Ignored %s outside a session.", method)
            return
        handler = self.notifications.get(method)
        if handler is None:
            if not method.startswith("$/"):
                log.info("Ignored the unknown notification %s.", method)
            return
        try:
            result = handler(self._server, self._structure_params(method, params))
        except JsonRpcException as error:
            log.warning("Ignored %s: %s", method, error.message)
        except Exception:
            log.exception("The handler of %s failed", method)
        else:
            if inspect.isawaitable(result):
                self.spawn(_await(result), method)

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run `work` beside the messages; a failure goes to the log."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._background_ended)
        return task

    def _background_ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s failed", task.get_name(), exc_info=error)

    async def background_ended(self) -> None:
        """Wait until no background work is left."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def cancel_background(self) -> None:
        """Cancel all background work and wait until it has ended."""
        current = asyncio.current_task()
        running = [task for task in self._tasks if task is not current]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # ---- responses of the client

    def _receive_response(self, message: dict[str, Any]) -> None:
        id = message.get("id")
        future: Future[Any] | None = self._request_futures.pop(id, None)  # pyright: ignore
        result_type = self._result_types.pop(id, None)  # pyright: ignore
        if future is None or future.done():
            log.info("Ignored a response to a request that is not waiting.")
            return
        error = message.get("error")
        if isinstance(error, dict):
            future.set_exception(
                JsonRpcException(
                    str(error.get("message", "")), error.get("code"), error.get("data")
                )
            )
            return
        try:
            future.set_result(self._structure_result(result_type, message))
        except Exception as problem:
            future.set_exception(problem)

    def _structure_result(self, result_type: type_[Any] | None, message: dict[str, Any]) -> Any:
        if result_type is None:
            return message.get("result")
        return self._converter.structure({"result": None, **message}, result_type).result

    # ---- out

    def _send_error(self, id: MessageId | None, error: JsonRpcException) -> None:
        told: dict[str, Any] = {"code": error.code, "message": error.message}
        if error.data is not None:
            told["data"] = error.data
        self.send_frame(frame(self._encode({"error": told}, id)))

    def _encode(self, message: dict[str, Any], id: MessageId | None) -> bytes:
        whole = {"jsonrpc": self.VERSION, "id": id, **message}
        return json.dumps(whole, separators=(",", ":")).encode()

    def _send_data(self, data: Any) -> None:
        """pygls's way out, for requests and notifications to the client."""
        message = self._converter.unstructure(data)
        log.debug("Sent %s", message.get("method"))
        self.send_frame(frame(json.dumps(message, separators=(",", ":")).encode()))


def _uri_of(params: Any) -> str | None:
    return getattr(getattr(params, "text_document", None), "uri", None)


async def _await(result: Awaitable[Any]) -> Any:
    return await result


def _innermost(error: BaseException) -> BaseException:
    """The first cause in cattrs's nested groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _not_connected(data: bytes) -> None:
    log.warning("A message of %d bytes had no client to go to.", len(data))
