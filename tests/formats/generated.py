"""Hypothesis strategies: names, methods and classes as any Smalltalk file may hold them."""

from __future__ import annotations

from hypothesis import strategies as st

from kibitz.formats.write import NewClass, NewMethod

LETTERS = "abcdefghijklmnopqrstuvwxyz"
names = st.text(LETTERS, min_size=1, max_size=6)
class_names = names.map(str.capitalize)
protocols = st.text("abc '!\"-*é\\", min_size=1, max_size=12).filter(
    lambda each: each.strip() == each
)
stamps = st.none() | st.text("abc '!/:0123", min_size=1, max_size=12)
comments = st.none() | st.text("abc '\"![]{}\n\té$#", min_size=1, max_size=60).filter(
    lambda each: each.strip() == each
)

words = st.text("abc ![]{}()é$#^\n\t>:;.|", max_size=20)
strings = words.map(lambda each: "'" + each.replace("'", "''") + "'")
remarks = words.map(lambda each: '"' + each.replace('"', '""') + '"')
samples = st.sampled_from(
    [
        "'\nOther >> bar [\n\t^ 1\n]\n'",
        "$]",
        "$[",
        "$'",
        '$"',
        "$!",
        "#[1 2]",
        "#( $] ']' )",
        "#'a]!b'",
    ]
)
tokens = names | strings | remarks | samples | st.sampled_from(["+", "^", ".", ";", "x :=", "3"])
blocks = st.recursive(
    st.lists(tokens, min_size=1, max_size=5).map(" ".join),
    lambda inner: st.lists(
        inner.map(lambda each: f"[ {each} ]") | tokens, min_size=1, max_size=4
    ).map(" ".join),
    max_leaves=6,
)
patterns = (
    names
    | st.lists(names, min_size=1, max_size=3).map(
        lambda each: " ".join(f"{key}: x" for key in each)
    )
    | st.sampled_from(["+ x", ">= x", ", x", "! x", "-> x"])
)


@st.composite
def methods(draw: st.DrawFn) -> NewMethod:
    lines = draw(st.lists(blocks, max_size=3))
    code = "\n\t".join([draw(patterns), *lines])
    return NewMethod(code, draw(protocols), draw(st.booleans()), draw(stamps))


@st.composite
def classes(draw: st.DrawFn) -> NewClass:
    variables = st.lists(names, max_size=3, unique=True)
    return NewClass(
        draw(class_names),
        draw(st.none() | class_names),
        instance_variables=draw(variables),
        class_variables=draw(variables),
        class_instance_variables=draw(variables),
        pools=draw(variables),
        category=draw(
            st.text("ABc -", min_size=1, max_size=8).filter(lambda each: each.strip() == each)
        ),
        comment=draw(comments),
    )


method_lists = st.lists(methods(), max_size=5)
noise = st.text("!'\"[](){}#$:;.|^<> \n\r\tab\0", max_size=30)
