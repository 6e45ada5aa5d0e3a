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
        places = pc.fill_null(array.indices, len(array.dictionary))
        return numbers[places.to_numpy(zero_copy_only=False)]
    array = array.cast(pa.large_string())
    start, length = array.offset, len(array)
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int64)[start : start + length + 1]
    starts, lengths = offsets[:-1], np.diff(offsets)
    data = array.buffers()[2]
    padded = np.zeros((data.size if data else 0) + _WORD, dtype=np.uint8)
    if data:
        padded[:-_WORD] = np.frombuffer(data, dtype=np.uint8)
    # Eight bytes from every position; the copy of the data is padded, so that the last position has eight as well.
    words = np.ndarray(len(padded) - _WORD + 1, dtype="<u8", buffer=padded, strides=(1,))
    numbers = _mixed(lengths.astype(np.uint64))
    shortest, longest = (
        int(lengths.min(initial=np.iinfo(np.int64).max)),
        int(lengths.max(initial=0)),
    )
    for done in range(0, longest, _WORD):
        if done + _WORD <= shortest:
            numbers = _mixed(numbers ^ words[starts + done])
            continue
        rows = slice(None) if done < shortest else np.flatnonzero(lengths > done)
        kept = np.minimum(lengths[rows] - done, _WORD).astype(np.uint64)
        word = words[starts[rows] + done] & _MASKS[kept]
        numbers[rows] = _mixed(numbers[rows] ^ word)
    if array.null_count:
        numbers[array.is_null().to_numpy(zero_copy_only=False)] = _NULL
    return numbers


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
