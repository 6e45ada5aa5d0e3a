"""Which of millions of numbers are wanted?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from pyarrow import compute

# So many are compared faster, one by one, than looked up.
_FEW = 6


def are_wanted(numbers: np.ndarray, is_wanted: np.ndarray) -> np.ndarray:
    """Tell of each number whether it is; `is_wanted` has an answer for each that there may be."""
    few = np.flatnonzero(is_wanted)
    if len(few) > _FEW:
        return look_up(is_wanted, numbers)
    found = np.zeros(len(numbers), bool)
    for number in few:
        found |= numbers == number.astype(numbers.dtype)
    return found


def look_up(answers: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Give the yes or no of each number. NumPy would first widen millions of numbers to find it."""
    found = compute.take(pa.array(answers.view("uint8")), pa.array(numbers), boundscheck=False)
    return np.asarray(found.to_numpy()).view(bool)
