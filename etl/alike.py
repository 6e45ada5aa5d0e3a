"""Which rows say the same in some columns, so that it need be worked out, or kept, once?"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_MOST_COMBINATIONS = 1 << 62


def number_alike(columns: Sequence[pa.Array]) -> tuple[np.ndarray, np.ndarray]:
    """Number rows from 0 so that alike ones share a number, in order of appearance; give the numbers and the first row of each.

    Columns are texts, dictionaries of texts or truth values, at least one. Equal texts in a dictionary may count as different.
    """
    codes = [_codes(column) for column in columns]
    numbers, sizes = codes[0]
    for more, size in codes[1:]:
        if prod((sizes, size)) > _MOST_COMBINATIONS:
            numbers, distinct = pd.factorize(numbers)
            sizes = len(distinct)
        numbers, sizes = numbers * size + more, sizes * size
    numbers, distinct = pd.factorize(numbers)
    first = np.empty(len(distinct), dtype="int64")
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return numbers.astype("int32"), first


def _codes(column: pa.Array) -> tuple[np.ndarray, int]:
    """Give a number below some size for each value, null included."""
    if pa.types.is_boolean(column.type):
        return pc.fill_null(column.cast(pa.int64()), 2).to_numpy(zero_copy_only=False), 3
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    size = len(encoded.dictionary)
    codes = pc.fill_null(encoded.indices, size) if encoded.null_count else encoded.indices
    return codes.to_numpy(zero_copy_only=False).astype("int64"), size + 1
