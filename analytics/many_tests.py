"""Of many p-values, which still say something?

Where nothing is the matter, one test in twenty finds something all the same. Holm's correction says how sure one is that none of
those called is false; that of Benjamini & Hochberg only how large a share of them may be, and so it finds more.
"""

from __future__ import annotations

import numpy as np


def holm(p: np.ndarray) -> np.ndarray:
    """Correct p-values for their number, along the last axis.

    Source: Holm 1979.
    """
    count = p.shape[-1]
    order = np.argsort(p, axis=-1)
    steps = np.take_along_axis(p, order, axis=-1) * np.arange(count, 0, -1)
    corrected = np.empty(p.shape)
    np.put_along_axis(corrected, order, np.maximum.accumulate(steps, axis=-1), axis=-1)
    return np.minimum(1, corrected)


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Give the q-values: the share of false discoveries if all with this p or less are called
    discoveries.

    Source: Benjamini & Hochberg 1995.
    """
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    q = np.empty(len(p))
    q[order] = np.minimum(1, np.minimum.accumulate(p[order] * len(p) / ranks))
    return q
