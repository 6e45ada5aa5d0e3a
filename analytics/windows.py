"""Which days does each column of a CompStat table compare, and what may be said of each?

Every window ends with the last settled day and is compared only with days that the data hold. "28
days a year ago" goes back 364 days, so that weekdays and season stay; the 28 days just before are
often of another season. The year to date is cut in every year at the same calendar day. Windows
overlap: five of them saying "up" are not five findings. The more windows and offenses a table has,
the more false changes: of 100 where nothing changed up to 2 are called one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from analytics.changes import COLUMNS, change_sentence, compare_counts, days_words
from analytics.counts import check_days, count_weeks
from analytics.coverage import Coverage, day_words
from analytics.periods import Period, recent_period, year_to_date
from analytics.trends import dispersions_of

LABELS: dict[str, str] = {
    "7_days": "7 days",
    "28_days": "28 days",
    "year_to_date": "Year to date",
    "52_weeks": "52 weeks",
    "28_days_year_ago": "28 days, a year ago",
}


@dataclass(frozen=True)
class Window:
    """Two periods to compare, and the words for them; `reason` says why they cannot be."""

    name: str
    now: Period
    before: Period
    now_words: str
    before_words: str
    reason: str | None = None

    @property
    def label(self) -> str:
        """Head of its column."""
        return LABELS[self.name]


def compstat_windows(coverage: Coverage, *, end: date | None = None) -> tuple[Window, ...]:
    """Give the windows that end before a day, the settled-until day where none is given.

    A later `end` is brought back to the settled-until day, since days still filling up look like a
    fall. A year to date that holds a 29 February is a day longer than the one before: compare
    counts per day.
    """
    until = min(end or coverage.settled_until, coverage.settled_until)
    week, month, year = (recent_period(until, days) for days in (7, 28, 364))
    to_date = year_to_date(until - timedelta(days=1))
    periods = {
        "7_days": (week, week.previous()),
        "28_days": (month, month.previous()),
        "year_to_date": (to_date, to_date.same_dates()),
        "52_weeks": (year, year.previous()),
        "28_days_year_ago": (month, month.year_before()),
    }
    return tuple(_window(name, *periods[name], coverage) for name in LABELS)


def earlier_years(period: Period, coverage: Coverage, *, years: int = 5) -> tuple[Period, ...]:
    """Give the same weekdays of up to some earlier years, latest first, for
    `usual.compare_with_earlier`; fewer where the data do not reach back so far."""
    earlier = [period.year_before()]
    while len(earlier) < years:
        earlier.append(earlier[-1].year_before())
    return tuple(days for days in earlier if days.start >= coverage.first_on)


def compare_windows(
    counts: pd.DataFrame,
    *,
    names: Mapping[str, str],
    coverage: Coverage,
    by: str = "category",
    end: date | None = None,
) -> pd.DataFrame:
    """Compare every window for each value of a column, those without incidents included.

    `counts` has that column and `occurred_on`, one row an incident or with a column `incidents`,
    over all days with data: how much more than chance the weeks vary is learned from those before
    each window. `names` gives the values to show, in order, and the reader's words for them, such as
    {"burglary": "Burglary"}. `coverage` must be that of these offenses: a feed that went dark would
    else end as a fall. Do not add narcotics found by officers to what victims report.

    Columns: window (key of `LABELS`), the column of `by`, now, before, difference (incidents;
    missing where the data do not reach, and the difference where the periods are not of one
    length), ratio (of counts per day), ratio_low, ratio_high, p_value, verdict, sentence, reason
    (missing where there is a comparison). Raises SelectionError for the public's steps of 28 days.
    """
    check_days(counts["occurred_on"])
    days = coverage.whole
    upto = np.pad(_daily(counts, by, list(names), days).cumsum(axis=1), ((0, 0), (1, 0)))
    weeks = count_weeks(counts.head(0), coverage=coverage)
    weekly = _weekly(np.diff(upto, axis=1), days)
    rows: list[dict[str, object]] = []
    for window in compstat_windows(coverage, end=end):
        now, before = (
            dict(zip(names, _within(upto, days, period), strict=True))
            for period in (window.now, window.before)
        )
        found = dispersions_of(weeks, weekly, before=window.before.start)
        spread = dict(zip(names, found.tolist(), strict=True))
        is_known = window.now.start >= coverage.first_on
        for key, words in names.items():
            row: dict[str, object] = {"window": window.name, by: key}
            if window.reason:
                sentence = f"{words}: {window.reason[0].lower()}{window.reason[1:]}"
                row |= {"now": now[key] if is_known else None, "reason": window.reason}
            else:
                change = compare_counts(
                    now[key],
                    before[key],
                    days_now=window.now.days,
                    days_before=window.before.days,
                    dispersion=spread[key],
                )
                sentence = change_sentence(
                    change, words, now_words=window.now_words, before_words=window.before_words
                )
                row |= {column: getattr(change, column) for column in COLUMNS}
                if window.now.days != window.before.days:
                    row["difference"] = None
            rows.append({**row, "sentence": sentence})
    names_of = ("window", by, *COLUMNS, "sentence", "reason")
    columns: dict[str, Any] = {name: [row.get(name, nan) for row in rows] for name in names_of}
    for name in ("now", "before", "difference"):
        columns[name] = pd.array(columns[name], dtype="Int64")
    return pd.DataFrame(columns)


def _window(name: str, now: Period, before: Period, coverage: Coverage) -> Window:
    span = days_words(now.days)
    now_words = f"the last {span}" if now.end == coverage.settled_until else now.label()
    before_words = f"the {span} before"
    if name == "28_days_year_ago":
        before_words = f"the same {span} a year ago"
    elif name == "year_to_date":
        now_words, before_words = now.label(), before.label()
    reason = None
    if before.start < coverage.first_on:
        reason = (
            f"No earlier days to compare with: it takes data from {day_words(before.start)} on, and"
            f" they begin on {day_words(coverage.first_on)}."
        )
    return Window(name, now, before, now_words, before_words, reason)


def _daily(counts: pd.DataFrame, by: str, names: list[str], days: Period) -> np.ndarray:
    """Count each name on each day, zero where there were none: names × days."""
    row = pd.Index(names).get_indexer(pd.Index(counts[by]))
    day = pd.to_datetime(counts["occurred_on"]).to_numpy("datetime64[D]")
    column = (day - np.datetime64(days.start)).astype("int64")
    held = (row >= 0) & (column >= 0) & (column < days.days)
    weights = counts["incidents"].to_numpy()[held] if "incidents" in counts else None
    cell = row[held] * days.days + column[held]
    daily = np.bincount(cell, weights, len(names) * days.days)
    return daily.astype("int64").reshape(len(names), days.days)


def _weekly(daily: np.ndarray, days: Period) -> np.ndarray:
    """Sum days by their weeks: names × weeks."""
    starts = np.maximum(np.arange(0, days.start.weekday() + days.days, 7) - days.start.weekday(), 0)
    return np.add.reduceat(daily, starts, axis=1)


def _within(upto: np.ndarray, days: Period, period: Period) -> list[int]:
    """Sum each name over the days of a period that are covered."""
    first, end = (
        min(max((day - days.start).days, 0), days.days) for day in (period.start, period.end)
    )
    return (upto[:, end] - upto[:, first]).tolist()
