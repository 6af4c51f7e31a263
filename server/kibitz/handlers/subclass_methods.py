"""Writes the methods of a planned class, asking a model only where the family disagrees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from kibitz.context.smalltalk import TextOf
from kibitz.features.subclass.bodies import (
    Origin,
    Written,
    accept_body,
    agreed_code,
    body_request,
    stub,
)
from kibitz.features.subclass.plan import PlannedMethod, SubclassPlan
from kibitz.index.view import IndexView
from kibitz.inference.engine import InfillRequest

Answer = tuple[str, bool] | None
"""A model's text, and whether the model ended it by itself; None where none can serve."""

Ask = Callable[[InfillRequest], Awaitable[Answer]]


async def write_methods(
    index: IndexView,
    plan: SubclassPlan,
    text_of: TextOf,
    ask: Ask,
    report: Callable[[PlannedMethod, int], None],
) -> list[Written]:
    """Each planned method with its code, in the plan's order.

    `report(method, number)` is called before each.
    """
    written: list[Written] = []
    for number, method in enumerate(plan.methods):
        report(method, number)
        agreed = agreed_code(index, plan, method, text_of)
        if agreed is not None:
            written.append(Written(method, agreed, Origin.FAMILY))
            continue
        answer = await ask(body_request(index, plan, method, text_of))
        if answer is None:
            written.append(stub(plan, method, text_of, None))
        else:
            raw, is_complete = answer
            written.append(accept_body(index, plan, method, raw, text_of, is_complete=is_complete))
    return written


def agreed_only(index: IndexView, plan: SubclassPlan, text_of: TextOf) -> list[Written]:
    """The methods that the family agrees on; for tests, which must not be invented."""
    return [
        Written(method, code, Origin.FAMILY)
        for method in plan.methods
        if (code := agreed_code(index, plan, method, text_of)) is not None
    ]
