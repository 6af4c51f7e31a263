"""What the command model is asked to explain a method, and which of its sentences are shown.

Pure. A sentence that names, as code, something that neither the method nor the
workspace has is left out before anyone sees it; who really takes part is listed
from the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kibitz.context.budget import fitting
from kibitz.context.smalltalk import (
    TextOf,
    class_reference,
    shown_class,
    shown_entry,
    shown_method,
    signatures,
)
from kibitz.features.code import Code, code_of
from kibitz.features.receiver import infer
from kibitz.features.snapshot import Snapshot
from kibitz.formats.model import MethodDefinition
from kibitz.index.view import IndexView, MethodEntry
from kibitz.inference.engine import ChatRequest

ANSWER_TOKENS = 320
CONTEXT_TOKENS = 600
MOST_IMPLEMENTORS = 3  # a message that more classes answer tells little

_SYSTEM = (
    "You explain Smalltalk methods to an experienced Smalltalk programmer. Say in one sentence "
    "what the method is for, then how it works, in the order of its statements, and what it "
    "answers. Use at most 120 words. Write names of classes, variables and messages in "
    "backticks exactly as the code has them, and name nothing that is not in the code shown."
)
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_WORD = re.compile(r"[^\W\d]\w*(?:::?\w+)*:?")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?=\s)|\n|\Z")
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Collaborator:
    """A message the method sends, and the methods of the workspace that may answer it."""

    selector: str
    answered_by: tuple[MethodEntry, ...]


@dataclass(frozen=True)
class Explanation:
    """All that is known of the method before the model says a word."""

    code: Code
    method: MethodDefinition
    collaborators: tuple[Collaborator, ...]
    request: ChatRequest

    @property
    def title(self) -> str:
        reference = class_reference(self.method.class_name, self.method.is_meta)
        return f"{reference}>>#{self.method.selector}"


def explanation_at(snapshot: Snapshot, offset: int, text_of: TextOf) -> Explanation | None:
    """None where the cursor is in no method."""
    method = snapshot.method_at(offset)
    if method is None:
        return None
    code = code_of(snapshot, method)
    collaborators = tuple(_collaborators(code))
    user = _question(code.index, method, collaborators, text_of)
    request = ChatRequest(system=_SYSTEM, user=user, max_tokens=ANSWER_TOKENS)
    return Explanation(code, method, collaborators, request)


def shown_so_far(explanation: Explanation, raw: str, *, is_complete: bool) -> str:
    """The sentences of the model's text that may be shown; an unfinished one waits."""
    return "".join(
        sentence
        for sentence in _sentences(_FENCED.sub("", raw), is_complete=is_complete)
        if _names_only_known(explanation, sentence)
    ).strip()


def _sentences(text: str, *, is_complete: bool) -> Iterator[str]:
    """The sentences and line ends of a text; a full stop within backticks ends none. The last
    one only where the text is complete."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        sentence = text[start : match.end()]
        at_end = match.start() == len(text)
        if at_end and not is_complete:
            return
        if sentence.count("`") % 2 == 0 or "\n" in sentence:
            start = match.end()
            yield sentence if sentence.count("`") % 2 == 0 else sentence.replace("`", "")
        elif at_end:
            yield sentence.replace("`", "")


def _names_only_known(explanation: Explanation, sentence: str) -> bool:
    return all(
        _is_known(explanation, word)
        for span in _CODE_SPAN.findall(sentence)
        for word in _WORD.findall(span)
    )


def _is_known(explanation: Explanation, word: str) -> bool:
    index = explanation.code.index
    return (
        word.rstrip(":") in explanation.code.text
        or index.knows_name(word)
        or index.is_implemented(word)
        or word in index.instance_variables(explanation.method.class_name)
        or any(word == each.selector for each in explanation.collaborators)
    )


def _collaborators(code: Code) -> Sequence[Collaborator]:
    found: dict[str, Collaborator] = {}
    for send in code.analysis.sends:
        if send.selector in found:
            continue
        answered = _answered_by(code, send.receiver_text, send.selector)
        if answered:
            found[send.selector] = Collaborator(send.selector, tuple(answered))
    return list(found.values())


def _answered_by(code: Code, receiver: str | None, selector: str) -> Sequence[MethodEntry]:
    inferred = infer(code, receiver) if receiver else None
    if inferred is not None:
        entry = code.index.lookup(inferred.class_name, inferred.is_meta, selector)
        if entry is not None:
            return [entry]
    implementors = code.index.implementors(selector)
    return implementors if len(implementors) <= MOST_IMPLEMENTORS else ()


def _question(
    index: IndexView,
    method: MethodDefinition,
    collaborators: Sequence[Collaborator],
    text_of: TextOf,
) -> str:
    sources = [
        shown
        for each in collaborators
        for entry in each.answered_by[:1]
        if (text := text_of(entry.path)) is not None and (shown := shown_entry(entry, text))
    ]
    context = "".join(
        fitting(
            [
                shown_class(index, method.class_name),
                *sources,
                signatures(index, method.class_name, method.is_meta),
            ],
            CONTEXT_TOKENS,
        )
    )
    return (
        f"The class and the methods around it:\n```smalltalk\n{context}```\n"
        f"Explain this method:\n```smalltalk\n{shown_method(method)}```"
    )
