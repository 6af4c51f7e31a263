"""Reads chunk files: Squeak's and Pharo's file-outs and change sets, Cuis' packages.

A file is a row of chunks. One that begins with a bang of its own is a directive
and says how to read what follows (methods, a comment); every other one is an
expression, most often a class definition. Reading never raises; where a bang is
missing, the next directive that stands at the start of a line is found again.
"""

from __future__ import annotations

import re

from kibitz.formats.chunk_definition import Definitions
from kibitz.formats.chunk_resync import continues_section, run_together
from kibitz.formats.chunk_split import RawChunk, chunk_at, code_of, skip_blank
from kibitz.formats.keywords import literal_text, read_keyword_message
from kibitz.formats.model import (
    Dialect,
    Format,
    MethodDefinition,
    Problem,
    Script,
    SourceFile,
    Span,
)
from kibitz.syntax.lexer import selector_of_pattern

_DIRECTIVE = re.compile(
    r"""(?P<class>[^\W\d][\w.:]*?)(?P<side>\s+class(?:Side|Trait|\s+trait)?)?\s+
        (?P<verb>methodsFor|commentStamp:|reorganize\s*+$|categoriesFor\w+)(?:[^!\r\n]|!!)*
      | (?P<word>classDefinition|classRemoval|methodRemoval|provides|requires):(?:[^!\r\n]|!!)*""",
    re.VERBOSE,
)
_NOTE = re.compile(r"[a-z]\w*:")  # Cuis: a message without a receiver, for the change tools
_MARK = re.compile(r"'?(?:----|From |Description )")
_ONLY_TEXT = re.compile(r"(?:\s++|\"[^\"]*+\"|'(?:[^']|'')*+')*+")
_DIALECTS = (
    (Dialect.CUIS, re.compile(r"'From Cuis|!classDefinition: |!provides: ")),
    (Dialect.VISUALWORKS, re.compile(r"'From VisualWorks|\bdefineClass: #")),
    (Dialect.DOLPHIN, re.compile(r'"Filed out from Dolphin|! *+[\w.]++ categoriesFor')),
    (Dialect.PHARO, re.compile(r"'From Pharo|<< #\w+|^[ \t]++package: '", re.MULTILINE)),
)


def dialect_of(text: str) -> Dialect:
    """The dialect that wrote a chunk file, by its own words; Squeak where nothing tells."""
    for dialect, evidence in _DIALECTS:
        if evidence.search(text):
            return dialect
    return Dialect.SQUEAK


def read_chunks(text: str) -> SourceFile:
    """The classes, methods and do-its of a chunk file; its problems have their places."""
    reader = _Reader(text)
    reader.read()
    return SourceFile(
        Format.CHUNK,
        dialect_of(text),
        text,
        reader.definitions.finished(),
        tuple(reader.methods),
        tuple(reader.scripts),
        tuple(sorted(reader.problems, key=lambda each: each.span)),
    )


