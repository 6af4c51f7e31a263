"""What there is to say about a class, a selector or a method, as Markdown or plain text.

Used by hover and by the documentation of completion items. A method's source
comes through `TextOf`, which the caller backs with open documents and the disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kibitz.features.locations import Nearness
from kibitz.features.receiver import Receiver
from kibitz.formats.read import read_source
from kibitz.index.view import ClassEntry, IndexView, MethodEntry
from kibitz.syntax.lines import split_lines

TextOf = Callable[[str], str | None]  # a file's text by its path; None where it cannot be read

_TOP = 5  # implementors named in a hover; the rest is counted
_HEAD_LINES = 14  # of a method's source
_COMMENT_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; `backquotes` mark names in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Smalltalk shown as code."""

    text: str


Documentation = Sequence[Prose | Source]


def as_markdown(documentation: Documentation) -> str:
    return "\n\n".join(
        part.text if isinstance(part, Prose) else f"```smalltalk\n{part.text}\n```"
        for part in documentation
    )


def as_plain_text(documentation: Documentation) -> str:
    return "\n\n".join(
        re.sub(r"[`\\]", "", part.text) if isinstance(part, Prose) else part.text
        for part in documentation
    )


def class_documentation(index: IndexView, name: str) -> Documentation:
    """A class's definition, size and comment; empty for a name that is no class here."""
    entries = index.class_entries(name)
    if not entries:
        return ()
    entry = index.class_definition(name)
    extended = [each for each in entries if each.facts.kind == "extension"]
    parts: list[Prose | Source] = []
    if entry is not None:
        parts.append(Source(_definition_lines(entry)))
        if above := index.superclass_chain(name):
            parts.append(Prose("inherits from " + " › ".join(f"`{each}`" for each in above)))
    parts.append(Prose(_class_counts(index, name, len(extended))))
    if entry is not None and entry.facts.comment:
        parts.append(Prose(_escaped(_shortened(entry.facts.comment))))
    return parts


def _definition_lines(entry: ClassEntry) -> str:
    facts = entry.facts
    lines = [f"{facts.superclass or 'nil'} subclass: #{facts.name}"]
    if facts.kind == "trait":
        lines = [f"Trait named: #{facts.name}"]
    for label, names in (
        ("traits", facts.traits),
        ("instanceVariableNames", facts.instance_variables),
        ("classVariableNames", facts.class_variables),
        ("poolDictionaries", facts.pools),
    ):
        if names:
            lines.append(f"\t{label}: '{' '.join(names)}'")
    if package := facts.package or facts.category:
        tag = f"-{facts.tag}" if facts.tag and facts.package else ""
        lines.append(f"\tpackage: '{package}{tag}'")
    return "\n".join(lines)


def _class_counts(index: IndexView, name: str, extensions: int) -> str:
    counts = [
        _counted(len(index.own_selectors(name, False)), "method"),
        _counted(len(index.own_selectors(name, True)), "class-side method"),
        _counted(len(index.subclasses(name)), "subclass", "subclasses"),
        _counted(index.reference_count(name), "reference"),
    ]
    if extensions:
        counts.append(_counted(extensions, "extension"))
    return " · ".join(counts)


def selector_documentation(
    index: IndexView, selector: str, receiver: Receiver | None, text_of: TextOf
) -> Documentation:
    """The method a receiver would run (where known), who implements the selector and how often
    it is sent; empty where nothing implements or sends it."""
    nearness = Nearness(index, receiver)
    classes = sorted(
        index.implementing_classes(selector), key=lambda implementor: nearness.of(*implementor)
    )
    sent = index.sender_count(selector)
    if not classes and index.is_base_selector(selector):
        senders = _counted(sent, "sender")
        return (Prose(f"`{selector}` · in every Smalltalk, not in this workspace · {senders}"),)
    if not classes and not sent:
        return ()
    parts: list[Prose | Source] = []
    found = _method_shown(index, selector, receiver, classes)
    if found is not None:
        parts += method_documentation(index, found, text_of)
    else:
        entries = (index.method(*each, selector) for each in classes[:_TOP])
        patterns = dict.fromkeys(entry.facts.pattern for entry in entries if entry)
        parts.append(Source("\n".join([*patterns][:3]) or selector))
    counts = f"{_counted(len(classes), 'implementor')} · {_counted(sent, 'sender')}"
    if len(classes) > 1:
        named = ", ".join(f"`{side_name(*each)}`" for each in classes[:_TOP])
        counts += f": {named}" + (" …" if len(classes) > _TOP else "")
    parts.append(Prose(counts))
    return parts


def _method_shown(
    index: IndexView, selector: str, receiver: Receiver | None, classes: Sequence[tuple[str, bool]]
) -> MethodEntry | None:
    if receiver is not None:
        found = index.lookup(receiver.class_name, receiver.is_meta, selector)
        if found is not None:
            return found
    return index.method(*classes[0], selector) if len(classes) == 1 else None


def method_documentation(index: IndexView, entry: MethodEntry, text_of: TextOf) -> Documentation:
    """One method: where it is, the head of its source, what it overrides."""
    facts = entry.facts
    protocol = f" · {facts.protocol}" if facts.protocol else ""
    parts: list[Prose | Source] = [
        Prose(f"`{owner_name(entry)} >> #{facts.selector}`{_escaped(protocol)}"),
        Source(_source_head(entry, text_of) or facts.pattern),
    ]
    if overridden := overridden_by(index, entry):
        parts.append(Prose(f"overrides `{owner_name(overridden)} >> #{facts.selector}`"))
    return parts


def overridden_by(index: IndexView, entry: MethodEntry) -> MethodEntry | None:
    """The method that a super send in `entry` would find."""
    facts = entry.facts
    above = next(iter(index.superclass_chain(facts.class_name)), None)
    return index.lookup(above, facts.is_meta, facts.selector) if above else None


def owner_name(entry: MethodEntry) -> str:
    return side_name(entry.facts.class_name, entry.facts.is_meta)


def side_name(class_name: str, is_meta: bool) -> str:
    """`Foo` or `Foo class`."""
    return f"{class_name} class" if is_meta else class_name


def _source_head(entry: MethodEntry, text_of: TextOf) -> str | None:
    text = text_of(entry.path)
    if text is None:
        return None
    source = read_source(PurePath(entry.path), text)
    method = source.method_at(entry.facts.pattern_start)
    if method is None or method.selector != entry.facts.selector:
        return None
    lines = split_lines(method.code.rstrip())
    more = ["\t…"] if len(lines) > _HEAD_LINES else []
    return "\n".join(line.rstrip() for line in [*lines[:_HEAD_LINES], *more])


def _shortened(text: str) -> str:
    text = text.strip()
    if len(text) <= _COMMENT_CHARACTERS:
        return text
    return text[:_COMMENT_CHARACTERS].rsplit(None, 1)[0] + " …"


def _escaped(text: str) -> str:
    """Text whose characters Markdown would not take for markup."""
    return re.sub(r"([\\`*_<>\[\]#])", r"\\\1", text)


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
