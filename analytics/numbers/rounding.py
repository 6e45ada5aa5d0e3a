"""How is a number rounded and written, and what of it stands in a file?

A page, a report, a mail and a notebook write the same text; a file holds the number behind it, with the digits that `words` say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.changes import VERDICT_WORDS, ratio_words
from analytics.coverage import day_words

NO_DATA = "no data"
# Chances and shares below, or as far from 1, are never written as never or always.
_LEAST = 0.01


@dataclass(frozen=True)
class Rounding:
    """How numbers of one kind are written; `digits` after the point are kept in a file, or so many in all.

    Where it is None, what stands in a file is text.
    """

    words: str
    write: Callable[[Any], str]
    digits: int | None = None
    is_of_all: bool = False

    def in_file(self, column: pd.Series) -> pd.Series:
        """Round a column of numbers; whole ones with gaps stay whole, not "12.0"."""
        if self.digits is None:
            return column
        if self.is_of_all:
            return column.map(lambda x: x if pd.isna(x) else float(f"{x:.{self.digits}g}"))
        rounded = column.round(self.digits)
        return rounded if self.digits else rounded.astype("Int64")


def _whole(value: Any) -> str:
    return NO_DATA if value is None else f"{value:,.0f}"


def _at_most_a_tenth(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _short(value: float) -> str:
    """Write a count or an estimate as people would: "41", and "0.7" below ten."""
    return f"{value:,.0f}" if value >= 9.95 else _at_most_a_tenth(value)


def _percent(share: float) -> str:
    if 0 < share < _LEAST:
        return "<1%"
    return ">99%" if 1 - _LEAST < share < 1 else f"{share:.0%}"


def _tenth_percent(share: float) -> str:
    if 0 < share < _LEAST / 10:
        return "<0.1%"
    return ">99.9%" if 1 - _LEAST / 10 < share < 1 else f"{share:.1%}"


def _of_100(share: float) -> str:
    return _percent(share).removesuffix("%")


def _chance(chance: float) -> str:
    return f"{min(max(chance, _LEAST), 1 - _LEAST):.2f}"


def _few(value: float) -> str:
    return "fewer than 0.1" if value < 0.05 else f"about {value:,.1f}"


def _usual(limits: tuple[float, float]) -> str:
    low, high = limits
    return "" if pd.isna(low) else f"{low:,.0f} to {high:,.0f}"


WHOLE = Rounding("whole", _whole, 0)
TENTH = Rounding("a tenth", lambda value: f"{value:,.1f}", 1)
HUNDREDTH = Rounding("a hundredth", lambda value: f"{value:,.2f}", 2)
UP_TO_TENTH = Rounding("a tenth where it is not whole", _at_most_a_tenth, 1)
SHORT = Rounding("whole, below ten a tenth; a tenth in files", _short, 1)
WEIGHT = Rounding("whole, below ten a tenth; a hundredth in files", _short, 2)
FEW = Rounding("a tenth, “fewer than 0.1” below", _few, 1)
PERCENT = Rounding(
    "a whole percent, never “0%” or “100%” of what is neither; four digits in files", _percent, 4
)
OF_100 = Rounding(
    "so many of 100, never “0” or “100” of what is neither; four digits in files", _of_100, 4
)
TENTH_PERCENT = Rounding(
    "a tenth of a percent, never “0.0%” or “100.0%” of what is neither; four digits in files",
    _tenth_percent,
    4,
)
CHANCE = Rounding("a hundredth, never “0.00” or “1.00”", _chance, 2)
THOUSANDTH = Rounding("a thousandth", lambda value: f"{value:.3f}", 3)
TIMES_AS_MANY = Rounding(
    "a tenth; four digits in all in files", lambda ratio: f"×{ratio:.1f}", 4, is_of_all=True
)
LIMITS = Rounding(
    "a tenth, whole from ten on; more digits where they would read “no change”", ratio_words
)
SCORE = Rounding("whole; a tenth in files", _whole, 1)
VERDICT = Rounding("one of five words", lambda verdict: VERDICT_WORDS[verdict])
RANGE = Rounding("whole", _usual)
DAY = Rounding("a day", day_words)
POSITION = Rounding("five digits: about a meter", lambda value: f"{value:.5f}", 5)
