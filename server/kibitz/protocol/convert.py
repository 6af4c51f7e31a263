"""Makes LSP of offsets and paths, and the other way round. The only place with LSP positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from lsprotocol import types
from pygls.capabilities import get_capability

from kibitz.formats.model import Span, TextEdit
from kibitz.protocol import errors
from kibitz.protocol.documents import path_of
from kibitz.protocol.positions import PositionCodec
from kibitz.syntax.lines import LineIndex

if TYPE_CHECKING:
    from kibitz.features.snapshot import Location
    from kibitz.protocol.server import KibitzServer

__all__ = [
    "FileEdit",
    "NewFile",
    "can_create_files",
    "location",
    "locations",
    "markup",
    "offset",
    "path_of",
    "position",
    "range_of",
    "span",
    "text_edit",
    "uri_of",
    "workspace_edit",
]


class HasSpan(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


# ---- positions


def offset(codec: PositionCodec, lines: LineIndex, at: types.Position) -> int:
    """The offset of a client's position, clamped to the text."""
    return codec.offset(lines, at.line, at.character)


def position(codec: PositionCodec, lines: LineIndex, at: int) -> types.Position:
    return types.Position(*codec.position(lines, at))


def span(codec: PositionCodec, lines: LineIndex, range_: types.Range) -> Span:
    start = offset(codec, lines, range_.start)
    return Span(start, max(start, offset(codec, lines, range_.end)))


def range_of(codec: PositionCodec, lines: LineIndex, at: HasSpan) -> types.Range:
    """The range of anything with `start` and `end` offsets."""
    return types.Range(position(codec, lines, at.start), position(codec, lines, at.end))


def text_edit(codec: PositionCodec, lines: LineIndex, edit: TextEdit) -> types.TextEdit:
    return types.TextEdit(range_of(codec, lines, edit.span), edit.new_text)


# ---- places


def uri_of(server: KibitzServer, path: Path | str) -> str:
    """The client's own spelling for an open document, else a file URI."""
    path = Path(path)
    document = server.documents.at_path(path)
    return document.uri if document else path.absolute().as_uri()


def location(server: KibitzServer, at: Location) -> types.Location | None:
    """None where the file can no longer be read."""
    lines = server.lines_of(Path(at.path))
    if lines is None:
        return None
    return types.Location(uri_of(server, at.path), range_of(server.codec, lines, at))


def locations(server: KibitzServer, many: Iterable[Location]) -> list[types.Location]:
    """The readable ones, in order."""
    return [made for each in many if (made := location(server, each))]


# ---- edits


@dataclass(frozen=True, slots=True)
class FileEdit:
    """Edits of one existing text; offsets are into `text`, which the edits were made from."""

    path: Path
    text: str
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to create with its whole text."""

    path: Path
    text: str


def can_create_files(server: KibitzServer) -> bool:
    """Whether the client takes file creations within an edit."""
    operations: Sequence[str] = (
        get_capability(server.client_capabilities, "workspace.workspace_edit.resource_operations")
        or ()
    )
    return _takes_document_changes(server) and types.ResourceOperationKind.Create in operations


def _takes_document_changes(server: KibitzServer) -> bool:
    return bool(
        get_capability(server.client_capabilities, "workspace.workspace_edit.document_changes")
    )


def workspace_edit(
    server: KibitzServer, parts: Sequence[FileEdit | NewFile], label: str | None = None
) -> types.WorkspaceEdit:
    """One edit over several files, versioned where the client can.

    With a `label` and a client that has change annotations, the user is asked to
    confirm after a preview. A client that cannot create files gets the new text as
    an insertion into a file that is not there yet, which editors open as a new buffer.
    Raises ContentModified where an open document is no longer the text that was edited.
    """
    for part in parts:
        document = server.documents.at_path(part.path)
        if isinstance(part, FileEdit) and document and document.text != part.text:
            raise errors.content_modified()
    if not _takes_document_changes(server):
        changes: dict[str, list[types.TextEdit]] = {}
        for part in parts:
            changes.setdefault(uri_of(server, part.path), []).extend(_text_edits(server, part))
        return types.WorkspaceEdit(changes=changes)

    annotation = _ANNOTATION if label and _takes_annotations(server) else None
    operations: list[
        types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile
    ] = []
    for part in parts:
        uri = uri_of(server, part.path)
        if isinstance(part, NewFile) and can_create_files(server):
            operations.append(types.CreateFile(uri, annotation_id=annotation))
        document = server.documents.at_path(part.path)
        edits = _text_edits(server, part)
        if annotation:
            edits = [
                types.AnnotatedTextEdit(annotation, each.range, each.new_text) for each in edits
            ]
        operations.append(
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(
                    uri, document.version if document else None
                ),
                [*edits],
            )
        )
    return types.WorkspaceEdit(
        document_changes=operations,
        change_annotations=(
            {annotation: types.ChangeAnnotation(label or "", needs_confirmation=True)}
            if annotation
            else None
        ),
    )


_ANNOTATION = "kibitz"


def _takes_annotations(server: KibitzServer) -> bool:
    capability = "workspace.workspace_edit.change_annotation_support"
    return get_capability(server.client_capabilities, capability) is not None


def _text_edits(server: KibitzServer, part: FileEdit | NewFile) -> list[types.TextEdit]:
    if isinstance(part, NewFile):
        start = types.Position(0, 0)
        return [types.TextEdit(types.Range(start, start), part.text)]
    lines = LineIndex(part.text)
    return [text_edit(server.codec, lines, each) for each in part.edits]


# ---- text for people


def markup(formats: Sequence[types.MarkupKind | str] | None, markdown: str) -> types.MarkupContent:
    """Markdown for a client that lists it among `formats`, else the same words plain."""
    if formats and types.MarkupKind.Markdown in formats:
        return types.MarkupContent(types.MarkupKind.Markdown, markdown)
    return types.MarkupContent(types.MarkupKind.PlainText, _plain(markdown))


def _plain(markdown: str) -> str:
    """Without code fences, rules, emphasis and backticks; links keep their text."""
    kept = [line for line in markdown.split("\n") if not line.startswith(("```", "---"))]
    return "\n".join(kept).replace("**", "").replace("`", "").strip()
