"""Names decide the language, except where other languages use them too."""

import pytest

from kibitz.languages.detect import language_of, may_be_source

FILE_OUT = "'From Squeak'!\nObject subclass: #A\n\tcategory: 'X'!\n"
CSHARP = "using System;\nclass A { bool Go() => !done; }\n"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.st", "smalltalk"),
        ("A.CLASS.ST", "smalltalk"),
        ("a.py", "python"),
        ("a.pyi", "python"),
        ("a.ts", "typescript"),
        ("a.tsx", "typescript"),
        ("a.mts", "typescript"),
        ("a.js", "javascript"),
        ("a.jsx", "javascript"),
        ("a.cjs", "javascript"),
        ("a.rb", None),
        ("st", None),
        ("a.cs", None),
    ],
)
def test_by_name(name, language):
    assert language_of(f"/x/{name}") == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FILE_OUT, "smalltalk"),
        ("\n!A methodsFor: 'x'!\ngo\n! !\n", "smalltalk"),
        ("Object subclass: #A\r\tcategory: 'X'!\r", "smalltalk"),
        (CSHARP, None),
        ("", None),
    ],
)
def test_a_change_set_is_told_from_c_sharp_by_its_text(text, language):
    assert language_of("/x/a.cs", text) == language


def test_what_may_be_source():
    assert may_be_source("a.cs")
    assert not may_be_source("a.md")
