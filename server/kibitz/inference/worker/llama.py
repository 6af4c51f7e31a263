"""llama.cpp's low-level API, reduced to what the worker needs.

A `Model` is a model file, one context with several sequences in one shared
cache, and the switch that stops an evaluation from another thread. It keeps no
record of what the cache holds: slots.py does.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import llama_cpp as ll
import numpy as np
import numpy.typing as npt

from kibitz.inference.templates import FimTokens

BATCH_TOKENS = 256  # at most, per evaluation; larger gains nothing on a CPU and delays an abort
PIECE_BYTES = 512  # longer than any vocabulary's longest token
TOKENISED_TEXTS = (
    64  # recent texts whose tokens are kept: blocks and suffixes, a few requests' worth
)

T = TypeVar("T")

_NO_CELLS = 1  # llama_decode: the cache has no room for the batch
_ABORTED = 2


class LoadError(Exception):
    """`what` is "model", "adapter" or "memory"; `str()` is a sentence for the user."""

    def __init__(self, what: str, message: str) -> None:
        super().__init__(message)
        self.what = what


class CacheFull(Exception):
    """No cells are free for the batch; forget a sequence and try again."""


class Interrupted(Exception):
    """The evaluation was stopped by `interrupt`; nothing of the batch is in the cache."""


class Model:
    """A loaded model. Every method but `interrupt` belongs to the main thread."""

    def __init__(
        self,
        path: str,
        *,
        cells: int,
        sequences: int,
        threads: int,
        gpu_layers: int | None = None,
        log_level: int = 4,
    ) -> None:
        _log_to_stderr(log_level)
        ll.llama_backend_init()
        self._model = _load(path, gpu_layers)
        self._vocab = _there(ll.llama_model_get_vocab(self._model))
        self._context = _context(self._model, cells, sequences, threads)
        self._memory = _there(ll.llama_get_memory(self._context))
        self._shares_cells = not (
            ll.llama_model_is_recurrent(self._model) or ll.llama_model_is_hybrid(self._model)
        )
        self.can_move = self._shares_cells and ll.llama_memory_can_shift(self._memory)
        self._batch = ll.llama_batch_init(BATCH_TOKENS, 0, 1)
        self._adapters: dict[str, ll.llama_adapter_lora_p] = {}
        self._adapter: str | None = None
        self._stop = ctypes.create_string_buffer(2)
        self._install_abort()
        self.vocabulary_size = ll.llama_vocab_n_tokens(self._vocab)
        self.tokenize = lru_cache(TOKENISED_TEXTS)(self._tokenize)
        self._warm_up()

    # What the file says

    def metadata(self) -> dict[str, str]:
        """The file's scalar metadata; long values (the chat template) whole."""
        found: dict[str, str] = {}
        for index in range(ll.llama_model_meta_count(self._model)):
            key = _sized_string(ll.llama_model_meta_key_by_index, self._model, index)
            found[key] = _sized_string(ll.llama_model_meta_val_str_by_index, self._model, index)
        return found

    def description(self) -> str:
        return _sized_string(ll.llama_model_desc, self._model)

    def fim_tokens(self) -> FimTokens | None:
        ids = {
            name: _present(getattr(ll, f"llama_vocab_fim_{name}")(self._vocab))
            for name in ("pre", "suf", "mid", "rep", "sep")
        }
        prefix, suffix, middle = ids["pre"], ids["suf"], ids["mid"]
        if prefix is None or suffix is None or middle is None:
            return None
        return FimTokens(prefix, suffix, middle, ids["rep"], ids["sep"])

    def begin_token(self) -> int | None:
        """The token every text must begin with, if this vocabulary asks for one."""
        if not ll.llama_vocab_get_add_bos(self._vocab):
            return None
        return _present(cast(int, ll.llama_vocab_bos(self._vocab)))

    def trained_context(self) -> int:
        """Tokens."""
        return ll.llama_model_n_ctx_train(self._model)

    # Tokens

    def _tokenize(self, text: str, special: bool = False) -> tuple[int, ...]:
        """Tokens of `text`. Only with `special` do names of special tokens in it become them."""
        data = text.encode()
        room = len(data) + 8
        tokens = (ll.llama_token * room)()
        count = ll.llama_tokenize(self._vocab, data, len(data), tokens, room, False, special)
        if count < 0:
            raise ValueError(f"a text of {len(data)} bytes was not tokenised")
        return tuple(tokens[:count])

    def piece(self, token: int) -> bytes:
        """The bytes `token` stands for; empty for special tokens."""
        buffer = ctypes.create_string_buffer(PIECE_BYTES)
        count = ll.llama_token_to_piece(self._vocab, token, buffer, PIECE_BYTES, 0, False)
        return buffer.raw[: max(count, 0)]

    def special_text(self, token: int) -> str:
        """How a special token is written, as chat templates do; empty for none (-1)."""
        if token < 0:
            return ""
        buffer = ctypes.create_string_buffer(PIECE_BYTES)
        count = ll.llama_token_to_piece(self._vocab, token, buffer, PIECE_BYTES, 0, True)
        return buffer.raw[: max(count, 0)].decode(errors="replace")

    def bos_and_eos_text(self) -> tuple[str, str]:
        bos = cast(int, ll.llama_vocab_bos(self._vocab))
        eos = cast(int, ll.llama_vocab_eos(self._vocab))
        return self.special_text(bos), self.special_text(eos)

    def ends_text(self, token: int) -> bool:
        """True for end-of-text and every other special token: none belongs in an answer."""
        return ll.llama_vocab_is_eog(self._vocab, token) or ll.llama_vocab_is_control(
            self._vocab, token
        )

    # Evaluation

    def evaluate(self, sequence: int, start: int, tokens: Sequence[int]) -> None:
        """Append up to `BATCH_TOKENS` tokens to `sequence` at position `start`.

        The logits after the last one can then be read. Raises CacheFull or
        Interrupted, and then nothing was appended.
        """
        batch = self._batch
        last = len(tokens) - 1
        for i, token in enumerate(tokens):
            batch.token[i] = token
            batch.pos[i] = start + i
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = i == last
        batch.n_tokens = len(tokens)
        result = ll.llama_decode(self._context, batch)
        if result == 0:
            return
        self.forget(sequence, start)
        if result == _NO_CELLS:
            raise CacheFull
        if result == _ABORTED:
            raise Interrupted
        raise RuntimeError(f"llama_decode returned {result}")

    def logits(self) -> npt.NDArray[np.float32]:
        """After the last evaluated token, one per vocabulary entry. Overwritten by `evaluate`."""
        pointer = ll.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))

    def interrupt(self) -> None:
        """Stop the running evaluation, or the next one, within milliseconds. From any thread."""
        self._stop.value = b"\1"

    def allow(self) -> None:
        """Take an `interrupt` back."""
        self._stop.value = b""

    # The cache

    def forget(self, sequence: int, start: int = 0) -> int:
        """Drop the positions of `sequence` from `start` on; the position from which it is empty.

        That is 0 where the model's memory cannot be cut (recurrent models).
        """
        if ll.llama_memory_seq_rm(self._memory, sequence, start, -1):
            return start
        ll.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        return 0

    def copy(self, source: int, target: int, start: int, end: int) -> int:
        """Let `target` share the cells of `source` at positions `start` to `end` (exclusive).

        The position up to which it then has them: 0 where memory is not a list of cells
        (recurrent models).
        """
        if not self._shares_cells:
            return 0
        ll.llama_memory_seq_cp(self._memory, source, target, start, end)
        return end

    def move(self, source: int, target: int, start: int, end: int, new_start: int) -> None:
        """Take the cells of `source` at `start` to `end` (exclusive), which nothing else may share,
        over into `target` at `new_start`; `source` is empty afterwards."""
        offset = new_start - start
        ll.llama_memory_seq_add(self._memory, source, start, end, offset)
        ll.llama_memory_seq_cp(self._memory, source, target, new_start, end + offset)
        ll.llama_memory_seq_rm(self._memory, source, -1, -1)

    # Adapters

    def load_adapter(self, path: str) -> None:
        """Raises LoadError."""
        if path in self._adapters:
            return
        adapter = ll.llama_adapter_lora_init(self._model, os.fsencode(path))
        if not adapter:
            raise LoadError(
                "adapter",
                f"The adapter {Path(path).name} does not fit this model or is damaged: "
                "choose another in the settings, or none.",
            )
        self._adapters[path] = adapter

    def use_adapter(self, path: str | None) -> None:
        """Evaluate with the loaded adapter `path` from now on, or with none."""
        if path == self._adapter:
            return
        chosen = [] if path is None else [self._adapters[path]]
        ll.llama_set_adapters_lora(
            self._context,
            (ll.llama_adapter_lora_p_ctypes * len(chosen))(*chosen),
            len(chosen),
            (ctypes.c_float * len(chosen))(*(1.0 for _ in chosen)),
        )
        self._adapter = path

    def _install_abort(self) -> None:
        # llama.cpp asks before each of a thousand graph nodes whether to go on. The C library's
        # strlen of a flag answers without waking Python: 0 for "", 1 for "\1".
        library = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
        self._abort = ctypes.cast(library.strlen, ll.ggml_abort_callback)
        ll.llama_set_abort_callback(
            self._context, self._abort, ctypes.cast(self._stop, ctypes.c_void_p)
        )

    def _warm_up(self) -> None:
        """Touch every weight once, so that the first request does not pay for page faults."""
        token = max(cast(int, ll.llama_vocab_bos(self._vocab)), 0)
        self.evaluate(0, 0, [token])
        ll.llama_memory_clear(self._memory, True)


