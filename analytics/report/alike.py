"""Of which days are neighborhoods compared to find a problem like one's own, and by what?

On one year of a neighborhood's few incidents it is often wrong, so four years are taken, as far as the data reach back.
"""

from __future__ import annotations

from datetime import date

from analytics.coverage import Coverage
from analytics.periods import YEAR_OF_WEEKS, Period

YEARS = 4
ALIKE_DAYS = YEARS * YEAR_OF_WEEKS.days
LEAST_DAYS = 28
COMPARED = {
    "level": "how many there are",
    "mix": "of which kinds",
    "hours": "at which times of the week",
    "concentration": "on how few blocks",
}


def alike_days(end: date, coverage: Coverage) -> Period | None:
    """Give the settled days before `end` that are compared; None where there are not 28."""
    end = min(end, coverage.settled_until)
    start = max(coverage.first_on, end - YEARS * YEAR_OF_WEEKS)
    return Period(start, end) if (end - start).days >= LEAST_DAYS else None
