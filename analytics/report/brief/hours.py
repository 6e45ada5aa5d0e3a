"""When do incidents happen, as far as anyone knows? Hours of the day and weekdays of a year, each spread over its time window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analytics.coverage import Coverage
from analytics.offenses import category_of
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.report.wording import offenses_words, victim_reported
from analytics.rhythms import (
    PEAK_HOURS,
    Rhythm,
    exact_minutes_for,
    measure_rhythm,
    peak_hours,
    peak_weekday,
    rhythm_sentence,
    why_not_told,
)
from analytics.selection import Selection
from analytics.store import Store


@dataclass(frozen=True)
class HoursPart:
    """A rhythm, its days, what it is of, and what may be said."""

    rhythm: Rhythm
    period: Period
    what: str
    sentence: str

    @property
    def by_hour(self) -> list[float]:
        """Incidents by hour of the day."""
        return [float(each) for each in self._weights.sum(axis=0)]

    @property
    def by_day(self) -> list[float]:
        """Incidents by weekday, Monday first."""
        return [float(each) for each in self._weights.sum(axis=1)]

    @property
    def peaks(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The hours and the weekday that stand out from an even spread; none where that cannot be told."""
        if why_not_told(self.rhythm):
            return (), ()
        hours, day = peak_hours(self.rhythm), peak_weekday(self.rhythm)
        return (
            tuple((hours.first + n) % 24 for n in range(PEAK_HOURS)) if hours.is_sure else (),
            (day.first,) if day.is_sure else (),
        )

    @property
    def _weights(self) -> np.ndarray:
        return self.rhythm.hours["incidents"].to_numpy().reshape(7, 24)


def make_hours(
    store: Store, selection: Selection, coverage: Coverage, *, end: date
) -> HoursPart | None:
    """Measure what victims report in the last 52 weeks, or in as many whole ones as there are data for.

    None without a whole week or without an incident. What officers find has the hours of their shifts.
    """
    offenses = victim_reported(selection.offenses)
    weeks = min(YEAR_OF_WEEKS, end - coverage.first_on).days // 7
    if weeks < 1 or not offenses:
        return None
    period = Period(end - timedelta(weeks=weeks), end)
    windows = store.count_windows(selection.of(*offenses).during(period))
    categories = tuple({category_of(name) for name in offenses})
    rhythm = measure_rhythm(windows, exact_minutes=exact_minutes_for(categories))
    if not rhythm.incidents:
        return None
    what = offenses_words(offenses)
    return HoursPart(rhythm, period, what, rhythm_sentence(rhythm, what))
