"""Is this week high beside the few weeks before it?

The simple alarms of public health, for series too short for `seasonal`. They know no season: each
November, as the visitors come, looks high beside September. Seven weeks say little of how much the
counts vary, so the limits of C1 and C2, which should be passed one week in a thousand with nothing
the matter, are passed in two or three of a hundred, more often still where the counts are small.
After a rise the weeks of it become the baseline, and the alarm falls silent.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

BASELINE_WEEKS = 7
CHANCE = 0.001


def ears_limits(counts: np.ndarray, *, lag_weeks: int = 0) -> np.ndarray:
    """Give the highest usual count of each week by EARS C1, or with `lag_weeks=2` by C2.

    `counts` is weeks in order, or series × weeks. The limit is mean plus 3.09 standard deviations
    of the seven weeks before the week; C2 leaves the two weeks before it out, so that a rise that
    takes three weeks does not hide itself. NaN where one of the seven is a gap (NaN) or not there.
    Where all seven counted the same, one more is above the limit.

    Source: Hutwagner et al. 2003; as in R's surveillance (alpha 0.001, baseline 7).
    """
    before = _windows_before(counts, lag_weeks)
    return before.mean(axis=-1) + norm.isf(CHANCE) * before.std(axis=-1, ddof=1)


def _windows_before(counts: np.ndarray, lag_weeks: int) -> np.ndarray:
    """Give for each week the counts of its baseline, as a last axis."""
    unknown = np.full((*counts.shape[:-1], BASELINE_WEEKS + lag_weeks), np.nan)
    padded = np.concatenate([unknown, counts], axis=-1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, BASELINE_WEEKS, axis=-1)
    return windows[..., : counts.shape[-1], :]