class _Reader:
    """Goes through the chunks of one text once, from front to back."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.definitions = Definitions(text)
        self.methods: list[MethodDefinition] = []
        self.scripts: list[Script] = []
        self.problems: list[Problem] = []
        self.definition_start: int | None = None  # of a directive that announces the next chunk

    def read(self) -> None:
        text = self.text
        at = skip_blank(text, 1 if text.startswith("\ufeff") else 0)
        while at < len(text):
            if text[at] == "!":
                at = self.directive(at, chunk_at(text, at + 1))
            else:
                chunk = chunk_at(text, at)
                if _DIRECTIVE.fullmatch(text, chunk.start, _trimmed(text, chunk)):
                    self.miss_bang(Span(chunk.start, chunk.end))
                    at = self.directive(chunk.start, chunk)
                else:
                    at = self.expression(chunk)
            at = skip_blank(text, at)

    def directive(self, start: int, chunk: RawChunk) -> int:
        """Read what begins with a bang at `start`; answers the offset to go on from."""
        match = _DIRECTIVE.fullmatch(self.text, chunk.start, _trimmed(self.text, chunk))
        if match is None:
            is_note = chunk.is_blank or _NOTE.match(self.text, chunk.start)
            return chunk.after if is_note else self.expression(chunk)
        if match["word"] is not None:
            if match["word"] == "classDefinition":
                self.definition_start = start
            return chunk.after
        verb = match["verb"]
        if verb == "methodsFor":
            return self.section(start, match, chunk)
        if verb == "commentStamp:":
            return self.comment(match, chunk)
        if verb.startswith("reorganize"):
            return chunk_at(self.text, chunk.after).after
        return self.list_of_chunks(chunk)

    def expression(self, chunk: RawChunk) -> int:
        """Take a chunk that is code: a class definition or a do-it."""
        text = self.text
        announced, self.definition_start = self.definition_start, None
        if chunk.is_blank or _MARK.match(text, chunk.start):
            return chunk.after
        start = chunk.start if announced is None else announced
        if self.definitions.take(chunk.start, chunk.end, Span(start, chunk.after)):
            return chunk.after
        if not _ONLY_TEXT.fullmatch(text, chunk.start, chunk.end):
            code, positions = code_of(text, chunk.start, chunk.end)
            self.scripts.append(Script(Span(chunk.start, chunk.end), code, positions))
        return chunk.after

    def comment(self, match: re.Match[str], header: RawChunk) -> int:
        comment = chunk_at(self.text, header.after)
        name_span = Span(match.start("class"), match.end("class"))
        code, _ = code_of(self.text, comment.start, comment.end)
        self.definitions.set_comment(
            match["class"], name_span, code, Span(comment.start, comment.end)
        )
        return comment.after

    def list_of_chunks(self, header: RawChunk) -> int:
        """Skip a section whose chunks are no code."""
        chunk = chunk_at(self.text, header.after)
        while not chunk.is_blank and chunk.closed:
            chunk = chunk_at(self.text, chunk.after)
        return chunk.after

    def section(self, start: int, match: re.Match[str], header: RawChunk) -> int:
        """Read the methods of a `methodsFor:` section."""
        text = self.text
        message = read_keyword_message(text, header.start, header.end)
        protocol = literal_text(text, message.argument("methodsFor:"))
        stamp = literal_text(text, message.argument("stamp:"))
        chunks: list[RawChunk] = []
        at = header.after
        while True:
            chunk = chunk_at(text, at)
            if chunk.is_blank:
                at = chunk.after
                if not continues_section(text, at):
                    break
                self.problems.append(
                    Problem(
                        Span(chunk.end, at),
                        "A method is missing before this bang: an empty chunk ends the section.",
                        "chunk-empty-method",
                    )
                )
                continue
            if _DIRECTIVE.fullmatch(text, chunk.start, _trimmed(text, chunk)):
                at = chunk.start
                break
            parts = run_together(text, chunk)
            for part in parts[1:]:
                self.miss_bang(Span(part.start, part.start + 1))
            chunks.extend(parts)
            at = chunk.after
            if not chunk.closed:
                self.tell_unclosed(chunk)
                break
        for chunk in chunks:
            span = Span(start, at) if len(chunks) == 1 else Span(chunk.start, chunk.after)
            self.method(match, chunk, span, protocol, stamp)
        return at

    def method(
        self,
        match: re.Match[str],
        chunk: RawChunk,
        span: Span,
        protocol: str | None,
        stamp: str | None,
    ) -> None:
        code, positions = code_of(self.text, chunk.start, chunk.end)
        selector, end = selector_of_pattern(code) or ("", 0)
        if not selector:
            self.problems.append(
                Problem(
                    Span(chunk.start, chunk.end),
                    "This does not begin as a method does. A bang in a method must be doubled.",
                    "chunk-no-pattern",
                )
            )
        self.methods.append(
            MethodDefinition(
                match["class"],
                match["side"] is not None,
                selector,
                span,
                code,
                positions,
                Span(chunk.start, chunk.end),
                positions.span_to_file(Span(0, end)),
                protocol,
                stamp,
            )
        )

    def miss_bang(self, span: Span) -> None:
        self.problems.append(
            Problem(
                span,
                "A bang is missing before this: it reads as part of what stands above.",
                "chunk-missing-bang",
            )
        )

    def tell_unclosed(self, chunk: RawChunk) -> None:
        self.problems.append(
            Problem(
                Span(chunk.start, min(chunk.start + 1, len(self.text))),
                "This method's bang is missing: a method ends with ! and a section with another.",
                "chunk-not-closed",
            )
        )


def _trimmed(text: str, chunk: RawChunk) -> int:
    """The chunk's end without the white space before its bang."""
    end = chunk.end
    while end > chunk.start and text[end - 1].isspace():
        end -= 1
    return end
