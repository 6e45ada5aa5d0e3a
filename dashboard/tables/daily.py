"""How many of each part on each day? Counted once for places and offenses, for all weeks, months, windows and years of them.

The days are all that any feed knows of, so a zero may be a day without data: what is compared, or drawn, asks the coverage of its
own feeds which days those are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.counts import count_weeks
from analytics.coverage import Coverage
from analytics.periods import Period
from analytics.selection import Selection
from analytics.trends import dispersions_of as weekly_dispersions
from dashboard.context import Reader

_SIDES = ("category", "found_by")


@dataclass(frozen=True, eq=False)
class Daily:
    """Incidents of each day of `days`, by category and who found them."""

    days: Period
    counts: dict[tuple[str, str], np.ndarray]

    @property
    def dates(self) -> np.ndarray:
        """The days, as the tables of measures have them."""
        first, end = (np.datetime64(day) for day in (self.days.start, self.days.end))
        return np.arange(first, end).astype("datetime64[us]")

    def of(self, category: str, found_by: str | None) -> np.ndarray:
        """Give the days of a category, of one side that found it or of all."""
        held = [
            counts
            for (name, side), counts in self.counts.items()
            if name == category and found_by in (None, side)
        ]
        return sum(held, np.zeros(self.days.days, "int64"))

    def within(self, counts: np.ndarray, period: Period) -> np.ndarray:
        """Cut counts of `of` to the days of a period that are known."""
        first, end = ((day - self.days.start).days for day in (period.start, period.end))
        return counts[max(first, 0) : max(end, 0)]


def daily_counts(reader: Reader, selection: Selection) -> Daily:
    """Count the days of a selection's places, hours and offenses, whatever its period."""
    feeds = reader.coverage.feeds
    days = Period(
        min(feed.first_on for feed in feeds),
        max(feed.data_as_of for feed in feeds) + timedelta(days=1),
    )
    asked = selection.during(days)

    def count() -> Daily:
        table = reader.store.count_incidents(asked, ("occurred_on", *_SIDES))
        day = table["occurred_on"].to_numpy("datetime64[D]").astype("int64")
        day -= np.datetime64(days.start).astype("int64")
        category, names = pd.factorize(table["category"])
        side, sides = pd.factorize(table["found_by"])
        cell = (category * len(sides) + side) * days.days + day
        shape = (len(names), len(sides), days.days)
        counts = np.bincount(cell, table["incidents"].to_numpy(), int(np.prod(shape)))
        counts = counts.astype("int64").reshape(shape)
        return Daily(
            days,
            {
                (name, found_by): counts[n, k]
                for n, name in enumerate(names)
                for k, found_by in enumerate(sides)
                if counts[n, k].any()
            },
        )

    return reader.once("daily", asked, make=count)


def weeks_of(
    reader: Reader, daily: Daily, counts: np.ndarray, coverage: Coverage, period: Period
) -> pd.DataFrame:
    """Count the weeks of a part from its days, as `count_weeks` does."""

    def frame() -> pd.DataFrame:
        nothing = pd.DataFrame({"week_on": pd.to_datetime([]), "incidents": np.zeros(0)})
        return count_weeks(nothing, coverage=coverage, period=period)

    weeks = reader.once("weeks frame", coverage.whole, coverage.settled_until, period, make=frame)
    totals = week_totals(daily, counts, period)
    # A gap stays a gap.
    return weeks.assign(incidents=weeks["incidents"].to_numpy() + totals)


def week_totals(daily: Daily, counts: np.ndarray, period: Period) -> np.ndarray:
    """Sum the days of a period by their weeks, a number for each week that it touches."""
    before = period.start.weekday()
    padded = np.zeros(-(-(before + period.days) // 7) * 7, "int64")
    first = before + max((daily.days.start - period.start).days, 0)
    known = daily.within(counts, period)
    padded[first : first + len(known)] = known
    return padded.reshape(-1, 7).sum(axis=1)


def dispersions_of(
    reader: Reader, daily: Daily, parts: Sequence[np.ndarray], coverage: Coverage, before: date
) -> list[float]:
    """Give how much more than chance the weeks of each part vary before a day, as `dispersion_of` does."""
    period = coverage.whole
    weeks = weeks_of(reader, daily, parts[0], coverage, period)
    totals = np.array([week_totals(daily, counts, period) for counts in parts])
    return weekly_dispersions(weeks, totals, before=before).tolist()
