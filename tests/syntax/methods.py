"""Hypothesis strategies for well-formed Smalltalk, written token by token."""

from __future__ import annotations

from hypothesis import strategies as st

_RESERVED = ("self", "super", "nil", "true", "false", "thisContext", "thisProcess")

names = st.from_regex(r"[a-zäé_][A-Za-z0-9_ß]{0,6}", fullmatch=True).filter(
    lambda name: name not in _RESERVED and name != "_"
)
globals_ = st.from_regex(r"[A-Z][A-Za-z0-9]{0,5}((\.|::)[A-Z][a-z]{0,3})?", fullmatch=True)
keywords = names.map(lambda name: name + ":")
operators = st.text("+*/<>=~,@%&?\\!|", min_size=1, max_size=3) | st.sampled_from(["-", "->"])

# Separators between tokens; a comment may hold what would be closers elsewhere.
spaces = st.sampled_from([" ", "\n\t", '  "a ] comment" ', ' "with ""quotes"" and $\' " ', "\r\n"])

quoted = st.text(max_size=8).map(lambda text: text.replace("'", "''"))
strings = quoted.map(lambda text: f"'{text}'")
characters = st.characters(exclude_categories=["Cs"]).map(lambda character: f"${character}")
numbers = st.sampled_from(
    ["0", "42", "-7", "16rFF", "-16rFF", "16r-1", "1e10", "1.5", "1.5d0", "2.5e-3", "3s", "1.5s2",
     "2r101e3", "1_000"]
)  # fmt: skip
symbols = st.one_of(
    names.map(lambda name: f"#{name}"),
    globals_.filter(str.isalnum).map(lambda name: f"##{name}"),
    st.lists(keywords, min_size=1, max_size=3).map(lambda parts: "#" + "".join(parts)),
    operators.map(lambda operator: f"#{operator}"),
    quoted.map(lambda text: f"#'{text}'"),
)


def _joined(parts: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    return parts.map(" ".join)


_elements = st.recursive(
    st.one_of(
        numbers, strings, characters, symbols, names, keywords, operators,
        st.sampled_from(["true", "nil", "self", "#[1 2]", "[3]", "foo:bar:", ";", "#{Foo.Bar}"]),
    ),
    lambda inner: _joined(st.lists(inner, max_size=3)).map(lambda text: f"({text} )"),
    max_leaves=4,
)  # fmt: skip
literal_arrays = _joined(st.lists(_elements, max_size=4)).map(lambda text: f"#({text} )")

literals = st.one_of(
    numbers, strings, characters, symbols, literal_arrays,
    st.sampled_from(["#[1 2 255]", "#{Foo}", "#{Foo.Bar}", "##(3 + 4)", "true", "nil"]),
)  # fmt: skip


@st.composite
def _unary(draw: st.DrawFn, operand: str) -> str:
    sent = draw(st.lists(names, max_size=2))
    return draw(spaces).join([operand, *sent])


@st.composite
def _binary_part(draw: st.DrawFn, expressions: st.SearchStrategy[str]) -> str:
    return f"{draw(operators)} {draw(_unary(draw(_operand(expressions))))}"


@st.composite
def _binary(draw: st.DrawFn, expressions: st.SearchStrategy[str]) -> str:
    text = draw(_unary(draw(_operand(expressions))))
    for _ in range(draw(st.integers(0, 2))):
        text += draw(spaces) + draw(_binary_part(expressions))
    return text


@st.composite
def _keyword_part(draw: st.DrawFn, expressions: st.SearchStrategy[str]) -> str:
    parts = [
        f"{draw(keywords)}{draw(spaces)}{draw(_binary(expressions))}"
        for _ in range(draw(st.integers(1, 2)))
    ]
    return draw(spaces).join(parts)


@st.composite
def _sent(draw: st.DrawFn, expressions: st.SearchStrategy[str]) -> str:
    text = draw(_binary(expressions))
    if draw(st.booleans()):
        text += draw(spaces) + draw(_keyword_part(expressions))
        for _ in range(draw(st.integers(0, 2))):
            message = draw(st.one_of(names, _keyword_part(expressions), _binary_part(expressions)))
            text += f";{draw(spaces)}{message}"
    return text


@st.composite
def _block(draw: st.DrawFn, expressions: st.SearchStrategy[str]) -> str:
    arguments = "".join(f":{name} " for name in draw(st.lists(names, max_size=2)))
    bar = "| " if arguments else ""
    temporaries = draw(st.sampled_from(["", "| t u | ", "| | "]))
    return f"[ {arguments}{bar}{temporaries}{draw(_statements(expressions))} ]"


def _operand(expressions: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        names,
        globals_,
        st.sampled_from(["self", "super", "thisContext"]),
        literals,
        expressions.map(lambda text: f"({text} )"),
        _block(expressions),
        st.lists(expressions, max_size=3).map(lambda parts: "{" + " . ".join(parts) + " }"),
    )


@st.composite
def _statements(draw: st.DrawFn, expressions: st.SearchStrategy[str]) -> str:
    parts = draw(st.lists(expressions, max_size=3))
    if parts and draw(st.booleans()):
        parts[-1] = "^ " + parts[-1]
    return draw(st.sampled_from([" . ", " .\n\t", " .. "])).join(parts)


@st.composite
def _assignment(draw: st.DrawFn, expressions: st.SearchStrategy[str]) -> str:
    return f"{draw(names)} {draw(st.sampled_from([':=', '_']))} {draw(expressions)}"


expressions = st.recursive(
    names | literals,
    lambda inner: _sent(inner) | _assignment(inner),
    max_leaves=5,
)

patterns = st.one_of(
    names,
    st.tuples(operators, names).map(" ".join),
    st.lists(st.tuples(keywords, names).map(" ".join), min_size=1, max_size=3).map(" ".join),
)


@st.composite
def methods(draw: st.DrawFn) -> str:
    """A method that any of the dialects' compilers would read without complaint."""
    temporaries = draw(st.sampled_from(["", "| a b |", "| |", "||"]))
    pragma = draw(st.sampled_from(["", "<primitive: 60>", "<foo: #bar baz: 'x'>", "<script>"]))
    body = draw(_statements(expressions))
    return f"{draw(patterns)}\n\t{temporaries} {pragma}{draw(spaces)}{body}"
