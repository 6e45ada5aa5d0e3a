"""By what can rows be counted, and what do the numbers stand for?

Days are numbers from 1970 on, texts are numbers of their sorted names, the last one for none: a count by several columns is then
a count of one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.offenses import CATEGORIES, OFFENSES
from analytics.periods import Period

FOUND_BY = ("officer", "reported", "unknown")
OFFENSE_NAMES, CATEGORY_NAMES = sorted(OFFENSES), sorted(CATEGORIES)
DAYS = ("occurred_on", "week_on", "weekday")
_NAMES: dict[str, Sequence[str]] = {
    "offense": OFFENSE_NAMES,
    "category": CATEGORY_NAMES,
    "found_by": FOUND_BY,
}
_SIZES = {"weekday": 7, "hour": 24, "is_on_map": 2}
_MONDAY = -3  # of 1970


@dataclass(frozen=True)
class Key:
    """One column to count by, how many values it can have, and for days the first of them, for texts their names."""

    name: str
    size: int
    first: int = 0
    names: Sequence[str] = ()

    def labels(self) -> pd.Index:
        """Give what the numbers stand for."""
        if self.name in ("occurred_on", "week_on"):
            days = np.arange(self.size) * (7 if self.name == "week_on" else 1)
            return pd.to_datetime(days + self.first, unit="D").as_unit("us")
        if self.name in _SIZES:
            return pd.Index(np.arange(self.size))
        return pd.Index([*self.names, None], dtype="str")


def make_key(name: str, period: Period, names: Sequence[str]) -> Key:
    """Make the key of a column for the days of a period; `names` are those of texts that differ by snapshot."""
    if name in ("occurred_on", "week_on"):
        first, days = number_of(period.start), 1
        if name == "week_on":
            first, days = monday_of(first), 7
        return Key(name, -(-(number_of(period.end) - first) // days), first)
    if name in _SIZES:
        return Key(name, _SIZES[name])
    names = _NAMES.get(name, names)
    return Key(name, len(names) + 1, names=names)


def number_days(name: str, days: np.ndarray, first: int) -> np.ndarray:
    """Number days by a column of days; `first` is the day, or the Monday, that has the number 0."""
    if name == "weekday":
        return (days - _MONDAY) % 7
    return days - first if name == "occurred_on" else (days - first) // 7


def number_of(day: date) -> int:
    """Number a day from 1970 on."""
    return (day - date(1970, 1, 1)).days


def monday_of(day: int) -> int:
    """Give the Monday of a day's week."""
    return day - (day - _MONDAY) % 7
