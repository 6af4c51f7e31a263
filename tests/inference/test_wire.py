"""Frames survive any way of being cut, and nothing but a frame is taken for one."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.inference.engine import ChatRequest, ContextBlock, InfillRequest, Role, Usage
from kibitz.inference.process import _encoded
from kibitz.inference.wire import (
    MAX_FRAME,
    Abort,
    Chat,
    Done,
    FrameBuffer,
    FrameError,
    Infill,
    Piece,
    frame,
    from_worker,
    to_worker,
)

texts = st.text(st.characters(exclude_categories=["Cs"]))
requests = st.builds(
    InfillRequest,
    prefix=texts,
    suffix=texts,
    blocks=st.lists(st.builds(ContextBlock, name=texts, text=texts), max_size=3).map(tuple),
    max_tokens=st.integers(0, 1000),
    deadline=st.none() | st.floats(0, 60),
)
messages = st.one_of(
    st.builds(Infill, id=st.integers(0, 2**31), role=st.sampled_from(Role), request=requests),
    st.builds(
        Chat,
        id=st.integers(0, 2**31),
        role=st.sampled_from(Role),
        request=st.builds(ChatRequest, system=texts, user=texts),
    ),
    st.builds(Abort, id=st.integers(0, 2**31), reason=texts),
)


@given(st.lists(messages, max_size=5), st.data())
def test_messages_arrive_whole_however_the_bytes_are_cut(sent, data):
    stream = b"".join(frame(message) for message in sent)
    buffer, received = FrameBuffer(), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        received += [to_worker(payload) for payload in buffer.feed(stream[:cut])]
        stream = stream[cut:]
    assert received == sent


@given(texts, st.floats(-1000, 0))
def test_what_a_worker_sends_is_read_back(text, logprob):
    for message in (Piece(1, text, logprob, 2), Done(1, Usage(stop_reason="end"), text)):
        assert from_worker(frame(message)[4:]) == message


def test_an_absurd_length_is_refused_before_waiting_for_it():
    with pytest.raises(FrameError):
        FrameBuffer().feed((MAX_FRAME + 1).to_bytes(4, "big"))


@given(st.binary(max_size=60))
def test_what_is_no_message_is_a_decode_error(payload):
    try:
        to_worker(payload)
    except msgspec.DecodeError:
        return
    assert to_worker(payload) is not None


def test_half_a_surrogate_pair_is_replaced_and_the_rest_kept():
    message = Infill(
        7, Role.COMPLETION, InfillRequest("a\ud83d", "b", (ContextBlock("n", "\ude00"),))
    )
    received = to_worker(_encoded(message)[4:])
    assert received == Infill(
        7, Role.COMPLETION, InfillRequest("a?", "b", (ContextBlock("n", "?"),))
    )
