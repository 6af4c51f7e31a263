"""Edits of open documents, as a client with the same text would make them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kibitz.protocol.documents import Change, Document, DocumentStore, path_of
from kibitz.protocol.positions import Encoding, PositionCodec
from kibitz.syntax.lines import LineIndex

TEXTS = st.text(st.sampled_from("ab é日😋\n\r\f\u2028\x85\x00"), max_size=30)
PIECES = st.one_of(TEXTS, st.sampled_from(["\r\n", "\r", "\n", "😋", ""]))
URI = "file:///code/a.st"


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), PIECES), max_size=8),
    st.sampled_from(Encoding),
    st.booleans(),
)
def test_incremental_edits_give_the_full_text(
    text: str, edits: list[tuple[int, int, str]], encoding: Encoding, in_one_message: bool
):
    codec = PositionCodec(encoding)
    store = DocumentStore()
    store.open(URI, "smalltalk", 1, text)
    changes = []
    for a, b, new in edits:
        # The client's own text is the model. It cannot name the middle of a CRLF.
        lines = LineIndex(text)
        start, end = (codec.position(lines, min(each, len(text))) for each in sorted((a, b)))
        first, last = codec.offset(lines, *start), codec.offset(lines, *end)
        text = text[:first] + new + text[last:]
        changes.append(Change(new, start, end))
    for version, batch in enumerate([changes] if in_one_message else [[c] for c in changes], 2):
        store.change(URI, version, batch, codec)
    document = store.get(URI)
    assert document
    assert document.text == text
    assert document.lines.starts == LineIndex(text).starts


def edited(text: str, *changes: Change) -> str:
    store = DocumentStore()
    store.open(URI, "smalltalk", 1, text)
    document = store.change(URI, 2, changes, PositionCodec())
    assert document
    assert document.version == 2
    return document.text


def test_a_form_feed_ends_no_line():
    assert edited("a\fb\nc", Change("X", (1, 0), (1, 1))) == "a\fb\nX"


def test_a_line_separator_ends_no_line():
    assert edited("a\u2028b\nc", Change("X", (1, 0), (1, 1))) == "a\u2028b\nX"


def test_past_the_lines_end_is_its_end():
    assert edited("ab\ncd", Change("X", (0, 99), (0, 99))) == "abX\ncd"


def test_past_the_last_line_is_the_texts_end():
    assert edited("ab\n", Change("X", (7, 0), (7, 0))) == "ab\nX"


def test_an_edit_that_makes_a_crlf():
    assert edited("a\rb", Change("\n", (1, 0), (1, 0)), Change("X", (1, 0), (1, 0))) == "a\r\nXb"


def test_a_range_that_ends_before_it_begins_is_an_insertion():
    assert edited("abc", Change("X", (0, 2), (0, 1))) == "abXc"


def test_without_a_range_the_whole_text_is_replaced():
    assert edited("abc", Change("new")) == "new"


def test_a_lone_surrogate_becomes_the_replacement_character():
    assert edited("abc", Change("\ud83d", (0, 1), (0, 2))) == "a\ufffdc"


def test_an_old_version_keeps_its_text():
    store = DocumentStore()
    before = store.open(URI, "smalltalk", 1, "old")
    store.change(URI, 2, [Change("new")], PositionCodec())
    assert before.text == "old"


def test_a_change_of_a_document_that_is_not_open():
    assert DocumentStore().change(URI, 2, [Change("x")], PositionCodec()) is None


def test_two_spellings_of_a_uri_are_one_document():
    store = DocumentStore()
    opened = store.open("file:///c%3A/a%20b.st", "smalltalk", 1, "x")
    assert store.get("file:///c:/a b.st") is opened


def test_a_file_is_found_by_its_path_until_it_is_closed():
    store = DocumentStore()
    opened = store.open(URI, "smalltalk", 1, "x")
    assert store.at_path(Path("/code/a.st")) is opened
    store.close(URI)
    assert store.at_path(Path("/code/a.st")) is None


def test_an_untitled_document_has_a_path_and_no_file():
    document = Document("untitled:Untitled-1", "smalltalk", 1, LineIndex(""))
    assert document.path == Path("Untitled-1")
    assert not document.is_file
    store = DocumentStore()
    store.open("git:/code/a.st?ref", "smalltalk", 1, "old")
    assert store.at_path(Path("/code/a.st")) is None


def test_paths_of_uris():
    assert path_of("file:///a%20b;c/%E6%97%A5.st") == Path("/a b;c/日.st")
    assert path_of("file://localhost/a.st") == Path("/a.st")
    assert path_of("file:///%FF.st") == Path("/\udcff.st")


def test_odd_uris_have_some_path():
    for uri in ("", "file:", "nonsense", "untitled:", "http://[::1", "file://host/share/a.st"):
        path_of(uri)
