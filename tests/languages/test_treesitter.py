"""Declarations, problems and scopes of Python, TypeScript and JavaScript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.languages.facts import facts_of
from kibitz.languages.treesitter.grammars import parse
from kibitz.languages.treesitter.problems import parses_cleanly, problems
from kibitz.languages.treesitter.scope import names_in_scope

PYTHON = """import os, sys as system
from shop.core import Store as S, Track
TITLE = "Käse"
class Shop(S):
    "A shop."
    size: int = 3
    def open(self, hour, *args, late=False) -> bool:
        return [x for x in args if x > hour]
async def main(): pass
"""

TYPESCRIPT = """import { Store, Track as T } from "./core";
export interface Priced<P> { price: number; cost(at: Date): P }
export abstract class Shop<G> implements Priced<G> {
  private items: G[] = [];
  constructor(readonly name: string) {}
  cost(at: Date): G { const { first, rest: others } = this.items as any; return others }
}
export const sum = (xs: number[], start = 0): number => start;
const LIMIT = 3;
enum Kind { Big }
type Pair = [number, number];
namespace Tools { export function cut(): void {} }
"""

JAVASCRIPT = """class Shop { #items = []; add(item, ...more) { return more } }
function* all() {}
const run = async (x) => x, limit = 3;
export const view = <Row key={limit} />;
"""


def outline(path, text):
    """Each symbol as `kind container.name`."""
    return [
        f"{each.kind} {each.container + '.' if each.container else ''}{each.name}"
        for each in facts_of(path, text).symbols
    ]


def test_python_symbols():
    assert outline("/a.py", PYTHON) == [
        "variable TITLE",
        "class Shop",
        "property Shop.size",
        "method Shop.open",
        "function main",
    ]


def test_typescript_symbols():
    assert outline("/a.ts", TYPESCRIPT) == [
        "interface Priced",
        "property Priced.price",
        "method Priced.cost",
        "class Shop",
        "property Shop.items",
        "method Shop.constructor",
        "method Shop.cost",
        "function sum",
        "variable LIMIT",
        "enum Kind",
        "type Pair",
        "module Tools",
        "function Tools.cut",
    ]


def test_javascript_symbols():
    assert outline("/a.jsx", JAVASCRIPT) == [
        "class Shop",
        "property Shop.#items",
        "method Shop.add",
        "function all",
        "function run",
        "variable limit",
        "variable view",
    ]


def test_tsx_has_its_own_grammar():
    assert facts_of("/a.tsx", "const a = <b>{c}</b>;").problem_count == 0
    assert facts_of("/a.ts", "const a = <b>c;").problem_count == 0


@pytest.mark.parametrize(
    ("path", "text", "signature"),
    [
        ("/a.py", "def go(x,\n       y) -> int:\n    pass\n", "def go(x, y) -> int"),
        ("/a.py", "class A(B):\n    pass\n", "class A(B)"),
        ("/a.ts", "function go<T>(x: T): T[] { return [] }", "function go<T>(x: T): T[]"),
        ("/a.ts", "const go = (x: number): number => x", "go = (x: number): number"),
        ("/a.js", "class A extends B { }", "class A extends B"),
    ],
)
def test_signatures(path, text, signature):
    assert facts_of(path, text).symbols[0].signature == signature


def test_places_count_characters_not_bytes():
    (_, shop, *_) = facts_of("/a.py", PYTHON).symbols
    assert PYTHON[shop.name_start :].startswith("Shop(S)")
    assert PYTHON[shop.start : shop.end].startswith("class Shop")
    assert PYTHON[shop.start : shop.end].endswith("if x > hour]")


@given(st.text(alphabet="aé€😀\n", max_size=30))
def test_every_byte_offset_has_its_character(text):
    parsed = parse(text, "python")
    byte = 0
    for at, character in enumerate(text):
        assert parsed.offset(byte) == at
        byte += len(character.encode())
    assert parsed.offset(byte) == len(text)


def test_identifiers_are_distinct_and_not_from_strings_or_comments():
    facts = facts_of("/a.py", 'total = total + tax  # rate\nname = "word"\n')
    assert facts.identifiers == ("name", "tax", "total")


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("def f(:\n    x = 1\n", "python", "("),
        ("const a = ;", "javascript", "const"),
        ("function f( { }", "typescript", "function"),
    ],
)
def test_problems_have_places(text, language, place):
    assert not parses_cleanly(text, language)
    (problem, *_) = problems(text, language)
    assert 0 <= problem.span.start <= problem.span.end <= len(text)
    assert problem.message.endswith(".")


def test_clean_texts_have_no_problems():
    assert problems(PYTHON, "python") == ()
    assert parses_cleanly(TYPESCRIPT, "typescript")
    assert parses_cleanly(JAVASCRIPT, "javascript")
    assert parses_cleanly("const a = <b/>", "typescriptreact")


def test_a_language_without_a_grammar_is_left_alone():
    assert parses_cleanly("((((", "cobol")
    assert problems("((((", "cobol") == ()
    assert names_in_scope("x", "cobol", 0) == frozenset()


def seen(text, language, marker):
    return names_in_scope(text, language, text.index(marker))


def test_python_scope():
    inside = seen(PYTHON, "python", "return [")
    assert {"os", "system", "S", "Track", "TITLE", "Shop", "main", "self", "hour", "args", "late",
            "print", "None"} <= inside  # fmt: skip
    assert not {"sys", "size", "open_", "x"} & inside


def test_python_names_of_a_comprehension_stay_in_it():
    assert "x" in seen(PYTHON, "python", "x > hour")


def test_python_class_names_are_seen_in_the_class_body():
    assert "size" in seen(PYTHON, "python", '"A shop."')


def test_python_parameters_stay_in_their_function():
    assert not {"hour", "self"} & seen(PYTHON, "python", "async def")


def test_typescript_scope():
    inside = seen(TYPESCRIPT, "typescript", "return others")
    assert {"Store", "T", "Priced", "Shop", "sum", "LIMIT", "Kind", "Pair", "Tools", "G", "at",
            "first", "others", "console", "Map"} <= inside  # fmt: skip
    assert not {"rest", "xs", "start", "price"} & inside


def test_javascript_scope():
    inside = seen(JAVASCRIPT, "javascript", "return more")
    assert {"item", "more", "Shop", "all", "run", "limit", "view"} <= inside
    assert "x" not in inside


def test_a_damaged_head_still_tells_its_names():
    assert "count" in names_in_scope("def go(count):\n    if (\n", "python", 20)
