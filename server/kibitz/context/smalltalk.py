"""What a model is shown of a Smalltalk class ahead of the method that is being written.

Every format is shown in one form, Tonel's, whatever the file is in: the model
has read most of it, and a method's end has a character of its own. Blocks are
ordered by how rarely they change (the class and its superclasses, then the
methods beside this one, then what this method mentions), so that the cached
tokens of the first survive a change of the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from kibitz.context.budget import estimated_tokens, first_lines, fitting
from kibitz.formats.model import MethodDefinition, SourceFile
from kibitz.index.view import IndexView, MethodEntry
from kibitz.inference.engine import ContextBlock

TextOf = Callable[[str], str | None]
"""The text of a file by its absolute path (the editor's, else the disk's), or None."""

LONGEST_SIBLING = 160  # tokens; a longer method costs more than it teaches
MOST_SIGNATURES = 24  # message patterns shown of one superclass or collaborator
MOST_COLLABORATORS = 3

_DOUBLED_BANG = re.compile("!!")
_CHUNK_END = re.compile(r"\s*!\s*!?\s*\Z")


def class_reference(class_name: str, is_meta: bool) -> str:
    """`Foo` or `Foo class`."""
    return f"{class_name} class" if is_meta else class_name


def shown_header(class_name: str, is_meta: bool, pattern: str) -> str:
    """The line that opens a method in the form the model is shown."""
    return f"{class_reference(class_name, is_meta)} >> {pattern.strip()} ["


def shown_method(method: MethodDefinition) -> str:
    """A method of an understood file in the form the model is shown."""
    pattern = method.pattern_span.end - method.pattern_span.start
    body = method.code[pattern:].strip(" ").rstrip()
    if not body.startswith(("\n", "\r")):
        body = "\n" + body
    header = shown_header(method.class_name, method.is_meta, method.code[:pattern])
    return f"{header}{body}\n]\n"


def entry_body(entry: MethodEntry, text: str) -> str | None:
    """The body of a method that only the index knows, as a compiler would be given it, from
    behind the pattern on; None where `text` has moved on since it was indexed."""
    facts = entry.facts
    source = text[facts.pattern_start : facts.end]
    if not source.startswith(facts.pattern):
        return None
    body = source[len(facts.pattern) :]
    opening = body.lstrip(" \t\r\n")
    if opening.startswith("["):
        return opening[1:].rstrip().removesuffix("]").rstrip().lstrip(" ")
    return _DOUBLED_BANG.sub("!", _CHUNK_END.sub("", body)).rstrip()


def shown_entry(entry: MethodEntry, text: str) -> str | None:
    """A method that only the index knows in the form the model is shown; see `entry_body`."""
    body = entry_body(entry, text)
    if body is None:
        return None
    facts = entry.facts
    if not body.startswith(("\n", "\r")):
        body = "\n" + body
    return f"{shown_header(facts.class_name, facts.is_meta, facts.pattern)}{body}\n]\n"


def shown_class(index: IndexView, name: str) -> str:
    """A class header, its comment's first paragraph before it; "" for an unknown class."""
    entry = index.class_definition(name)
    if entry is None:
        return ""
    facts = entry.facts
    comment = (facts.comment or "").strip().split("\n\n")[0]
    lines = [f'"\n{first_lines(comment, 80)}\n"\n'] if comment else []
    lines.append(f"Class {{\n\t#name : '{name}',\n\t#superclass : '{facts.superclass}'")
    for key, names in (
        ("instVars", facts.instance_variables),
        ("classVars", facts.class_variables),
        ("classInstVars", facts.class_instance_variables),
    ):
        if names:
            listed = ", ".join(f"'{each}'" for each in names)
            lines.append(f",\n\t#{key} : [ {listed} ]")
    lines.append("\n}\n")
    return "".join(lines)


def signatures(index: IndexView, name: str, is_meta: bool) -> str:
    """The message patterns of a class, one a line as empty methods' headers."""
    patterns = [entry.facts.pattern for entry in index.methods_of(name, is_meta)]
    reference = class_reference(name, is_meta)
    shown = dict.fromkeys(f"{reference} >> {' '.join(each.split())}" for each in patterns)
    return "".join(f"{line}\n" for line in list(shown)[:MOST_SIGNATURES])


def infill_blocks(
    index: IndexView,
    source: SourceFile,
    method: MethodDefinition,
    mentioned: Sequence[str],
    text_of: TextOf,
    tokens: int,
) -> tuple[ContextBlock, ...]:
    """The context for infilling `method`, within about `tokens`.

    `mentioned` are the names of classes and selectors that the method mentions,
    nearest to the cursor first. `text_of` may read files: call this off the loop
    or with a cached reader.
    """
    name, is_meta = method.class_name, method.is_meta
    known = shown_class(index, name)
    chain = [each for each in index.superclass_chain(name) if index.class_definition(each)]
    ancestry = fitting(
        (signatures(index, each, is_meta) for each in reversed(chain[:2])), tokens // 3
    )
    class_text = "".join(ancestry) + known
    left = tokens - estimated_tokens(class_text)
    beside = "".join(fitting(_siblings(source, method), left * 2 // 3))
    left -= estimated_tokens(beside)
    further = "".join(fitting(_collaborators(index, method, mentioned, text_of), left))
    blocks = (
        ContextBlock(f"{name}.class.st", class_text),
        ContextBlock("collaborators.st", further),
        ContextBlock(f"{name}.extension.st", beside),
    )
    return tuple(block for block in blocks if block.text)


def _siblings(source: SourceFile, method: MethodDefinition) -> Iterator[str]:
    """Methods of the same class and side in this file: same protocol first, then the nearest."""
    at = next((i for i, each in enumerate(source.methods) if each.span == method.span), 0)
    ranked = sorted(
        (
            (each.protocol != method.protocol, abs(i - at), each)
            for i, each in enumerate(source.methods)
            if i != at and each.class_name == method.class_name and each.is_meta == method.is_meta
        ),
        key=lambda rank: rank[:2],
    )
    for _, _, each in ranked:
        shown = shown_method(each)
        if estimated_tokens(shown) <= LONGEST_SIBLING:
            yield shown


def _collaborators(
    index: IndexView, method: MethodDefinition, mentioned: Iterable[str], text_of: TextOf
) -> Iterator[str]:
    """What the method overrides, then the classes it names and the methods it sends."""
    overridden = next(
        (
            entry
            for superclass in index.superclass_chain(method.class_name)
            if (entry := index.method(superclass, method.is_meta, method.selector))
        ),
        None,
    )
    if overridden is not None:
        yield from _sources([overridden], text_of)
    shown = 0
    for name in mentioned:
        if shown == MOST_COLLABORATORS:
            return
        if index.class_definition(name) and name != method.class_name:
            shown += 1
            yield signatures(index, name, is_meta=True) + signatures(index, name, is_meta=False)
        elif len(implementors := index.implementors(name)) in (1, 2):
            shown += 1
            yield from _sources(implementors, text_of)


def _sources(entries: Iterable[MethodEntry], text_of: TextOf) -> Iterator[str]:
    for entry in entries:
        text = text_of(entry.path)
        shown = shown_entry(entry, text) if text is not None else None
        if shown and estimated_tokens(shown) <= LONGEST_SIBLING:
            yield shown
