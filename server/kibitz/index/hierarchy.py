"""Questions about classes: headers, superclasses, variables, their methods, method lookup.

Follows names as a Smalltalk would, in workspaces where names may be missing,
doubled or cyclic: every walk ends. Where two files define one class, the one
whose path sorts first is its definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kibitz.index.facts import ClassFacts
from kibitz.index.packed import PackedFile, owner_name
from kibitz.index.tables import Tables
from kibitz.index.view import ClassEntry, MethodEntry
from kibitz.languages.smalltalk import base

EXTENSION = "extension"

# Where the class side of a root class goes on: class objects are instances too.
METACLASS_ROOTS = ("Class", "ClassDescription", "Behavior", "Object", "ProtoObject")


class Hierarchy(Tables):
    """The class part of `IndexView`."""

    def class_entries(self, name: str) -> Sequence[ClassEntry]:
        found = [
            ClassEntry(file.path, each)
            for file in self.found(self._classes.files(name))
            for each in file.classes
            if each.name == name
        ]
        found.sort(key=lambda entry: entry.facts.kind == EXTENSION)
        return found

    def class_definition(self, name: str) -> ClassEntry | None:
        for file in self.found(self._classes.files(name)):
            for each in file.classes:
                if each.name == name and each.kind != EXTENSION:
                    return ClassEntry(file.path, each)
        return None

    def has_class(self, name: str) -> bool:
        return name in self._classes

    def class_names(self) -> Iterable[str]:
        return iter(self._classes)

    def superclass_chain(self, name: str) -> Sequence[str]:
        chain: list[str] = []
        seen = {name}
        entry = self.class_definition(name)
        while entry is not None and (above := entry.facts.superclass) and above not in seen:
            chain.append(above)
            seen.add(above)
            entry = self.class_definition(above)
        return chain

    def subclasses(self, name: str) -> Sequence[str]:
        return sorted(
            {
                each.name
                for file in self.found(self._subclasses.files(name))
                for each in file.classes
                if each.superclass == name
            }
        )

    def all_subclasses(self, name: str) -> Sequence[str]:
        seen: dict[str, None] = {}
        waiting = [name]
        while waiting:
            for each in self.subclasses(waiting.pop()):
                if each not in seen and each != name:
                    seen[each] = None
                    waiting.append(each)
        return sorted(seen)

    def instance_variables(self, name: str) -> Sequence[str]:
        return self._variables_along(name, "instance_variables")

    def class_variables(self, name: str) -> Sequence[str]:
        return self._variables_along(name, "class_variables")

    def _variables_along(self, name: str, field: str) -> list[str]:
        found: dict[str, None] = {}
        for each in (name, *self.superclass_chain(name)):
            entry = self.class_definition(each)
            if entry is None:
                continue
            sources = (entry.facts, *self._trait_definitions(each))
            for facts in sources:
                found.update(dict.fromkeys(getattr(facts, field)))
        return list(found)

    def _trait_definitions(self, name: str) -> Iterator[ClassFacts]:
        for trait in self._traits_of(name):
            entry = self.class_definition(trait)
            if entry is not None:
                yield entry.facts

    def _traits_of(self, name: str) -> list[str]:
        """Traits that a class or trait uses, directly or through other traits, nearest first."""
        found: dict[str, None] = {}
        waiting = [name]
        for each in waiting:
            entry = self.class_definition(each)
            for trait in entry.facts.traits if entry else ():
                if trait not in found and trait != name:
                    found[trait] = None
                    waiting.append(trait)
        return list(found)

    def methods_of(self, class_name: str, is_meta: bool) -> Sequence[MethodEntry]:
        owner = owner_name(class_name, is_meta)
        return [
            MethodEntry(file.path, file.method(number))
            for file in self._files_of_owner(class_name, owner)
            for number in file.numbers_of_owner(owner)
        ]

    def _files_of_owner(self, class_name: str, owner: str) -> list[PackedFile]:
        """Files with methods of `owner`: the one with the definition first, then by path."""
        files = self.found(self._owners.files(owner))
        if len(files) > 1 and (definition := self.class_definition(class_name)):
            files.sort(key=lambda file: file.path != definition.path)
        return files

    def method(self, class_name: str, is_meta: bool, selector: str) -> MethodEntry | None:
        owner = owner_name(class_name, is_meta)
        for file in self._files_of_owner(class_name, owner):
            for number in file.numbers_of_selector(selector):
                if file.owner_of(number) == owner:
                    return MethodEntry(file.path, file.method(number))
        return None

    def lookup(self, class_name: str, is_meta: bool, selector: str) -> MethodEntry | None:
        if selector not in self._implementors:
            return None
        for name, side in self.lookup_order(class_name, is_meta):
            entry = self.method(name, side, selector)
            if entry is not None:
                return entry
        return None

    def lookup_order(self, class_name: str, is_meta: bool) -> Iterator[tuple[str, bool]]:
        """(class or trait, class side?) in the order a send would look."""
        chain = (class_name, *self.superclass_chain(class_name))
        for name in chain:
            yield name, is_meta
            for trait in self._traits_of(name):
                yield trait, is_meta
        if is_meta:
            for name in dict.fromkeys(
                each for root in METACLASS_ROOTS for each in (root, *self.superclass_chain(root))
            ):
                yield name, False
                for trait in self._traits_of(name):
                    yield trait, False

    def selectors_understood(self, class_name: str, is_meta: bool) -> Sequence[str]:
        found: dict[str, None] = {}
        for name, side in self.lookup_order(class_name, is_meta):
            owner = owner_name(name, side)
            for file in self._files_of_owner(name, owner):
                found.update((file.selectors[each], None) for each in file.numbers_of_owner(owner))
        last = (class_name, *self.superclass_chain(class_name))[-1]
        found.update(dict.fromkeys(base.selectors_understood(last, is_meta)))
        return list(found)

    def protocols_of(self, class_name: str, is_meta: bool) -> Sequence[str]:
        methods = self.methods_of(class_name, is_meta)
        return list(dict.fromkeys(each.facts.protocol for each in methods if each.facts.protocol))
