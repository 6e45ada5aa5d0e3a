"""Which number stands for a text, or for all that a row says, on every machine and in every version?

Rows are recognized across runs by these numbers, so they may not come from a library that is free to change its hash function. A
number has 64 bits: among 10 million rows the chance that any two different ones share it is 3 in a million.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_WORD = 8
# Odd constants of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_NULL = np.uint64(0x6E756C6C)
# By the number of bytes kept of a word, the first ones being the lowest.
_MASKS = np.array([(1 << (8 * kept)) - 1 for kept in range(_WORD + 1)], dtype=np.uint64)


def hash_texts(texts: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Give a number for each text, uint64; nulls have one of their own."""
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if pa.types.is_dictionary(array.type):
        numbers = np.append(hash_texts(array.dictionary), _NULL)
        places = array.indices
        if places.null_count:
            places = pc.fill_null(places, len(array.dictionary))
        return numbers[places.to_numpy(zero_copy_only=False)]
    start, length = array.offset, len(array)
    wide = np.int64 if pa.types.is_large_string(array.type) else np.int32
    offsets = np.frombuffer(array.buffers()[1], dtype=wide)[start : start + length + 1]
    starts, lengths = offsets[:-1], np.diff(offsets)
    words = _Words(array.buffers()[2])
    numbers = _mixed(lengths.astype(np.uint64))
    shortest = int(lengths.min(initial=np.iinfo(wide).max))
    for done in range(0, int(lengths.max(initial=0)), _WORD):
        if done + _WORD <= shortest:
            numbers = _mixed(numbers ^ words.at(starts + done))
            continue
        rows = slice(None) if done < shortest else np.flatnonzero(lengths > done)
        kept = np.minimum(lengths[rows] - done, _WORD)
        word = words.at(starts[rows] + done) & _MASKS[kept]
        numbers[rows] = _mixed(numbers[rows] ^ word)
    if array.null_count:
        numbers[array.is_null().to_numpy(zero_copy_only=False)] = _NULL
    return numbers


class _Words:
    """The eight bytes, as a number, from any position of some data on: zeros follow its end."""

    def __init__(self, data: pa.Buffer | None) -> None:
        given = np.frombuffer(data, dtype=np.uint8) if data else np.empty(0, np.uint8)
        # From here on less than eight bytes are left; only these are copied.
        self._end = max(len(given) - _WORD + 1, 0)
        rest = np.zeros(2 * _WORD, dtype=np.uint8)
        rest[: len(given) - self._end] = given[self._end :]
        self._rest = np.ndarray(_WORD + 1, dtype="<u8", buffer=rest, strides=(1,))
        self._words = np.ndarray(self._end, dtype="<u8", buffer=given, strides=(1,))

    def at(self, places: np.ndarray) -> np.ndarray:
        """Give those at some ascending positions."""
        first = int(np.searchsorted(places, self._end))
        found = np.empty(len(places), dtype=np.uint64)
        found[:first] = self._words[places[:first]]
        found[first:] = self._rest[places[first:] - self._end]
        return found


def hash_numbers(values: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Give a number for each number, time or truth value, uint64, for `combine` to mix; nulls have one of their own."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if array.null_count == len(array):
        return np.full(len(array), _NULL)
    if pa.types.is_date32(array.type):
        array = array.cast(pa.int32())
    whole = pc.fill_null(array.cast(pa.int64()), int(_NULL)) if array.null_count else array
    return whole.cast(pa.int64()).to_numpy(zero_copy_only=False).view(np.uint64)


def combine(parts: Sequence[np.ndarray], salt: str = "") -> np.ndarray:
    """Give one number for each row of several columns of numbers, int64; their order matters."""
    numbers = np.repeat(hash_texts(pa.array([salt])), len(parts[0]))
    for part in parts:
        numbers = _mixed(numbers * _FIRST ^ part)
    return numbers.view(np.int64)


def _mixed(numbers: np.ndarray) -> np.ndarray:
    # In place: of columns that do not fit the processor's cache, to fetch more memory costs more than the work.
    numbers = numbers + _STEP
    shifted = numbers >> np.uint64(30)
    numbers ^= shifted
    numbers *= _FIRST
    np.right_shift(numbers, np.uint64(27), out=shifted)
    numbers ^= shifted
    numbers *= _SECOND
    np.right_shift(numbers, np.uint64(31), out=shifted)
    numbers ^= shifted
    return numbers
