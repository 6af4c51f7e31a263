"""What a method may name: the test that generated code passes before anyone sees it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kibitz.features.code import Code
from kibitz.features.receiver import CERTAIN, infer
from kibitz.features.variables import PSEUDO_VARIABLES, shared_variables
from kibitz.index.view import IndexView
from kibitz.languages.smalltalk import base

_ROOTS = ("Object", "ProtoObject")


@dataclass(frozen=True)
class MethodNames:
    """The names known in the method around a cursor; implements `checks.smalltalk.Names`."""

    code: Code

    @cached_property
    def _of_class(self) -> frozenset[str]:
        variables = shared_variables(self.code.index, self.code.class_name, self.code.is_meta)
        return frozenset(each.name for each in variables).union(PSEUDO_VARIABLES)

    def knows_variable(self, name: str) -> bool:
        bare = name.replace("::", ".").rpartition(".")[2]
        return name in self._of_class or self.code.index.knows_name(bare)

    def understands(self, receiver: str | None, selector: str) -> bool:
        if not self.code.index.is_implemented(selector):
            return False
        inferred = infer(self.code, receiver) if receiver else None
        if inferred is None or inferred.confidence < CERTAIN:
            return True
        known = class_understands(self.code.index, inferred.class_name, inferred.is_meta, selector)
        return known is not False


def class_understands(
    index: IndexView, class_name: str, is_meta: bool, selector: str
) -> bool | None:
    """Whether instances of a class (or the class, where `is_meta`) understand a selector, a
    subclass's answer counting too; None where the hierarchy leaves what is known."""
    if index.lookup(class_name, is_meta, selector) is not None:
        return True
    if index.class_definition(class_name) is None:
        return None
    known = (class_name, *index.superclass_chain(class_name))
    beyond = [known[-1], *base.superclass_chain(known[-1])]
    if _base_understands(beyond, is_meta, selector):
        return True
    if any(index.method(each, is_meta, selector) for each in index.all_subclasses(class_name)):
        return True
    ends_in_sight = index.class_definition(known[-1]) is not None or known[-1] in _ROOTS
    return False if ends_in_sight else None


def _base_understands(chain: list[str], is_meta: bool, selector: str) -> bool:
    sides = [(name, is_meta) for name in chain]
    if is_meta:
        sides += [
            (name, False) for name in (base.METACLASS, *base.superclass_chain(base.METACLASS))
        ]
    return any(
        selector in base.CLASSES[name].selectors(meta)
        for name, meta in sides
        if name in base.CLASSES
    )
