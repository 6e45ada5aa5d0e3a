"""Is the text of a time just what a common style writes for it? Then the style need be kept, and not the text.

Nearly all rows of a feed write their times in one style, and nearly all of these texts differ: kept as they are, they would take
more of the work on a snapshot than any other column but the number of the incident.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.schema import STYLES

# Times of other years are few, and keep their text.
_FIRST_DAY, _DAYS = date(1900, 1, 1), 80_000
_BEFORE_1970 = (date(1970, 1, 1) - _FIRST_DAY).days
_SECOND, _DAY = 1_000_000, 86_400


def find_style(texts: pa.StringArray, times: pa.TimestampArray) -> int | None:
    """Give the place in STYLES of the one that writes the first text for its time; None where none does."""
    if not len(texts) or not times[0].is_valid:
        return None
    text, time = texts[0].as_py(), times[0].as_py()
    return next((place for place, style in enumerate(STYLES) if time.strftime(style) == text), None)


def without_written(texts: pa.StringArray, times: pa.TimestampArray, style: int) -> pa.StringArray:
    """Give texts with null in the place of each that `strftime` writes for its time in a style; neither may have nulls."""
    days, clocks = _tables(style)
    width = days.shape[1] + clocks.shape[1]
    second = times.view(pa.int64()).to_numpy() // _SECOND
    day = second // _DAY
    second -= day * _DAY
    day += _BEFORE_1970
    offsets = np.frombuffer(texts.buffers()[1], dtype="int32")[texts.offset :][: len(texts) + 1]
    may_be = (np.diff(offsets) == width) & (day >= 0) & (day < _DAYS)
    letters = np.frombuffer(texts.buffers()[2], dtype="uint8")
    if may_be.all():
        there = letters[offsets[0] : offsets[-1]].reshape(-1, width)
        is_written = _is_same(there, days[day], clocks[second])
        if is_written.all():
            return pa.nulls(len(texts), pa.string())
    else:
        rows = np.flatnonzero(may_be)
        there = letters[offsets[rows, None] + np.arange(width)]
        is_written = np.zeros(len(texts), dtype=bool)
        is_written[rows] = _is_same(there, days[day[rows]], clocks[second[rows]])
    return pc.if_else(pa.array(is_written), None, texts)


def _is_same(there: np.ndarray, day: np.ndarray, clock: np.ndarray) -> np.ndarray:
    """Compare rows of letters with those of the day and the clock."""
    whole = f"S{there.shape[1]}"
    written = np.concatenate([day, clock], axis=1)
    return there.view(whole)[:, 0] == written.view(whole)[:, 0]


@cache
def _tables(style: int) -> tuple[np.ndarray, np.ndarray]:
    """Give what a style writes for each day and for each second of a day: a row of letters each."""
    days = np.datetime64(_FIRST_DAY, "D") + np.arange(_DAYS)
    months, years = days.astype("M8[M]"), days.astype("M8[Y]")
    seconds = np.arange(_DAY)
    numbers = {
        "Y": years.astype("int64") + 1970,
        "m": (months - years).astype("int64") + 1,
        "d": (days - months).astype("int64") + 1,
        "H": seconds // 3600,
        "M": seconds // 60 % 60,
        "S": seconds % 60,
    }
    day_form, clock_form = _parted(STYLES[style])
    return _letters(day_form, numbers, _DAYS), _letters(clock_form, numbers, _DAY)


def _parted(style: str) -> tuple[str, str]:
    """Cut a style into what it writes of the day, which comes first, and of the clock."""
    place = style.find("%H")
    return (style[: place - 1], style[place - 1 :]) if place > 0 else (style, "")


def _letters(form: str, numbers: dict[str, np.ndarray], rows: int) -> np.ndarray:
    """Write all rows of numbers in a form, letter by letter."""
    columns: list[np.ndarray] = []
    for name, letter in re.findall(r"%(.)|(.)", form):
        if letter:
            columns.append(np.full(rows, ord(letter)))
            continue
        for power in range(3 if name == "Y" else 1, -1, -1):
            columns.append(numbers[name] // 10**power % 10 + ord("0"))
    return np.array(columns, dtype="uint8").reshape(len(columns), rows).T.copy()
