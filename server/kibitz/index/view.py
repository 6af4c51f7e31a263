"""The read-only face of the index that features and prompts use.

`index/workspace.py` implements it in memory. Every method answers from memory
in well under a millisecond (fuzzy searches: a few); nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kibitz.index.facts import ClassFacts, MethodFacts, SymbolFacts


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A class header and the file it stands in."""

    path: str
    facts: ClassFacts


@dataclass(frozen=True, slots=True)
class MethodEntry:
    """A method and the file it stands in."""

    path: str
    facts: MethodFacts


@dataclass(frozen=True, slots=True)
class SymbolEntry:
    path: str
    facts: SymbolFacts


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in a file where a name or selector is used, and the method around it."""

    path: str
    offset: int
    length: int
    method: MethodFacts | None


class IndexView(Protocol):
    """What the workspace holds. Where two files define one class, all entries are kept,
    the definition (not the extensions) first, then by path."""

    @property
    def generation(self) -> int:
        """Grows with every change; a cache key."""
        ...

    def is_empty(self) -> bool: ...

    def class_entries(self, name: str) -> Sequence[ClassEntry]: ...

    def class_definition(self, name: str) -> ClassEntry | None:
        """The class or trait definition (never an extension), or None."""
        ...

    def has_class(self, name: str) -> bool:
        """Whether any file defines or extends a class or trait of this name."""
        ...

    def class_names(self) -> Iterable[str]: ...

    def superclass_chain(self, name: str) -> Sequence[str]:
        """Superclass names from the nearest up; ends with the first class that is not in the
        workspace (its name included). Never endless, even where a class inherits from itself."""
        ...

    def subclasses(self, name: str) -> Sequence[str]:
        """Direct subclasses, sorted."""
        ...

    def all_subclasses(self, name: str) -> Sequence[str]: ...

    def instance_variables(self, name: str) -> Sequence[str]:
        """Own and inherited, own first."""
        ...

    def class_variables(self, name: str) -> Sequence[str]:
        """Own and inherited, own first."""
        ...

    def methods_of(self, class_name: str, is_meta: bool) -> Sequence[MethodEntry]:
        """Methods the class itself defines (extensions included), in file order."""
        ...

    def method(self, class_name: str, is_meta: bool, selector: str) -> MethodEntry | None: ...

    def lookup(self, class_name: str, is_meta: bool, selector: str) -> MethodEntry | None:
        """As a send would find it: own, traits, superclasses; the class side ends in the
        instance side of Class, Behavior, Object where the workspace has them."""
        ...

    def implementors(self, selector: str) -> Sequence[MethodEntry]: ...

    def implementing_classes(self, selector: str) -> Sequence[tuple[str, bool]]:
        """(class, class side?) of the implementors, in their order, without building entries."""
        ...

    def implementor_count(self, selector: str) -> int:
        """How many methods of the workspace have the selector, without building their entries."""
        ...

    def is_implemented(self, selector: str) -> bool:
        """Whether a method of the workspace or of every Smalltalk's base has the selector."""
        ...

    def is_base_selector(self, selector: str) -> bool:
        """Whether every Smalltalk has it (`languages/smalltalk/base.json`)."""
        ...

    def lookup_order(self, class_name: str, is_meta: bool) -> Iterable[tuple[str, bool]]:
        """(class or trait, class side?) in the order a send would look."""
        ...

    def own_selectors(self, class_name: str, is_meta: bool) -> Sequence[str]:
        """Selectors of the methods the class itself defines (extensions included)."""
        ...

    def first_implementor(self, selector: str) -> MethodEntry | None:
        """Some implementor, the same one as long as files do not come or go."""
        ...

    def selectors_understood(self, class_name: str, is_meta: bool) -> Sequence[str]:
        """Selectors the class itself, its traits and its superclasses implement, nearest first,
        then those of base classes that are not in the workspace. Without duplicates."""
        ...

    def senders(self, selector: str) -> Sequence[Occurrence]:
        """Message sends of the selector, by path and offset; symbols are not included."""
        ...

    def sender_count(self, selector: str) -> int: ...

    def symbol_references(self, selector: str) -> Sequence[Occurrence]:
        """Where the selector stands as a literal symbol (`perform: #foo`), by path and offset."""
        ...

    def variable_references(self, name: str) -> Sequence[Occurrence]:
        """Uses of a free name (class, global, instance or class variable) in methods."""
        ...

    def selectors(self) -> Iterable[str]:
        """Every selector that the workspace implements, then the base's other selectors."""
        ...

    def selector_frequency(self, selector: str) -> int:
        """How often the workspace sends it."""
        ...

    def sent_in_file(self, path: str) -> Mapping[str, int]:
        """Selectors that one file sends, and how often."""
        ...

    def sent_in_folder(self, path: str) -> Mapping[str, int]:
        """The same over all files in the folder of `path`: its package."""
        ...

    def sent_after(self, selector: str, limit: int) -> Mapping[str, int]:
        """What follows the selector in up to `limit` methods that send it, and how often."""
        ...

    def mentioned_in_file(self, path: str) -> Mapping[str, int]:
        """Free names (classes, globals, shared variables) in one file, and how often."""
        ...

    def mentioned_in_folder(self, path: str) -> Mapping[str, int]: ...

    def reference_count(self, name: str) -> int:
        """How many uses of a free name `variable_references` would list."""
        ...

    def referring_files(self, name: str) -> int:
        """How many files mention a free name."""
        ...

    @property
    def selector_changes(self) -> int:
        """Grows when a selector gets its first implementor or loses its last one."""
        ...

    @property
    def class_changes(self) -> int:
        """Grows when a class name comes or goes."""
        ...

    def knows_name(self, name: str) -> bool:
        """Whether a capitalised name is a class, trait or class/pool variable somewhere, or a
        global that every Smalltalk has."""
        ...

    def search(self, query: str, limit: int) -> Sequence[ClassEntry | MethodEntry | SymbolEntry]:
        """Workspace symbols: `Foo`, `Foo>>bar`, `#at:put:`, camel humps; best first."""
        ...

    def symbols_of(self, path: str) -> Sequence[SymbolEntry]: ...

    def symbols_named(self, name: str) -> Sequence[SymbolEntry]:
        """Symbols of other languages with exactly this name, by path and offset."""
        ...

    def identifiers(self, language: str) -> Iterable[str]:
        """Distinct identifiers seen in the files of another language, most frequent first."""
        ...

    def protocols_of(self, class_name: str, is_meta: bool) -> Sequence[str]:
        """Protocol names in the order of first use."""
        ...
