"""Reads the class definitions of chunk files from the expressions that make them.

`Super subclass: #X instanceVariableNames: …` and its variable, weak and package
forms, traits, Pharo's `Super << #X slots: {…}`, VisualWorks' `defineClass:`, the
class side's `X class instanceVariableNames: …`, and `X comment: '…'`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kibitz.formats.keywords import (
    KeywordMessage,
    literal_span,
    literal_text,
    names_in,
    read_keyword_message,
)
from kibitz.formats.model import ClassDefinition, ClassKind, Span

_SUBCLASS = re.compile(r"(?:(\w+)S|s)ubclass:")
_CLASS_SIDE = re.compile(r"([\w.]+)\s+class(?:Side|Trait)?")
_FLUID = re.compile(
    r"\s*([\w.]+(?:\s+class(?:Side|Trait)?)?)\s*<<\s*\#?'?([\w.]+)'?(\s+class(?:Trait)?)?"
)
_DEFINES = re.compile(
    r"[sS]ubclass:|<<|\bnamed:|nstanceVariableNames:|\buses:|defineClass:|comment:|\bslots:"
)


@dataclass
class Draft:
    """A class definition while its chunks are still being read."""

    name: str
    kind: ClassKind
    span: Span
    name_span: Span
    superclass: str | None = None
    superclass_span: Span | None = None
    variables: dict[str, tuple[tuple[str, Span], ...]] = field(
        default_factory=dict[str, tuple[tuple[str, Span], ...]]
    )
    texts: dict[str, str | None] = field(default_factory=dict[str, str | None])
    comment: str | None = None
    comment_span: Span | None = None

    def finished(self) -> ClassDefinition:
        def names(key: str) -> tuple[str, ...]:
            return tuple(name for name, _ in self.variables.get(key, ()))

        return ClassDefinition(
            name=self.name,
            kind=self.kind,
            span=self.span,
            name_span=self.name_span,
            superclass=self.superclass,
            superclass_span=self.superclass_span,
            instance_variables=names("instance"),
            class_variables=names("class"),
            class_instance_variables=names("classInstance"),
            pools=names("pools"),
            traits=self.texts.get("traits"),
            class_traits=self.texts.get("classTraits"),
            category=self.texts.get("category"),
            package=self.texts.get("package"),
            tag=self.texts.get("tag"),
            layout=self.texts.get("layout"),
            comment=self.comment,
            comment_span=self.comment_span,
            variable_spans=tuple(
                each
                for key in ("instance", "class", "classInstance")
                for each in self.variables.get(key, ())
            ),
        )


class Definitions:
    """The classes of one chunk file, gathered from the chunks that speak of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.drafts: list[Draft] = []
        self.by_name: dict[str, Draft] = {}

    def finished(self) -> tuple[ClassDefinition, ...]:
        return tuple(draft.finished() for draft in self.drafts)

    def draft(self, name: str, span: Span, name_span: Span) -> Draft:
        """The draft for `name`; an extension where the file has not defined it."""
        known = self.by_name.get(name)
        if known is None:
            known = self.add(Draft(name, ClassKind.EXTENSION, span, name_span))
        return known

    def add(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        self.by_name[draft.name] = draft
        return draft

    def set_comment(self, name: str, name_span: Span, comment: str, span: Span) -> None:
        draft = self.draft(name, Span(name_span.start, span.end), name_span)
        draft.comment, draft.comment_span = comment, span

    def take(self, start: int, end: int, whole: Span) -> bool:
        """Read the expression from `start` to `end` if it says something of a class; `whole`
        is the place of the definition with what belongs to it. Answers whether it did."""
        text = self.text
        if _DEFINES.search(text, start, end) is None:
            return False
        fluid = _FLUID.match(text, start, end)
        message = read_keyword_message(text, start, end)
        if fluid is not None:
            return self.take_fluid(fluid, message, whole)
        if not message.parts:
            return False
        return (
            self.take_subclass(message, whole)
            or self.take_trait(message, whole)
            or self.take_class_side(message, whole)
            or self.take_comment(message)
        )

    def take_subclass(self, message: KeywordMessage, whole: Span) -> bool:
        keyword, argument = message.parts[0]
        form = _SUBCLASS.fullmatch(keyword)
        superclass, superclass_span = message.receiver, message.receiver_span
        if keyword == "defineClass:":
            superclass_span = message.argument("superclass:") or Span(argument.end, argument.end)
            superclass = self.text[superclass_span.start : superclass_span.end].strip("#{} ")
        elif form is None or not re.fullmatch(r"[\w.]+", superclass):
            return False
        name_span = literal_span(self.text, argument)
        if name_span is None or self.text[argument.start] not in "#'":
            return False
        draft = Draft(self.text[name_span.start : name_span.end], ClassKind.CLASS, whole, name_span)
        if superclass != "nil":
            draft.superclass, draft.superclass_span = superclass, superclass_span
        if form is not None and form[1]:
            draft.texts["layout"] = form[1]
        self.describe(self.add(draft), message)
        return True

    def take_trait(self, message: KeywordMessage, whole: Span) -> bool:
        keyword, argument = message.parts[0]
        name_span = literal_span(self.text, argument)
        if keyword != "named:" or message.receiver != "Trait" or name_span is None:
            return False
        name = self.text[name_span.start : name_span.end]
        self.describe(self.add(Draft(name, ClassKind.TRAIT, whole, name_span)), message)
        return True

    def take_class_side(self, message: KeywordMessage, whole: Span) -> bool:
        side = _CLASS_SIDE.fullmatch(message.receiver)
        if side is None or message.parts[0][0] not in ("instanceVariableNames:", "uses:", "slots:"):
            return False
        start = message.receiver_span.start
        draft = self.draft(side[1], whole, Span(start, start + len(side[1])))
        self.describe_class_side(draft, message)
        return True

    def take_comment(self, message: KeywordMessage) -> bool:
        keyword, argument = message.parts[0]
        comment = literal_text(self.text, argument)
        if keyword != "comment:" or comment is None or not message.receiver.isidentifier():
            return False
        self.set_comment(message.receiver, message.receiver_span, comment, argument)
        return True

    def take_fluid(self, fluid: re.Match[str], message: KeywordMessage, whole: Span) -> bool:
        name_span = Span(fluid.start(2), fluid.end(2))
        if fluid[3]:
            self.describe_class_side(self.draft(fluid[2], whole, name_span), message)
            return True
        kind = ClassKind.TRAIT if fluid[1] == "Trait" else ClassKind.CLASS
        draft = Draft(fluid[2], kind, whole, name_span)
        if kind is ClassKind.CLASS and fluid[1] != "nil":
            draft.superclass = fluid[1]
            draft.superclass_span = Span(fluid.start(1), fluid.end(1))
        self.describe(self.add(draft), message)
        return True

    def describe(self, draft: Draft, message: KeywordMessage) -> None:
        """Take over everything that the definition's keywords say."""
        text = self.text
        for key, keywords in _VARIABLES.items():
            argument = message.argument(*keywords)
            if argument is not None:
                draft.variables[key] = names_in(text, argument)
        for key, keyword in _TEXTS.items():
            argument = message.argument(keyword)
            if argument is not None:
                draft.texts[key] = literal_text(text, argument) or None
        layout = message.argument("layout:", "indexedType:")
        if layout is not None and literal_text(text, layout) not in (None, "none"):
            draft.texts["layout"] = literal_text(text, layout)
        draft.texts["traits"] = self.composition(message)

    def describe_class_side(self, draft: Draft, message: KeywordMessage) -> None:
        argument = message.argument("instanceVariableNames:", "slots:")
        if argument is not None:
            draft.variables["classInstance"] = names_in(self.text, argument)
        traits = self.composition(message)
        if traits is not None:
            draft.texts["classTraits"] = traits

    def composition(self, message: KeywordMessage) -> str | None:
        """The trait composition as written; an empty one is none."""
        argument = message.argument("uses:", "traits:")
        if argument is None:
            return None
        composition = self.text[argument.start : argument.end].strip()
        return composition if composition.strip("{}() \t\r\n#") else None


_VARIABLES = {
    "instance": ("instanceVariableNames:", "slots:"),
    "class": ("classVariableNames:", "classVariables:", "sharedVariables:"),
    "classInstance": ("classInstanceVariableNames:",),
    "pools": ("poolDictionaries:", "sharedPools:"),
}
_TEXTS = {"category": "category:", "package": "package:", "tag": "tag:"}
