"""In which format are the times of a column written?

03/04 is March here and April there, and both can be read: a format counts only if it reads the values, and where month and day
fit either way in every value, the answer is "not known" instead of the American one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from etl.times import EPOCH_MS, EPOCH_MS_LOCAL, read_times

LOOKED_AT = 5_000
ENOUGH = 0.9
_YEARS = (1950, 2100)
_MOST_FORMATS = 3
MONTH_FORMAT = "%Y-%m"
_MONTH = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])"
_DAY_MS = 24 * 3600 * 1000
_WORTH_A_FORMAT = 0.005

_DAYS: dict[str, tuple[str, ...]] = {
    r"\d{4}-\d{1,2}-\d{1,2}": ("%Y-%m-%d",),
    r"\d{1,2}/\d{1,2}/\d{4}": ("%m/%d/%Y", "%d/%m/%Y"),
    r"\d{1,2}/\d{1,2}/\d{2}": ("%m/%d/%y", "%d/%m/%y"),
    r"\d{1,2}-\d{1,2}-\d{4}": ("%m-%d-%Y", "%d-%m-%Y"),
    r"\d{1,2}-\d{1,2}-\d{2}": ("%m-%d-%y", "%d-%m-%y"),
    r"\d{1,2}\.\d{1,2}\.\d{4}": ("%m.%d.%Y", "%d.%m.%Y"),
    r"\d{4}/\d{1,2}/\d{1,2}": ("%Y/%m/%d",),
    r"\d{7,8}": ("%Y%m%d", "%m%d%Y", "%d%m%Y"),
    r"\d{1,2}-[A-Za-z]{3}-\d{4}": ("%d-%b-%Y",),
    r"\d{1,2}-[A-Za-z]{3}-\d{2}": ("%d-%b-%y",),
    r"\d{1,2} [A-Za-z]{3} \d{4}": ("%d %b %Y",),
    r"[A-Za-z]{3} \d{1,2} \d{4}": ("%b %d %Y",),
    r"[A-Za-z]{3} \d{1,2}, \d{4}": ("%b %d, %Y",),
}
_CLOCKS: dict[str, str] = {
    r"\d{1,2}:\d{2}": "%H:%M",
    r"\d{1,2}:\d{2}:\d{2}": "%H:%M:%S",
    r"\d{1,2}:\d{2}:\d{2}\.\d+": "%H:%M:%S.%f",
    r"\d{1,2}:\d{2} [AaPp][Mm]": "%I:%M %p",
    r"\d{1,2}:\d{2}[AaPp][Mm]": "%I:%M%p",
    r"\d{1,2}:\d{2}:\d{2} [AaPp][Mm]": "%I:%M:%S %p",
    r"\d{1,2}:\d{2}:\d{2}[AaPp][Mm]": "%I:%M:%S%p",
    r"\d{1,2}:\d{2}:\d{2}(?:Z|[+-]\d{2}(?::?\d{2})?)": "%H:%M:%S%z",
    r"\d{1,2}:\d{2}:\d{2}\.\d+(?:Z|[+-]\d{2}(?::?\d{2})?)": "%H:%M:%S.%f%z",
}
# Digits alone: how long the longest is says what they are.
_DIGIT_CLOCKS = {1: "%H", 2: "%H", 3: "%H%M", 4: "%H%M", 5: "%H%M%S", 6: "%H%M%S"}
_MIDNIGHT = r"^(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?[Aa][Mm])$"


@dataclass(frozen=True)
class TimeReading:
    """How a column's times are read: `formats` beside ISO 8601, the share of its values that they read.

    `either` holds pairs of formats that read the same values as different days; `is_by_days` if such a pair was decided by its
    days being in a row one way and scattered the other. `has_clock` is False where no value holds a clock time but midnight.
    """

    formats: tuple[str, ...] = ()
    share: float = 0.0
    unread: str = ""
    has_clock: bool = False
    either: tuple[tuple[str, str], ...] = ()
    is_by_days: bool = False

    @property
    def words(self) -> str:
        names = [*self.formats, *(" or ".join(pair) for pair in self.either)]
        return ", ".join(names) or "ISO 8601"


def read_text(text: pd.Series, clock: pd.Series | None, formats: Sequence[str]) -> pd.Series:
    """Read times as a run would, in no particular time zone; empty where none of the formats fits."""
    hours = None if clock is None else _texts(clock)
    local = read_times(_texts(text), hours, tuple(formats), "UTC")["local"]
    read = pd.Series(local.to_numpy(), index=text.index)
    return read.where(read.dt.year.between(*_YEARS))


def _texts(text: pd.Series) -> pa.Array:
    return pa.array(text.to_numpy(dtype=object), type=pa.string())


def find_formats(text: pd.Series, clock: pd.Series | None = None) -> TimeReading:
    """Find the formats that read a column of times, or two columns of day and clock."""
    pairs = pd.DataFrame({"day": text, "clock": "" if clock is None else clock})
    pairs = pairs[pairs["day"] != ""].drop_duplicates()
    if len(pairs) > LOOKED_AT:
        pairs = pairs.sample(LOOKED_AT, random_state=0)
    if pairs.empty:
        return TimeReading()
    day, hours = pairs["day"], None if clock is None else pairs["clock"]
    chosen: list[str] = []
    either: list[tuple[str, str]] = []
    is_read, is_by_days = read_text(day, hours, ()).notna(), False
    while not is_read.all() and len(chosen) + len(either) < _MOST_FORMATS:
        left = day[~is_read]
        read = _best_formats(left, None if hours is None else hours[left.index])
        given = next(iter(read.values()), left[:0]).dropna().index
        if len(given) < max(1, _WORTH_A_FORMAT * len(pairs)):
            break
        in_a_row = [form for form, times in read.items() if _is_in_a_row(times)]
        if len(read) == 1 or len(in_a_row) == 1:
            is_by_days |= len(read) > 1
            chosen.append(in_a_row[0] if len(read) > 1 else next(iter(read)))
        else:
            first, second = read
            either.append((first, second))
        is_read.loc[given] = True
    unread = day[~is_read]
    example = "" if unread.empty else str(unread.iloc[0])
    has_clock = _has_clock(day) if hours is None else True
    share = float(is_read.mean())
    return TimeReading(tuple(chosen), share, example, has_clock, tuple(either), is_by_days)


def _best_formats(day: pd.Series, clock: pd.Series | None) -> dict[str, pd.Series]:
    """Give what the best format reads, and a second one that reads the same texts as other days."""
    read = {form: read_text(day, clock, (form,)) for form in _candidates(day, clock)}
    counts = {form: int(times.notna().sum()) for form, times in read.items()}
    best = max(counts, key=lambda form: counts[form], default="")
    if not counts.get(best):
        return {}
    twins = (
        form
        for form in counts
        if counts[form] == counts[best] and _swapped(form) == best and form != best
    )
    forms = [best, *(form for form in twins if not read[form].equals(read[best]))]
    return {form: read[form] for form in forms}


def _is_in_a_row(times: pd.Series) -> bool:
    """Say if the days follow each other without large gaps, as those of an export do that are read the right way."""
    days = times.dropna().dt.normalize().drop_duplicates().sort_values()
    return len(days) > 2 and bool(days.diff().median() <= pd.Timedelta(days=2))


def _swapped(form: str) -> str:
    return form.translate(str.maketrans("md", "dm"))


def _candidates(day: pd.Series, clock: pd.Series | None) -> list[str]:
    """List the formats whose shape some value has, that of the most values first."""
    if is_epoch(day):
        return [EPOCH_MS_LOCAL if _are_days(day) else EPOCH_MS]
    split = day.str.extract(r"^(?P<day>[A-Za-z]{3,9} \d{1,2},? \d{4}|\d{1,2} [A-Za-z]{3} \d{4}|[^ T,]+)"
                            r"(?P<gap>,? +|T|)(?P<clock>.*)$")  # fmt: skip
    gaps = split["gap"].where(split["clock"] != "", "")
    if clock is not None:
        is_midnight = split["clock"].str.contains(_MIDNIGHT, regex=True) | (split["clock"] == "")
        split = split.assign(clock=clock.where(is_midnight, split["clock"]))
        gaps = pd.Series(" ", index=day.index)
    hours = split["clock"].fillna("")
    digits = hours[hours.str.fullmatch(r"\d{1,6}")]
    digit_clock = _DIGIT_CLOCKS[int(digits.str.len().max())] if len(digits) else ""
    days, clocks = _shapes(split["day"].fillna(""), _DAYS), _shapes(hours, _CLOCKS)
    clock_forms = [_CLOCKS[shape] for shape in clocks] + ([digit_clock] if digit_clock else [])
    gap = gaps[gaps != ""].mode()
    between = str(gap.iloc[0]) if len(gap) else " "
    day_forms = [form for shape in days for form in _DAYS[shape]]
    # Months and days are told apart within one shape, so both orders are tried with each clock.
    return [f"{form}{between}{hour}" for hour in clock_forms for form in day_forms] or day_forms


def _shapes(text: pd.Series, shapes: Iterable[str]) -> list[str]:
    counts = {shape: int(text.str.fullmatch(shape).sum()) for shape in shapes}
    return sorted((shape for shape in counts if counts[shape]), key=lambda s: -counts[s])


def is_epoch(text: pd.Series) -> bool:
    """Say if nearly all values are milliseconds since 1970; seconds are not read."""
    return bool(text.str.fullmatch(r"\d{12,13}").mean() >= ENOUGH)


def is_month(text: pd.Series) -> bool:
    """Say if nearly all values are months, and no days."""
    given = text[text != ""].head(LOOKED_AT)
    return bool(len(given)) and bool(given.str.fullmatch(_MONTH).mean() >= ENOUGH)


def is_clock(text: pd.Series) -> bool:
    """Say if nearly all values are clock times, and no days."""
    given = text[text != ""].head(LOOKED_AT)
    shapes = "|".join([*_CLOCKS, r"\d{3,6}"])
    return bool(len(given)) and bool(given.str.fullmatch(shapes).mean() >= ENOUGH)


def is_hour(text: pd.Series) -> bool:
    """Say if nearly all values are whole hours from 0 to 23."""
    hours = pd.to_numeric(text[text != ""].head(LOOKED_AT), errors="coerce")
    return bool(len(hours)) and bool((hours.between(0, 23) & (hours % 1 == 0)).mean() >= ENOUGH)


def _are_days(milliseconds: pd.Series) -> bool:
    """Say if nearly all moments are midnight in UTC: days that were never converted, and would be the days before in America."""
    whole = pd.to_numeric(milliseconds, errors="coerce").dropna() % _DAY_MS == 0
    return bool(len(whole)) and bool(whole.mean() >= ENOUGH)


def _has_clock(day: pd.Series) -> bool:
    if is_epoch(day):
        return not _are_days(day)
    hours = day.str.extract(r"[ T]([\d:.]{4,}(?: ?[AaPp][Mm])?)", expand=False).dropna()
    return bool((~hours.str.contains(_MIDNIGHT, regex=True)).any())


def agree(readings: Sequence[TimeReading]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Give the formats of all columns of a file, and the pairs that none of its columns decides.

    A column whose days are all below 13 is read as another one that decides. Days at midnight of UTC beside times of UTC are left
    undecided: either both are local times that were never converted, or only the days.
    """
    formats = list(dict.fromkeys(form for reading in readings for form in reading.formats))
    undecided: list[tuple[str, str]] = []
    if {EPOCH_MS, EPOCH_MS_LOCAL} <= set(formats):
        formats = [form for form in formats if form not in (EPOCH_MS, EPOCH_MS_LOCAL)]
        undecided.append((EPOCH_MS, EPOCH_MS_LOCAL))
    for pair in dict.fromkeys(pair for reading in readings for pair in reading.either):
        decided = {_order(form) for form in formats}
        fitting = [form for form in pair if _order(form) in decided]
        if len(fitting) == 1:
            formats += [form for form in fitting if form not in formats]
        elif pair not in undecided:
            undecided.append(pair)
    return tuple(formats), tuple(undecided)


def _order(form: str) -> str:
    """Tell month-first from day-first formats; "" for others."""
    match = re.match(r"%([md])[/.-]?%([md])", form)
    return match[1] + match[2] if match else ""
