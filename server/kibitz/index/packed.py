"""One file's facts in the form that SQLite keeps and `WorkspaceIndex` holds in memory.

The names a file mentions are listed once each, so that loading a workspace
touches names and not occurrences; each method's facts stay encoded until a
lookup needs them (a few microseconds). Knows nothing of other files.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec

from kibitz.index.facts import ClassFacts, FileFacts, MethodFacts, SymbolFacts

META_SUFFIX = " class"

_encode = msgspec.msgpack.Encoder().encode
_decode_method = msgspec.msgpack.Decoder(MethodFacts).decode


class Mentions(msgspec.Struct, array_like=True, gc=False):
    """Distinct names and the methods that mention them.

    `methods` holds native uint32 method numbers, one per occurrence, the first
    name's first; the number after the last method stands for code outside methods.
    """

    names: tuple[str, ...] = ()  # sorted
    counts: tuple[int, ...] = ()  # occurrences per name
    methods: bytes = b""

    def numbers(self, name: str) -> Iterator[int]:
        """Distinct numbers of the methods that mention `name`, ascending."""
        at = bisect_left(self.names, name)
        if at == len(self.names) or self.names[at] != name:
            return iter(())
        start = sum(self.counts[:at])
        return iter(
            dict.fromkeys(memoryview(self.methods).cast("I")[start : start + self.counts[at]])
        )


class PackedFile(msgspec.Struct, array_like=True, gc=False):
    """See the module's docstring. Method numbers count from 0 in file order."""

    path: str
    language: str
    format: str | None
    dialect: str | None
    problem_count: int
    classes: tuple[ClassFacts, ...]
    symbols: tuple[SymbolFacts, ...]
    identifiers: tuple[str, ...]
    owners: tuple[str, ...]  # distinct class names with methods here; 'Foo class' for a class side
    owner_numbers: bytes  # uint32 per method: its owner's place in `owners`
    selectors: tuple[str, ...]  # per method
    sent: Mentions
    variables: Mentions
    literals: Mentions  # literal symbols that look like selectors
    method_ends: bytes  # uint32 per method: where its facts end in `methods`
    methods: bytes
    loose: tuple[tuple[tuple[str, int], ...], ...]  # sends, variables, symbols outside methods

    @property
    def method_count(self) -> int:
        return len(self.selectors)

    def method(self, number: int) -> MethodFacts:
        ends = memoryview(self.method_ends).cast("I")
        start = ends[number - 1] if number else 0
        return _decode_method(memoryview(self.methods)[start : ends[number]])

    def numbers_of_selector(self, selector: str) -> list[int]:
        """Numbers of the methods with this selector, of any class."""
        found: list[int] = []
        at = -1
        for _ in range(self.selectors.count(selector)):
            at = self.selectors.index(selector, at + 1)
            found.append(at)
        return found

    def numbers_of_owner(self, owner: str) -> list[int]:
        """Numbers of the methods that one class side or instance side has here."""
        if owner not in self.owners:
            return []
        wanted = self.owners.index(owner)
        numbers = memoryview(self.owner_numbers).cast("I")
        return [number for number, each in enumerate(numbers) if each == wanted]

    def owner_of(self, number: int) -> str:
        return self.owners[memoryview(self.owner_numbers).cast("I")[number]]


_decode_file = msgspec.msgpack.Decoder(PackedFile).decode


def owner_name(class_name: str, is_meta: bool) -> str:
    """The name under which a class's methods of one side are filed."""
    return class_name + META_SUFFIX if is_meta else class_name


def owner_parts(owner: str) -> tuple[str, bool]:
    """The class name and side that `owner_name` was given."""
    name = owner.removesuffix(META_SUFFIX)
    return name, name != owner


def pack(facts: FileFacts) -> PackedFile:
    """The packed form of one file's facts."""
    owners: dict[str, int] = {}
    owner_numbers = array("I")
    ends = array("I")
    blobs: list[bytes] = []
    end = 0
    for method in facts.methods:
        owner = owner_name(method.class_name, method.is_meta)
        owner_numbers.append(owners.setdefault(owner, len(owners)))
        blob = _encode(method)
        end += len(blob)
        ends.append(end)
        blobs.append(blob)
    methods = facts.methods
    return PackedFile(
        path=facts.path,
        language=facts.language,
        format=facts.format,
        dialect=facts.dialect,
        problem_count=facts.problem_count,
        classes=facts.classes,
        symbols=facts.symbols,
        identifiers=facts.identifiers,
        owners=tuple(owners),
        owner_numbers=owner_numbers.tobytes(),
        selectors=tuple(method.selector for method in methods),
        sent=_mentions([method.sends for method in methods], facts.loose_sends),
        variables=_mentions([method.variables for method in methods], facts.loose_variables),
        literals=_mentions([method.symbols for method in methods], facts.loose_symbols),
        method_ends=ends.tobytes(),
        methods=b"".join(blobs),
        loose=(facts.loose_sends, facts.loose_variables, facts.loose_symbols),
    )


def unpack(packed: PackedFile) -> FileFacts:
    """The facts that `pack` was given."""
    return FileFacts(
        path=packed.path,
        language=packed.language,
        format=packed.format,
        dialect=packed.dialect,
        classes=packed.classes,
        methods=tuple(packed.method(number) for number in range(packed.method_count)),
        symbols=packed.symbols,
        identifiers=packed.identifiers,
        problem_count=packed.problem_count,
        loose_sends=packed.loose[0],
        loose_variables=packed.loose[1],
        loose_symbols=packed.loose[2],
    )


def encode(packed: PackedFile) -> bytes:
    return _encode(packed)


def decode(data: bytes) -> PackedFile:
    """Raises `msgspec.DecodeError` where the bytes are no packed file."""
    return _decode_file(data)


def _mentions(
    per_method: list[tuple[tuple[str, int], ...]], loose: tuple[tuple[str, int], ...]
) -> Mentions:
    found: dict[str, list[int]] = {}
    for number, pairs in enumerate([*per_method, loose]):
        for name, _ in pairs:
            found.setdefault(name, []).append(number)
    names = sorted(found)
    numbers: Iterable[int] = (number for name in names for number in found[name])
    return Mentions(
        names=tuple(names),
        counts=tuple(len(found[name]) for name in names),
        methods=array("I", numbers).tobytes(),
    )