@ll.llama_log_callback
def _drop_or_print(level: int, text: bytes, _data: ctypes.c_void_p) -> None:
    global _continues
    printed = _continues if level == _CONTINUATION else level >= _log_level
    _continues = printed
    if printed:
        os.write(2, text)


_CONTINUATION = 5  # of the message before it
_log_level = 4
_continues = False


def _log_to_stderr(level: int) -> None:
    """Print messages of at least `level` (ggml: 1 debug, 2 info, 3 warning, 4 error)."""
    global _log_level
    _log_level = level
    ll.llama_log_set(_drop_or_print, ctypes.c_void_p(0))


def _load(path: str, gpu_layers: int | None) -> ll.llama_model_p:
    parameters = ll.llama_model_default_params()
    parameters.n_gpu_layers = -1 if gpu_layers is None else gpu_layers
    model = ll.llama_model_load_from_file(os.fsencode(path), parameters)
    if not model:
        raise LoadError(
            "model",
            f"{Path(path).name} is not a model file that llama.cpp can read; it may be "
            "truncated or altered. Run `kibitz models verify`, and pull it again if that says so.",
        )
    return model


def _context(
    model: ll.llama_model_p, cells: int, sequences: int, threads: int
) -> ll.llama_context_p:
    parameters = ll.llama_context_default_params()
    parameters.n_ctx = cells
    parameters.n_batch = BATCH_TOKENS
    parameters.n_ubatch = BATCH_TOKENS
    parameters.n_seq_max = sequences
    parameters.kv_unified = True  # one pool: sequences share cells, and any may use them all
    parameters.n_threads = threads
    parameters.n_threads_batch = threads
    parameters.no_perf = True
    context = ll.llama_init_from_model(model, parameters)
    if not context:
        raise LoadError(
            "memory",
            f"There was not enough memory for a context of {cells} tokens: "
            "lower `kibitz.inference.contextTokens` in the settings.",
        )
    return context


def _there(pointer: T | None) -> T:
    assert pointer is not None
    return pointer


def _present(token: int) -> int | None:
    return token if token >= 0 else None


def _sized_string(call: Callable[..., Any], *arguments: object) -> str:
    """The string a C function writes into a buffer, however long it is."""
    size = 256
    while True:
        buffer = ctypes.create_string_buffer(size)
        length = cast(int, call(*arguments, buffer, size))
        if length < size:
            return buffer.value.decode(errors="replace") if length >= 0 else ""
        size = length + 1
