"""How many incidents each month, and how many had all months been equally long?

February has a tenth fewer days than January and therefore fewer incidents with nothing the matter:
compare `per_month`, which is adjusted for it. A quiet month counts zero; a month without data is a
gap, and one that the data or the period cuts, or that still fills up, looks like a fall. The number
of weekends a month holds is not adjusted for.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.counts import check_days
from analytics.coverage import Coverage
from analytics.periods import Period

MONTHS_A_YEAR = 12
MONTH_DAYS = 365.2425 / MONTHS_A_YEAR


def count_months(
    counts: pd.DataFrame, *, coverage: Coverage, period: Period | None = None
) -> pd.DataFrame:
    """Count incidents per calendar month, zero where there were none.

    `counts` has a column `occurred_on`, and either `incidents` or one row an incident; counts by
    week cannot be split into months. `period` is what was asked for: a month that it cuts is not
    complete.

    Columns: month_on (first day), incidents (NaN in a gap), per_month (incidents in as many days as
    a month has on average, 30.44; NaN where the month is not complete), days (that were asked for
    and are covered), is_complete (that is all of them), is_settled (no day of it still grows).
    Raises SelectionError for the public's steps of 28 days.
    """
    check_days(counts["occurred_on"])
    covered = coverage.whole
    asked = period or covered
    month = pd.to_datetime(counts["occurred_on"]).to_numpy("datetime64[M]")
    first, last = (np.datetime64(day, "M") for day in (asked.start, asked.last_day))
    held = (month >= first) & (month <= last)
    number = counts["incidents"].to_numpy()[held] if "incidents" in counts else None
    months = np.arange(first, last + 1)
    totals = np.bincount((month[held] - first).astype("int64"), number, len(months))

    starts, ends = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    length = (ends - starts).astype("int64")
    start, end = max(asked.start, covered.start), min(asked.end, covered.end)
    inside = np.minimum(ends, np.datetime64(end)) - np.maximum(starts, np.datetime64(start))
    days = np.maximum(inside.astype("int64"), 0)
    has_data = (ends > np.datetime64(covered.start)) & (starts < np.datetime64(covered.end))
    is_complete = days == length
    return pd.DataFrame(
        {
            "month_on": starts.astype("datetime64[us]"),
            "incidents": np.where(has_data, totals.astype("float64"), np.nan),
            "per_month": np.where(is_complete, totals * MONTH_DAYS / length, np.nan),
            "days": days,
            "is_complete": is_complete,
            "is_settled": has_data & (ends <= np.datetime64(coverage.settled_until)),
        }
    )
