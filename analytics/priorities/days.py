"""Which days does a ranking rank, and by which earlier ones does it tell a rise?

Only settled days: those that still fill up would be a fall everywhere. A rise is told against the same season.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from analytics.coverage import Coverage
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.windows import earlier_years

YEARS_BEFORE = 3
# Every ranking of the same counts is the same.
SEED = 1


@dataclass(frozen=True)
class RankedDays:
    """The settled days that are ranked, and the earlier ones that a rise is told by, the latest first."""

    now: Period
    before: tuple[Period, ...]

    @property
    def days_before(self) -> int:
        return sum(period.days for period in self.before)


def ranked_days(period: Period, coverage: Coverage) -> RankedDays | None:
    """Give the settled days of a period and those before; None where no day is settled.

    Up to a year, they are the same weeks of up to three years before, so that no season passes for a trend; of a longer period
    as many whole years as it has itself, just before it.
    """
    end = min(period.end, coverage.settled_until)
    if end <= period.start:
        return None
    now = Period(period.start, end)
    if now.days <= YEAR_OF_WEEKS.days:
        return RankedDays(now, earlier_years(now, coverage, years=YEARS_BEFORE))
    years = min(now.end - now.start, now.start - coverage.first_on) // YEAR_OF_WEEKS
    before = (Period(now.start - years * YEAR_OF_WEEKS, now.start),) if years > 0 else ()
    return RankedDays(now, before)


def years_words(days: RankedDays) -> str:
    """Say what a rise is told by."""
    if not days.before:
        return "no earlier days to tell a rise by"
    if days.now.days > YEAR_OF_WEEKS.days:
        return f"a rise is told against {days.before[0].label()}"
    years = len(days.before)
    return f"a rise is told against the same weeks of the {'year' if years == 1 else f'{years} years'} before"


def is_short(days: RankedDays) -> bool:
    """Tell whether the days hold much less than a year."""
    return days.now.days < (YEAR_OF_WEEKS - timedelta(weeks=6)).days
