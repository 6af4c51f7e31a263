"""Completion of message selectors: ranked for the receiver, keyword messages part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kibitz.features.code import Code
from kibitz.features.completion_items import CompletionItem, ItemData, ItemKind
from kibitz.features.patterns import (
    argument_names,
    message_snippet,
    parts_of,
)
from kibitz.features.ranking import (
    FOLLOWED,
    Evidence,
    rank,
    sent_to,
    understood_by,
    words_of,
)
from kibitz.features.receiver import Receiver, infer
from kibitz.features.vocabulary import selectors_of
from kibitz.index.view import IndexView, MethodEntry
from kibitz.syntax.method import CursorContext


@dataclass(frozen=True)
class MessageSlot:
    """A place where a message may stand.

    `before` are the keywords typed already of the message that is continued; their
    receiver is `outer`. `receiver` is the operand right before the cursor.
    """

    typed: str  # with its colon where that is typed
    receiver: str
    before: tuple[str, ...]
    outer: str
    follows: str | None  # the message sent before this one in the text
    colon_follows: bool  # a colon stands after the cursor's word already


def message_slot(code: Code, context: CursorContext, typed: str) -> MessageSlot:
    """The slot at a cursor that `context` says a message may stand at."""
    start = context.word.start
    sent = [send for send in code.analysis.sends if send.parts[0].start < start]
    return MessageSlot(
        typed=typed,
        receiver=context.receiver_text,
        before=context.before,
        outer=context.outer_text,
        follows=sent[-1].selector if sent else None,
        colon_follows=not typed.endswith(":") and _has_colon(code.text, context.word.end),
    )


def _has_colon(text: str, at: int) -> bool:
    return text.startswith(":", at) and not text.startswith(":=", at)


def message_items(code: Code, slot: MessageSlot, limit: int) -> list[CompletionItem]:
    """Keyword parts that continue the open message, then messages to the operand."""
    continued = _continuations(code, slot, limit) if slot.before else []
    ranked = _messages(code, slot, limit - len(continued))
    return continued + ranked


def _continuations(code: Code, slot: MessageSlot, limit: int) -> list[CompletionItem]:
    """`between: 1 an` offers `and:`; where a message may go on in several ways, the frequent
    one and the short one first."""
    vocabulary = selectors_of(code.index)
    begun = "".join(slot.before)
    receiver = infer(code, slot.outer)
    evidence = _evidence(code, slot.outer, receiver, None)
    selectors = rank(
        vocabulary,
        begun + slot.typed,
        evidence,
        limit,
        lambda selector: selector.startswith(begun) and selector != begun,
    )
    rests = {
        parts_of(selector)[len(slot.before) :]: selector
        for selector in selectors
        if parts_of(selector)[: len(slot.before)] == slot.before
    }
    first_place = {rest[0]: place for place, rest in reversed([*enumerate(rests)])}
    ordered = sorted(rests, key=lambda rest: (first_place[rest[0]], len(rest)))
    return [_item(code.index, rests[rest], rest, receiver, slot, evidence) for rest in ordered]


def _messages(code: Code, slot: MessageSlot, limit: int) -> list[CompletionItem]:
    vocabulary = selectors_of(code.index)
    receiver = infer(code, slot.receiver)
    evidence = _evidence(code, slot.receiver, receiver, slot.follows)
    selectors = rank(vocabulary, slot.typed, evidence, limit, _acceptor(slot))
    return [_item(code.index, each, parts_of(each), receiver, slot, evidence) for each in selectors]


def _acceptor(slot: MessageSlot) -> Callable[[str], bool]:
    """In an argument of a keyword message a new keyword would belong to the outer message,
    so that only unary messages fit; elsewhere all but binary ones, which nobody completes."""
    if slot.before:
        return lambda selector: selector.isidentifier()
    return lambda selector: selector[0].isalpha() or selector[0] == "_"


def _evidence(
    code: Code, receiver_text: str, receiver: Receiver | None, follows: str | None
) -> Evidence:
    index = code.index
    path = str(code.snapshot.path)
    understood = understood_by(index, receiver)
    overrides = code.method.selector if code.method and receiver_text == "super" else None
    return Evidence(
        frequency=index.selector_frequency,
        file=index.sent_in_file(path),
        folder=index.sent_in_folder(path),
        same_receiver=sent_to(code.snapshot.text, receiver_text, selectors_of(index)),
        follows=index.sent_after(follows, FOLLOWED) if follows else {},
        understood=understood,
        confidence=receiver.confidence if receiver else 0.0,
        overrides=overrides if overrides in understood else None,
        words=words_of(f"{code.class_name} {code.method.selector}") if code.method else frozenset(),
    )


def _item(
    index: IndexView,
    selector: str,
    parts: Sequence[str],
    receiver: Receiver | None,
    slot: MessageSlot,
    evidence: Evidence,
) -> CompletionItem:
    """A row for the rest `parts` of a message with the whole `selector`."""
    implementor = evidence.understood.get(selector)
    found = None
    if implementor is not None:
        found = index.method(implementor.class_name, implementor.is_meta, selector)
    shown = found or index.first_implementor(selector)
    label = "".join(parts)
    insert, snippet = _inserted(parts, slot, shown.facts.pattern if shown else "")
    return CompletionItem(
        label=label,
        kind=ItemKind.METHOD,
        insert_text=insert,
        snippet=snippet,
        detail=_detail(index, selector, found, shown),
        preselect=label == slot.typed,
        data=ItemData(
            "selector",
            selector,
            receiver.class_name if receiver else None,
            receiver.is_meta if receiver else False,
        ),
    )


def _inserted(parts: Sequence[str], slot: MessageSlot, pattern: str) -> tuple[str, str | None]:
    """The text to insert, and the snippet for clients that know snippets: all keywords with the
    arguments' names of `pattern`. Without snippets the first keyword is inserted; the
    next ones are offered when its argument is there."""
    label = "".join(parts)
    if not label.endswith(":") or label == slot.typed:
        return label, None
    if slot.colon_follows:
        return parts[0][:-1], None
    names = argument_names(pattern)[-len(parts) :]
    snippet = message_snippet(parts, names) if len(names) == len(parts) else None
    return f"{parts[0]} ", snippet


def _detail(
    index: IndexView, selector: str, found: MethodEntry | None, shown: MethodEntry | None
) -> str:
    """Where the receiver finds the method; else in how many places it is, or in which."""
    if shown is None:
        return "in every Smalltalk"
    if found is None and (count := index.implementor_count(selector)) > 1:
        return f"{count} implementors"
    side = " class" if shown.facts.is_meta else ""
    protocol = f" › {shown.facts.protocol}" if shown.facts.protocol else ""
    return f"{shown.facts.class_name}{side}{protocol}"
