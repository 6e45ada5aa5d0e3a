"""How does the map move from week to week? Counts by square in the 28 days up to each week of the period.

Each picture shares three weeks with the one before it, so that places come and go slowly; a single week of robberies is an
empty map. The classes are counts and stay the same through all pictures.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.hotspots import Grid
from analytics.periods import Period
from analytics.selection import Selection
from dashboard.context import Reader

WINDOW_DAYS = 28
LIMITS = (1, 2, 3, 5, 10)
LIMIT_WORDS = ("1", "2", "3 to 4", "5 to 9", "10 or more")


def week_ends(period: Period) -> list[date]:
    """Give the day after the last of each picture's days, oldest first; none where the period is shorter than a picture."""
    pictures = (period.days - WINDOW_DAYS) // 7 + 1
    return [period.end - timedelta(days=7 * n) for n in range(max(pictures, 0))][::-1]


def count_window(reader: Reader, selection: Selection, end: date) -> pd.DataFrame:
    """Count the squares with incidents in the 28 days up to, not including, a day: i, j, incidents."""
    days = Period(end - timedelta(days=WINDOW_DAYS), end)
    spots = reader.store.read_spots(selection.during(days))
    grid: Grid = reader.grid
    counts = grid.on_mask(grid.count(spots))
    held = counts > 0
    return grid.cells.loc[held, ["i", "j"]].assign(incidents=counts[held])


def window_classes(counts: pd.DataFrame) -> pd.Series:
    """Give each square its class, 1 to 5."""
    return pd.Series(np.searchsorted(LIMITS, counts["incidents"], side="right"), index=counts.index)
