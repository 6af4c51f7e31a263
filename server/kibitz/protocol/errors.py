"""The JSON-RPC and LSP errors that Kibitz answers with (LSP 3.18, Response Message)."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcContentModified,
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)

from kibitz.inference.engine import EngineUnavailable

__all__ = [
    "JsonRpcException",
    "RequestFailed",
    "as_response_error",
    "cancelled",
    "content_modified",
    "invalid_params",
    "invalid_request",
    "method_not_found",
    "not_initialized",
    "parse_error",
]


class RequestFailed(JsonRpcException):
    """A well-formed request that cannot be served now; the message is for the user."""

    CODE = types.LSPErrorCodes.RequestFailed.value
    MESSAGE = "The request failed."


def cancelled() -> JsonRpcException:
    return JsonRpcRequestCancelled("The request was cancelled.")


def content_modified() -> JsonRpcException:
    return JsonRpcContentModified("The document has changed since the request.")


def invalid_params(reason: str) -> JsonRpcException:
    return JsonRpcInvalidParams(reason)


def invalid_request(reason: str) -> JsonRpcException:
    return JsonRpcInvalidRequest(reason)


def method_not_found(method: str) -> JsonRpcException:
    return JsonRpcMethodNotFound(f"Kibitz has no method {method!r}.")


def not_initialized() -> JsonRpcException:
    return JsonRpcServerNotInitialized("The first request must be 'initialize'.")


def parse_error(reason: str) -> JsonRpcException:
    return JsonRpcParseError(reason)


def as_response_error(error: BaseException) -> JsonRpcException:
    """What the client is told; an error nobody foresaw is named, its traceback stays in the log."""
    if isinstance(error, JsonRpcException):
        return error
    if isinstance(error, EngineUnavailable):
        return RequestFailed(str(error))
    return JsonRpcInternalError(f"Kibitz made an error ({type(error).__name__}: {error}).")
