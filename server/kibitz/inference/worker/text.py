"""From token pieces to text that may be shown: whole characters, and nothing past the end.

Knows no model: bytes in, text out.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

LINE_ENDS = ("\n", "\r")


class AnswerText:
    """Decodes a stream of pieces.

    Holds back what ends inside a character or may be the beginning of a stop string;
    `stopped` becomes "line" or "stop" when the end is reached. The first `hidden` bytes
    are not text of the answer (they were forced to repeat the prompt's end).
    """

    def __init__(
        self, *, hidden: int = 0, single_line: bool = False, stop: Sequence[str] = ()
    ) -> None:
        self._hidden = hidden
        self._stops = {text: "stop" for text in stop if text}
        if single_line:
            self._stops |= dict.fromkeys(LINE_ENDS, "line")
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.stopped = ""

    def feed(self, piece: bytes) -> str:
        """The text that is certain after `piece`."""
        hidden = min(self._hidden, len(piece))
        self._hidden -= hidden
        self._held += self._decoder.decode(piece[hidden:])
        found = [(at, text) for text in self._stops if (at := self._held.find(text)) >= 0]
        if found:
            at, text = min(found)
            self.stopped = self._stops[text]
            shown, self._held = self._held[:at], ""
            return shown
        certain = len(self._held) - self._undecided()
        shown, self._held = self._held[:certain], self._held[certain:]
        return shown

    def finish(self) -> str:
        """What was held back, now that no more comes; an unfinished character is dropped."""
        shown, self._held = self._held, ""
        return "" if self.stopped else shown

    def _undecided(self) -> int:
        """Characters at the end which a stop string begins with."""
        longest = max((len(text) for text in self._stops), default=1) - 1
        for length in range(min(longest, len(self._held)), 0, -1):
            tail = self._held[-length:]
            if any(text.startswith(tail) for text in self._stops):
                return length
        return 0
