"""Which days does the export cover, and how busy is each of them?

Times are whole minutes of the local wall clock since midnight of the first day: what clerks write
down. There is no hour between 2 and 3 on the night the clocks go forward, yet clerks write it; a
reader of the export must live with that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from etl.simulation.plan import Kind

DAY = 24 * 60


@dataclass(frozen=True)
class Calendar:
    """The days from `first_on` to `last_on`, both included."""

    first_on: date
    last_on: date

    @classmethod
    def years_up_to(cls, as_of: date, years: int) -> Calendar:
        """Cover whole years that end with a day."""
        day_after = pd.Timestamp(as_of) + pd.Timedelta(days=1)
        return cls((day_after - pd.DateOffset(years=years)).date(), as_of)

    @property
    def days(self) -> int:
        """Count the days."""
        return (self.last_on - self.first_on).days + 1

    @property
    def end_at(self) -> int:
        """Give the first minute after the last day."""
        return self.days * DAY

    def end_of(self, day: date) -> int:
        """Give the first minute after a day."""
        return ((day - self.first_on).days + 1) * DAY

    @property
    def dates(self) -> pd.DatetimeIndex:
        """List the days."""
        return pd.date_range(self.first_on, self.last_on)

    def weights(self, kind: Kind) -> np.ndarray:
        """Weigh the days for a kind of offense: weekday, season, drift, school terms."""
        dates = self.dates
        day_of_year = dates.day_of_year.to_numpy()
        season = 1 + kind.season * np.cos(2 * np.pi * (day_of_year - 45) / 365.25)
        # Two festival weekends in mid-April, when visitors outnumber residents.
        festival = (
            (dates.month == 4) & (dates.day >= 10) & (dates.day <= 23) & (dates.day_of_week >= 4)
        )
        season = season * np.where(festival, 1 + kind.season, 1)
        years = (np.arange(self.days) - self.days / 2) / 365.25
        weights = np.asarray(kind.weekdays)[dates.day_of_week] * season * (1 + kind.drift) ** years
        if kind.school_months:
            in_term = (
                (dates.month <= 5) | (dates.month >= 9) | ((dates.month == 8) & (dates.day > 9))
            )
            weights = weights * in_term
        return weights


def draw_minutes(kind: Kind, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw minutes of the day around the kind's hours, more often round ones."""
    middle, spread, share = np.asarray(kind.hours).T
    peak = draw_weighted(share, count, rng)
    minutes = np.rint(rng.normal(middle[peak], spread[peak]) * 60).astype(np.int32) % DAY
    return round_as_clerks_do(minutes, rng)


def round_as_clerks_do(minutes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Round half of the times down to 5 minutes and a quarter to half an hour."""
    step = np.array([1, 5, 5, 30], dtype=np.int32)[rng.integers(0, 4, len(minutes))]
    return minutes.astype(np.int32) // step * step


def draw_weighted(weights: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw numbers of rows with the given weights (as Generator.choice does, but in one pass)."""
    running = np.cumsum(weights, dtype=float)
    drawn = np.searchsorted(running, rng.random(count) * running[-1], side="right")
    return np.minimum(drawn, len(running) - 1).astype(np.int32)
