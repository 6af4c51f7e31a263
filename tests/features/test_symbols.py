"""Document symbols, workspace symbols and diagnostics."""

from __future__ import annotations

import pytest

from kibitz.config.schema import DiagnosticsSettings, Settings
from kibitz.features.diagnostics import diagnostics
from kibitz.features.document_symbols import DocumentSymbol, document_symbols
from kibitz.features.workspace_symbols import workspace_symbols
from tests.features.support import Fixture, fixture, method
from tests.features.workspace import SHAPES


def outline(text: str, path: str = "Foo.class.st") -> list[str]:
    """Each symbol as `  kind name (detail): selected text`, indented by depth."""
    made = fixture(text, path=path)
    return [*_lines(made, document_symbols(made.snapshot), 0)]


def _lines(made: Fixture, symbols: tuple[DocumentSymbol, ...], depth: int):
    for each in symbols:
        selected = made.snapshot.text[each.selection.start : each.selection.end]
        assert each.span.start <= each.selection.start <= each.selection.end <= each.span.end
        detail = f" ({each.detail})" if each.detail else ""
        yield f"{'  ' * depth}{each.kind.value} {each.name}{detail}: {selected}"
        for child in each.children:
            assert each.span.start <= child.span.start <= child.span.end <= each.span.end
        yield from _lines(made, each.children, depth + 1)


def test_a_tonel_outline():
    assert outline(SHAPES["Square.class.st"]) == [
        "class Square (Shape): Square",
        "  field side (instance variable): side",
        "  method area (geometry): area",
        "  method colour (accessing): colour",
        "  method ink (ink): ink",
    ]


def test_class_side_methods_are_marked():
    assert "  method class >> coloured: (instance creation): coloured: aColour" in outline(
        SHAPES["Shape.class.st"]
    )


def test_class_variables_are_constants():
    assert "  constant Default (class variable): Default" in outline(SHAPES["Shape.class.st"])


def test_a_chunk_outline_follows_the_file():
    assert outline(SHAPES["Circle.st"], "Circle.st") == [
        "class Circle (Shape): Circle",
        "  field radius (instance variable): radius",
        "  method area (geometry): area",
        "class Shape (methods): isRound",
        "  method isRound (*Shapes-Round): isRound",
        "class Circle (methods): colour: aColour",
        "  method colour: (more): colour: aColour",
    ]


def test_a_damaged_method_leaves_the_others_in_the_outline():
    text = SHAPES["Square.class.st"].replace("side * side", "(side * ")
    assert len(outline(text)) == 5


def test_a_python_outline_is_nested():
    text = "class Store:\n    def add(self, x):\n        return x\n\ndef main():\n    pass\n"
    assert [line.rpartition(": ")[2] for line in outline(text, "store.py")] == [
        "Store",
        "add",
        "main",
    ]
    assert [len(line) - len(line.lstrip()) for line in outline(text, "store.py")] == [0, 2, 0]


def test_an_empty_file_has_no_outline():
    assert outline("", "empty.st") == []


class TestWorkspaceSymbols:
    def names(self, query: str) -> list[str]:
        index = fixture(method("$0"), SHAPES).snapshot.index
        return [each.name for each in workspace_symbols(index, query)]

    def test_a_class(self):
        assert self.names("Square")[0] == "Square"

    def test_a_method_is_named_with_its_class(self):
        assert "Square>>area" in self.names("area")

    def test_a_class_side_method(self):
        assert self.names("coloured:") == ["Shape class>>coloured:"]

    def test_a_method_of_a_class(self):
        assert self.names("Square>>area")[0] == "Square>>area"

    def test_nothing(self):
        assert self.names("") == []

    def test_the_location_is_the_name(self):
        made = fixture(method("$0"), SHAPES)
        (found,) = (each for each in workspace_symbols(made.snapshot.index, "Square")[:1])
        assert made.shown(found.location) == "Square.class.st: Square"


class TestDiagnostics:
    def found(self, text: str, path: str = "Foo.class.st", settings: Settings | None = None):
        made = fixture(text, path=path, settings=settings)
        return [
            (each.severity, made.snapshot.text[each.span.start : each.span.end])
            for each in diagnostics(made.snapshot)
        ]

    @pytest.mark.parametrize("name", sorted(SHAPES))
    def test_good_files_have_none(self, name: str):
        assert self.found(SHAPES[name], name) == []

    def test_a_bracket_left_open(self):
        problems = self.found(method("^ (3 + 4"))
        assert len(problems) == 1
        assert problems[0][0] == "error"

    def test_the_place_is_in_the_file(self):
        made = fixture("!Foo methodsFor: 'x'!\nrun\n\t'a!!!!b' foo. ^ ) 3! !\n", path="Foo.st")
        problem = diagnostics(made.snapshot)[0]
        assert made.snapshot.text[problem.span.start : problem.span.end] == "^"

    def test_other_languages_have_none(self):
        assert self.found("def (:\n", "broken.py") == []

    def test_they_can_be_turned_off(self):
        settings = Settings(diagnostics=DiagnosticsSettings(enabled=False))
        assert self.found(method("^ (3 + 4"), settings=settings) == []
