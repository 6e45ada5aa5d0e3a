"""Which time windows do incidents have? Each distinct one of the week once for each category and side that found it, since
millions of incidents share them.

A window is where in the week it begins, by the local clock, and how long it is: the same hours of two weeks are one window here,
so no date can be read from it. Seconds are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.store.keys import CATEGORY_NAMES, FOUND_BY

# A Monday, to give the seconds of a week as clock times.
_MONDAY = np.datetime64("2000-01-03", "s")
_WEEK = 604_800
# More than any length that is kept.
_NO_END = _WEEK + 1
_LENGTHS = 2 * (_WEEK + 1)
_KINDS = len(CATEGORY_NAMES) * len(FOUND_BY)


@dataclass(frozen=True, eq=False)
class Windows:
    """Seconds from Monday midnight at which each window begins, its length in seconds, its category and who found it."""

    begun: np.ndarray
    length: np.ndarray
    category: np.ndarray
    found_by: np.ndarray

    def table(self, incidents: np.ndarray) -> pd.DataFrame:
        """Give the windows that have incidents: category, found_by, occurred_from_local, occurred_to_local, incidents."""
        held = np.flatnonzero(incidents)
        rows = slice(None) if len(held) == len(incidents) else held
        start = _MONDAY + self.begun[rows].astype("timedelta64[s]")
        length = self.length[rows]
        end = start + length.astype("timedelta64[s]")
        end[length == _NO_END] = np.datetime64("NaT")
        return pd.DataFrame(
            {
                "category": _named(self.category[rows], CATEGORY_NAMES),
                "found_by": _named(self.found_by[rows], FOUND_BY),
                "occurred_from_local": start,
                "occurred_to_local": end,
                "incidents": incidents[rows],
            },
            copy=False,
        )


def _named(codes: np.ndarray, names: Sequence[str]) -> Any:
    # Millions of codes that are right need no check.
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype([*names]), validate=False)


def make_windows(
    begun: np.ndarray, length: np.ndarray, category: np.ndarray, found_by: np.ndarray
) -> tuple[Windows, np.ndarray]:
    """Find the distinct windows of rows; give them, and the window of each row.

    `length` is NaN where there is no end; a window longer than a week is as long as one, since it says no more.
    """
    seconds = np.where(np.isnan(length), _NO_END, np.clip(length, -_WEEK, _WEEK)).astype("int64")
    code = (begun.astype("int64") * _LENGTHS + seconds + _WEEK) * _KINDS
    code += category.astype("int64") * len(FOUND_BY) + found_by
    number, distinct = pd.factorize(code)
    week, kind = np.divmod(distinct, _KINDS)
    start, shifted = np.divmod(week, _LENGTHS)
    found = Windows(
        start.astype("int32"),
        (shifted - _WEEK).astype("int32"),
        (kind // len(FOUND_BY)).astype("int8"),
        (kind % len(FOUND_BY)).astype("int8"),
    )
    return found, number.astype("int32")
