"""`kibitz serve`: the language server as an editor starts it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import click

_STUCK_SECONDS = 5.0  # an orderly end that takes longer is ended by force


@click.command()
@click.option("--stdio", is_flag=True, help="Talk over stdin and stdout (the default).")
@click.option(
    "--tcp",
    metavar="HOST:PORT",
    help="Wait for one client on this address; without a host on 127.0.0.1, port 0: any free one.",
)
@click.option("--log-file", type=click.Path(dir_okay=False, path_type=Path), help="Log here.")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
)
@click.option("--clientProcessId", "client_process_id", type=int, help="End when it ends.")
def serve(
    stdio: bool,
    tcp: str | None,
    log_file: Path | None,
    log_level: str,
    client_process_id: int | None,
) -> None:
    """Start the language server."""
    if stdio and tcp:
        raise click.UsageError("Choose one of --stdio and --tcp.")
    from kibitz.protocol import transport
    from kibitz.protocol.logs import start_logging

    stream = None if tcp else transport.claim_stdio()
    stop_logging = start_logging(log_level, log_file)
    if stream is None:
        host, port = _address(tcp or "")
        try:
            stream = transport.accept_one(host, port, lambda at: click.echo(at, err=True))
        except OSError as error:
            raise click.ClickException(f"Cannot listen on {tcp}: {error}.") from error
    exit_code = asyncio.run(_session(transport.Transport(stream), client_process_id))
    stop_logging()
    os._exit(exit_code)  # no thread that still waits for the client may hold the process


async def _session(connection: object, client_process_id: int | None) -> int:
    from kibitz.handlers import register_all
    from kibitz.protocol.server import KibitzServer
    from kibitz.protocol.transport import Transport

    assert isinstance(connection, Transport)
    server = KibitzServer(leave=_leave_soon)
    register_all(server)
    if client_process_id is not None:
        server.watch_parent(client_process_id)
    _stop_on_signals(server.stop)
    return await server.serve(connection)


def _stop_on_signals(stop: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: there they end the process
            loop.add_signal_handler(each, stop, f"Received {each.name}.")


def _leave_soon(exit_code: int) -> None:
    """End the process by force if it has not ended by itself in time."""

    def leave() -> None:
        logging.getLogger(__name__).error("Ended by force: something was stuck.")
        os._exit(exit_code)

    timer = threading.Timer(_STUCK_SECONDS, leave)
    timer.daemon = True
    timer.start()


def _address(text: str) -> tuple[str, int]:
    """HOST:PORT, :PORT or PORT; an IPv6 host stands in brackets."""
    host, _, port = text.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise click.UsageError(f"--tcp takes HOST:PORT, not {text!r}.")
    return host.strip("[]") or "127.0.0.1", int(port)
