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
    month = pd.to_datetime(counts["occurred_on"]).dt.to_period("M")
    months = pd.period_range(asked.start, asked.last_day, freq="M")
    incidents = counts["incidents"] if "incidents" in counts else pd.Series(1, counts.index)
    totals = incidents.groupby(month).sum().reindex(months, fill_value=0).to_numpy("float64")

    starts, ends = months.to_timestamp(), (months + 1).to_timestamp()
    start = pd.Timestamp(max(asked.start, covered.start))
    end = pd.Timestamp(min(asked.end, covered.end))
    last = np.minimum(ends.to_numpy(), end.to_datetime64())
    inside = last - np.maximum(starts.to_numpy(), start.to_datetime64())
    days = np.maximum(inside // np.timedelta64(1, "D"), 0)
    has_data = (ends > pd.Timestamp(covered.start)) & (starts < pd.Timestamp(covered.end))
    is_complete = days == months.days_in_month
    return pd.DataFrame(
        {
            "month_on": starts,
            "incidents": np.where(has_data, totals, np.nan),
            "per_month": np.where(is_complete, totals * MONTH_DAYS / months.days_in_month, np.nan),
            "days": days,
            "is_complete": is_complete,
            "is_settled": has_data & (ends <= pd.Timestamp(coverage.settled_until)),
        }
    )
