"""The bodies of a new class's methods: agreed on by the family, written by a model, or stubs.

Every body, wherever it comes from, must parse and name only what exists or what
the new class itself will have; one that does not stays a stub that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kibitz.context.budget import fitting
from kibitz.context.smalltalk import (
    TextOf,
    entry_body,
    shown_class,
    shown_entry,
    shown_header,
    signatures,
)
from kibitz.features.scope import class_understands
from kibitz.features.subclass.analogy import OwnNames, consensus, own_names
from kibitz.features.subclass.plan import PlannedMethod, SubclassPlan
from kibitz.features.variables import PSEUDO_VARIABLES, shared_variables
from kibitz.index.view import IndexView
from kibitz.inference.checks import smalltalk as checks
from kibitz.inference.engine import ContextBlock, InfillRequest

STUB_NOTE = '"To be written: Kibitz found no body that it could vouch for."'
BODY_TOKENS = 96  # the longest body a model may write
EXAMPLE_TOKENS = 500  # siblings' methods shown to the model
CONTEXT_TOKENS = 400


class Origin(StrEnum):
    """Where a body comes from."""

    FAMILY = "what the siblings agree on"
    MODEL = "the command model, checked"
    STUB = "left to be written"


@dataclass(frozen=True, slots=True)
class Written:
    """A planned method with its code (pattern and body, LF line ends, tabs)."""

    method: PlannedMethod
    code: str
    origin: Origin
    fault: str | None = None  # why no better body was found


@dataclass(frozen=True)
class NewClassNames:
    """What the methods of the planned class may name; implements `checks.smalltalk.Names`."""

    index: IndexView
    plan: SubclassPlan
    is_meta: bool

    def knows_variable(self, name: str) -> bool:
        inherited = shared_variables(self.index, self.plan.superclass, self.is_meta)
        return (
            name in PSEUDO_VARIABLES
            or name in (self.plan.name, *self.plan.made_together)
            or name in self.plan.instance_variables
            or any(each.name == name for each in inherited)
            or any(name in self.index.class_variables(pool) for pool in self.plan.pools)
            or self.index.knows_name(name)
        )

    def understands(self, receiver: str | None, selector: str) -> bool:
        own = {(each.selector, each.is_meta) for each in self.plan.methods}
        if receiver == "self" and (selector, self.is_meta) in own:
            return True
        if not self.index.is_implemented(selector):
            return False
        if receiver in ("self", "super"):
            known = class_understands(self.index, self.plan.superclass, self.is_meta, selector)
            return known is not False
        if receiver is not None and self.index.class_definition(receiver):
            return class_understands(self.index, receiver, True, selector) is not False
        return True


def agreed_code(
    index: IndexView, plan: SubclassPlan, method: PlannedMethod, text_of: TextOf
) -> str | None:
    """The code that at least half of the siblings agree on, in the new class's names, if it
    may stand; None where they differ or it names what does not exist."""
    if plan.names is None:
        return None
    texts: list[tuple[str, OwnNames]] = []
    for entry in method.examples:
        own = own_names(plan.family, entry.facts.class_name)
        text = text_of(entry.path)
        body = entry_body(entry, text) if text is not None else None
        if own is not None and body is not None:
            texts.append((f"{' '.join(entry.facts.pattern.split())}{_own_line(body)}", own))
    code = consensus(texts, plan.names, len(method.examples))
    return code if code is not None and _may_stand(index, plan, method, code) else None


def _may_stand(index: IndexView, plan: SubclassPlan, method: PlannedMethod, code: str) -> bool:
    hole = checks.Hole(method.pattern, "")
    if not code.startswith(method.pattern):
        return False
    names = NewClassNames(index, plan, method.is_meta)
    body = code[len(method.pattern) :].rstrip()
    return checks.check(hole, body, names, is_complete=True).text == body


def body_request(
    index: IndexView, plan: SubclassPlan, method: PlannedMethod, text_of: TextOf
) -> InfillRequest:
    """What the command model is asked: the hole behind the method's opening lines, with the
    siblings' methods of the same selector in front of it."""
    examples = [
        shown
        for entry in method.examples
        if (text := text_of(entry.path)) is not None and (shown := shown_entry(entry, text))
    ]
    header = shown_header(plan.name, method.is_meta, method.pattern)
    shown_examples = "\n".join(fitting(examples, EXAMPLE_TOKENS))
    opening = _opening(plan, method, text_of)
    return InfillRequest(
        prefix=f"{shown_examples}\n{header}\n{opening}",
        suffix="\n]\n",
        blocks=_blocks(index, plan),
        max_tokens=BODY_TOKENS,
    )


def accept_body(
    index: IndexView,
    plan: SubclassPlan,
    method: PlannedMethod,
    raw: str,
    text_of: TextOf,
    *,
    is_complete: bool,
) -> Written:
    """The method with what of the model's text may stand, or as a stub."""
    opening = f"{method.pattern}\n{_opening(plan, method, text_of)}"
    names = NewClassNames(index, plan, method.is_meta)
    verdict = checks.check(checks.Hole(opening, ""), raw, names, is_complete=is_complete)
    if not verdict.text.strip():
        fault = verdict.reasons[-1] if verdict.reasons else "the model wrote nothing"
        return stub(plan, method, text_of, fault)
    return Written(method, f"{opening}{verdict.text}", Origin.MODEL)


def stub(plan: SubclassPlan, method: PlannedMethod, text_of: TextOf, fault: str | None) -> Written:
    """A marked stub: an abstract method says that it is missing, any other one does what it
    did before."""
    opening = _opening(plan, method, text_of).strip()
    statement = opening.rstrip(".") or f"^ super {method.pattern}"
    if method.is_abstract_above or method.inherited is None:
        statement = "^ self shouldBeImplemented"
    code = f"{method.pattern}\n\t{STUB_NOTE}\n\n\t{statement}"
    return Written(method, code, Origin.STUB, fault)


def _opening(plan: SubclassPlan, method: PlannedMethod, text_of: TextOf) -> str:
    """What a body begins with: `super …` where at least half of the siblings begin so."""
    beginnings = 0
    for entry in method.examples:
        text = text_of(entry.path)
        body = entry_body(entry, text) if text is not None else None
        first_keyword = entry.facts.pattern.split()[0]
        if body is not None and body.strip().startswith(f"super {first_keyword}"):
            beginnings += 1
    if beginnings and 2 * beginnings >= len(method.examples):
        return f"\tsuper {method.pattern}.\n\t"
    return "\t"


def _blocks(index: IndexView, plan: SubclassPlan) -> tuple[ContextBlock, ...]:
    kept = plan.names.kept if plan.names else None
    shown: list[str] = [shown_class(index, plan.superclass)]
    if kept is not None and index.class_definition(kept):
        shown += [shown_class(index, kept), signatures(index, kept, is_meta=False)]
    shown.append(signatures(index, plan.superclass, is_meta=False))
    text = "".join(fitting(shown, CONTEXT_TOKENS))
    return (ContextBlock(f"{plan.superclass}.class.st", text),)


def _own_line(body: str) -> str:
    """A body that begins on a line of its own."""
    return body if body.startswith(("\n", "\r")) else f"\n\t{body.strip()}"


def faults(written: Sequence[Written]) -> tuple[str, ...]:
    """A sentence for each method that stays a stub."""
    return tuple(
        f"#{each.method.selector} is left as a stub: {each.fault or 'no model could be asked'}."
        for each in written
        if each.origin is Origin.STUB
    )
