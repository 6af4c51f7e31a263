"""Frames out of a byte stream, and whatever else may be in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.protocol.framing import MAX_HEADER_LINE_BYTES, Frame, FrameParser, Garbage, frame


def read(*pieces: bytes) -> list[Frame | Garbage]:
    parser = FrameParser()
    return [item for piece in pieces for item in parser.feed(piece)]


def bodies(*pieces: bytes) -> list[bytes]:
    return [item.body for item in read(*pieces) if isinstance(item, Frame)]


def reasons(*pieces: bytes) -> list[str]:
    return [item.reason for item in read(*pieces) if isinstance(item, Garbage)]


def test_one_frame():
    assert read(b"Content-Length: 2\r\n\r\n{}") == [Frame(b"{}")]


@given(st.lists(st.binary()), st.lists(st.integers(1, 40)))
def test_frames_survive_any_cutting_of_the_stream(messages: list[bytes], cuts: list[int]):
    stream = b"".join(map(frame, messages))
    pieces = []
    for cut in cuts:
        pieces.append(stream[:cut])
        stream = stream[cut:]
    assert read(*pieces, stream) == [Frame(each) for each in messages]


@pytest.mark.parametrize(
    "header",
    [
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH:2\r\n\r\n",
        b"Content-Length: 2 \r\n\r\n",
        b"Content-Length: 2\n\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
        b"X-Whatever: a: b\r\nContent-Length: 2\r\nX-More:\r\n\r\n",
        b"\r\n\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_header_forms_that_are_taken(header: bytes):
    assert read(header + b"{}") == [Frame(b"{}")]


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\r\n",
        b"\x00\x00\x00\n\xff\xfe\n",
        b'{"jsonrpc":"2.0"}\n',
        b'{"jsonrpc":"2.0"}',
        b"Content-Length: -5\r\n\r\n{1234",
        b"Content-Length: 99999999999\r\n\r\n{}",
        b"Content-Length: 999999999999999999999999999999999\r\n\r\n{}",
        b"Content-Length: ten\r\n\r\n{}",
        b"Content-Length:\r\n\r\n{}",
        b"Content-Type: text/plain\r\n\r\n{}",
    ],
)
def test_garbage_is_named_once_and_the_next_frame_is_read(garbage: bytes):
    found = read(garbage + frame(b'"next"'))
    assert [type(each) for each in found] == [Garbage, Frame]
    assert found[-1] == Frame(b'"next"')


def test_each_run_of_garbage_is_named():
    assert len(reasons(b"a\nb\nc\n", frame(b"1"), b"d\n", frame(b"2"))) == 2


def test_a_line_without_end_is_not_kept():
    parser = FrameParser()
    found = [item for _ in range(100) for item in parser.feed(b"x" * MAX_HEADER_LINE_BYTES)]
    assert len(found) == 1
    assert len(parser._buffer) <= MAX_HEADER_LINE_BYTES
    assert list(parser.feed(b"\n" + frame(b"1"))) == [Frame(b"1")]


def test_an_incomplete_body_waits():
    assert read(b"Content-Length: 5\r\n\r\n1234") == []


def test_the_content_length_is_in_the_reason():
    assert "-5" in reasons(b"Content-Length: -5\r\n\r\n")[0]


@given(st.binary())
def test_no_bytes_break_the_parser(data: bytes):
    read(data)
