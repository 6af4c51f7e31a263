"""Entry point of a worker process; started by kibitz.inference.client, not by people."""

from __future__ import annotations

import signal

from kibitz.inference.wire import LoadFailed
from kibitz.inference.worker.channel import Channel

NO_LIBRARY = (
    "llama-cpp-python is not installed or does not load ({}), so there is no local model: "
    "run `pip install 'kibitz[local]'`."
)


def main() -> None:
    channel = Channel.take_over()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent
    try:
        from kibitz.inference.worker.serve import load_and_serve
    except (ImportError, OSError, RuntimeError) as error:  # RuntimeError: the shared library's
        channel.send(LoadFailed("library", NO_LIBRARY.format(error)))
        return
    load_and_serve(channel)


if __name__ == "__main__":
    main()
