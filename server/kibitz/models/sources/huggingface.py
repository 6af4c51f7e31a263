"""Fetches a file of a pinned Hugging Face revision over HTTPS, resuming where it stopped.

Respects `HF_ENDPOINT` (a mirror), `HF_HUB_OFFLINE` and the usual proxy
variables. Gives up within seconds where there is no route.
"""

from __future__ import annotations

import os
import re
import socket
import threading
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from kibitz.models.catalogue import Model
from kibitz.models.sources.source import Progress, SourceFailed, size_of
from kibitz.util.amounts import bytes_shown

ENDPOINT = "https://huggingface.co"
CONNECT_SECONDS = 3.0
READ_SECONDS = 30.0
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


class HuggingFace:
    """See the module. `environ` is only read."""

    name = "huggingface"
    resumes = True

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._endpoint = environ.get("HF_ENDPOINT") or ENDPOINT
        self._offline = environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}

    def fetch(self, model: Model, partial: Path, progress: Progress) -> None:
        if model.hugging_face is None:
            raise SourceFailed(f"{model.name} is not on Hugging Face.")
        if self._offline:
            raise SourceFailed("HF_HUB_OFFLINE is set, so Hugging Face is not asked.")
        url = model.hugging_face.url(self._endpoint, model.file)
        _require_route(url)
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        with _client(timeout) as client:
            while (held := size_of(partial)) < model.bytes:
                cause = _attempt(client, url, model, partial, progress)
                if cause and size_of(partial) <= held:
                    raise SourceFailed(
                        f"The connection to {_host(url)} broke at {bytes_shown(held)} of "
                        f"{bytes_shown(model.bytes)} ({_words(cause)})."
                    )


def _client(timeout: httpx.Timeout) -> httpx.Client:
    try:
        return httpx.Client(timeout=timeout, follow_redirects=True)
    except (ValueError, ImportError, httpx.InvalidURL) as error:  # a proxy variable of no use
        raise SourceFailed(f"The proxy that the environment names is no use: {error}.") from error


def _attempt(
    client: httpx.Client, url: str, model: Model, partial: Path, progress: Progress
) -> httpx.HTTPError | None:
    """Appends to `partial` what one request gives; returns what broke it, if anything did."""
    held = size_of(partial)
    headers = {"Accept-Encoding": "identity"}
    if held:
        headers["Range"] = f"bytes={held}-"
    try:
        with client.stream("GET", url, headers=headers) as response:
            start = _start_of(response, url, model, held)
            progress.start(f"{model.file} from {_host(url)}", model.bytes)
            with partial.open("ab") as file:
                if start < held:
                    file.truncate(start)
                done = start
                for chunk in response.iter_raw():
                    done += len(chunk)
                    if done > model.bytes:
                        raise SourceFailed(f"{_host(url)} sends more than the file should hold.")
                    file.write(chunk)
                    progress.update(done)
        if done < model.bytes:
            return httpx.RemoteProtocolError("the body ended early")
    except (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
        httpx.InvalidURL,
    ) as error:
        raise SourceFailed(f"{_host(url)} cannot be reached ({_words(error)}).") from error
    except httpx.HTTPError as error:
        return error
    return None


def _start_of(response: httpx.Response, url: str, model: Model, held: int) -> int:
    """The file offset of the body's first byte; raises SourceFailed for any other answer."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        stated = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
        if stated and int(stated[1]) == held and int(stated[2]) == model.bytes:
            return held
        raise SourceFailed(f"{_host(url)} holds a file of another size under this name.")
    if response.status_code == httpx.codes.OK:  # the server knows no ranges: all over again
        length = response.headers.get("Content-Length")
        if length is not None and int(length) != model.bytes:
            raise SourceFailed(f"{_host(url)} holds a file of another size under this name.")
        return 0
    raise SourceFailed(f"{_host(url)} answers {response.status_code} for {urlsplit(url).path}.")


def _require_route(url: str) -> None:
    """Looks the host up within the connect timeout: the system's own look-up may take far longer.

    A proxy looks names up itself, so nothing is asked where one is set.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme in urllib.request.getproxies():
        return
    found = threading.Event()
    host = parts.hostname

    def look_up() -> None:
        try:
            socket.getaddrinfo(host, None)
        except OSError:
            return
        found.set()

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    if not found.is_set():
        raise SourceFailed(f"{host} cannot be reached (its name is not found).")


def _host(url: str) -> str:
    return urlsplit(url).netloc or url


def _words(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
