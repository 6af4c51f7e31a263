"""The documents an editor holds open: their text, not the disk's, is what the index knows.

Short texts are taken in with each edit, longer ones when typing pauses, very
long ones in another process; of several edits the latest wins.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from kibitz.index import packed
from kibitz.index.outstanding import Outstanding
from kibitz.index.reading import Request
from kibitz.index.workers import Reader, ReaderCrashed
from kibitz.index.workspace import WorkspaceIndex
from kibitz.languages.facts import facts_of

log = logging.getLogger(__name__)

AT_ONCE_CHARACTERS = 20_000
ON_LOOP_CHARACTERS = 200_000
PAUSE_SECONDS = 0.1


@dataclass(slots=True, eq=False)
class _Document:
    text: str
    timer: asyncio.TimerHandle | None = None
    task: asyncio.Task[None] | None = None


class OpenDocuments:
    """Paths in it are the editor's; nobody else may put their facts into the index."""

    def __init__(self, index: WorkspaceIndex, outstanding: Outstanding) -> None:
        self._index = index
        self._outstanding = outstanding
        self._documents: dict[str, _Document] = {}
        self._reader = Reader()

    def __contains__(self, path: object) -> bool:
        return path in self._documents

    def changed(self, path: str, text: str) -> None:
        """The document was opened or edited and now reads `text`."""
        document = self._documents.setdefault(path, _Document(text))
        document.text = text
        self._stop_timer(document)
        if len(text) <= AT_ONCE_CHARACTERS and document.task is None:
            self._take_in(path, text)
            return
        self._outstanding.begin()
        loop = asyncio.get_running_loop()
        document.timer = loop.call_later(PAUSE_SECONDS, self._paused, path, document)

    def closed(self, path: str) -> None:
        """The document is the disk's again; its facts stay until the disk's come."""
        document = self._documents.pop(path, None)
        if document is None:
            return
        self._stop_timer(document)
        if document.task is not None:
            document.task.cancel()

    async def close(self) -> None:
        """Forget all documents and end the process that reads the long ones."""
        for path in list(self._documents):
            self.closed(path)
        await self._reader.close()

    def _stop_timer(self, document: _Document) -> None:
        if document.timer is not None:
            document.timer.cancel()
            document.timer = None
            self._outstanding.end()

    def _paused(self, path: str, document: _Document) -> None:
        if document.task is not None:
            pass  # it takes the latest text when it has done with the earlier one
        elif len(document.text) <= ON_LOOP_CHARACTERS:
            self._take_in(path, document.text)
        else:
            self._outstanding.begin()
            document.task = asyncio.create_task(self._take_in_elsewhere(path, document))
        self._stop_timer(document)

    def _take_in(self, path: str, text: str) -> None:
        facts = facts_of(path, text)
        if facts is None:
            self._index.remove(path)
        else:
            self._index.update(facts)

    async def _take_in_elsewhere(self, path: str, document: _Document) -> None:
        text = None
        try:
            while document.text is not text:
                text = document.text
                (file,) = (await self._reader.ask(Request((path,), text))).files
                if file.facts:
                    self._index.insert(packed.decode(file.facts))
        except (ReaderCrashed, OSError) as error:
            log.error("The index keeps the earlier facts of %s: %s", path, error)
        finally:
            document.task = None
            self._outstanding.end()
