"""Bytes to text and back."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.formats.encoding import Unencodable, decode, encode, line_end_of


@settings(deadline=None)
@given(st.binary())
def test_every_byte_comes_back(data: bytes):
    decoded = decode(data)
    assert encode(decoded.text, decoded) == data


@settings(deadline=None)
@given(st.sampled_from([codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]), st.binary())
def test_every_byte_behind_a_mark_comes_back(bom: bytes, data: bytes):
    decoded = decode(bom + data)
    assert encode(decoded.text, decoded) == bom + data


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("é".encode(), "é", "utf-8"),
        (codecs.BOM_UTF8 + b"x", "x", "utf-8"),
        (codecs.BOM_UTF16_LE + "aé".encode("utf-16-le"), "aé", "utf-16-le"),
        (codecs.BOM_UTF16_BE + "aé".encode("utf-16-be"), "aé", "utf-16-be"),
        (b"VisualWorks\xae \x93x\x94", "VisualWorks® “x”", "cp1252"),
        (b"\x81\xe9", "\x81é", "latin-1"),
        (b"", "", "utf-8"),
    ],
)
def test_encodings(data: bytes, text: str, encoding: str):
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_an_edit_of_an_old_file_stays_in_its_encoding():
    decoded = decode(b"caf\xe9")
    assert encode("ü " + decoded.text, decoded) == b"\xfc caf\xe9"


def test_a_character_that_the_encoding_lacks_is_refused_in_words():
    with pytest.raises(Unencodable, match=r"'→' \(U\+2192\).*Windows-1252.*UTF-8"):
        encode("→", decode(b"\xe9"))


def test_text_that_is_not_utf8_is_told():
    (problem,) = decode(b"ab\xe9cd").problems
    assert (problem.code, problem.severity) == ("encoding", "information")
    assert (problem.span.start, problem.span.end) == (2, 3)
    assert "Windows-1252" in problem.message


def test_nuls_are_told_once_with_their_number():
    (problem,) = decode(b"Class { #name : 'Foo' }\0 and much more text behind it\0").problems
    assert problem.code == "nul"
    assert "2 NUL" in problem.message
    assert problem.span.start == 23


def test_mixed_line_ends_are_told_at_the_first_odd_one():
    decoded = decode(b"a\nb\nc\r\nd\re\n")
    assert decoded.line_end == "\n"
    (problem,) = decoded.problems
    assert (problem.span.start, problem.span.end) == (5, 7)
    assert "1 CRLF and 3 LF and 1 CR" in problem.message


@pytest.mark.parametrize(
    ("text", "line_end"), [("a\r\nb", "\r\n"), ("a\rb", "\r"), ("a\nb", "\n"), ("a", "\n")]
)
def test_line_ends(text: str, line_end: str):
    assert decode(text.encode()).line_end == line_end
    assert line_end_of(text) == line_end


def test_binary_data_is_known():
    decoded = decode(bytes(range(32)) * 20)
    assert decoded.is_binary
    assert [each.code for each in decoded.problems] == ["binary"]


def test_text_is_not_binary():
    assert not decode("Foo >> bar [\n\t^ 'été'\n]\n\f".encode()).is_binary
