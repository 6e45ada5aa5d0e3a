"""Which number does a text say?

One with a point and no separators, as machines write it. Thousands separators, degree signs and words are refused, not guessed:
1,234 is a thousand here and little more than one elsewhere.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"


def read_numbers(text: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Read numbers; NaN for a text that is none, or is empty."""
    filled = pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)
    try:
        numbers = pc.cast(filled, pa.float64())
    except pa.ArrowInvalid:
        trimmed = pc.utf8_trim_whitespace(filled)
        is_number = pc.match_substring_regex(trimmed, _NUMBER)
        numbers = pc.cast(
            pc.if_else(is_number, trimmed, pa.scalar(None, trimmed.type)), pa.float64()
        )
    return numbers.to_numpy(zero_copy_only=False)
