"""Which days does a feed cover, and until when are its counts settled?

The first and the last date in a feed are often typing errors: a file of 2008 holds an offense of 1900. The covered days are those
where the feed runs at its usual pace. Days closer to the end than `settling_days` still miss incidents that were not reported yet,
and always look like a fall.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

import pandas as pd

SETTLED_SHARE = 0.95
LONGEST_SETTLING = 90
_EXPECTED_IN_WINDOW = 30
_SHORTEST_WINDOW, _LONGEST_WINDOW = 7, 91


def covered_days(daily: pd.Series) -> tuple[date, date]:
    """Give the first and last day on which the feed ran at its usual pace.

    `daily` holds counts per day, indexed by day, days without incidents left out or zero; it may not be empty.
    The first day starts a window (a week, longer where incidents are rare) with at least half of the usual count, the last
    ends one with at least a tenth.
    """
    sums = daily.sort_index().cumsum()
    total = sums.iloc[-1]
    middle = sums[(sums >= 0.01 * total) & (sums <= 0.99 * total)].index
    if len(middle) < 2:
        return daily.index.min().date(), daily.index.max().date()
    span = (middle[-1] - middle[0]).days + 1
    per_day = 0.98 * total / span
    window = min(
        max(math.ceil(_EXPECTED_IN_WINDOW / per_day), _SHORTEST_WINDOW), _LONGEST_WINDOW, span
    )
    # Outside a year around the bulk there are only stray dates; a calendar of them would be centuries long.
    margin = pd.Timedelta(days=365)
    near = daily[(daily.index >= middle[0] - margin) & (daily.index <= middle[-1] + margin)]
    days = near.reindex(pd.date_range(near.index.min(), near.index.max()), fill_value=0)
    ahead = days[::-1].rolling(window, min_periods=1).sum()[::-1]
    behind = days.rolling(window, min_periods=1).sum()
    usual = per_day * window
    starts = days[(ahead >= 0.5 * usual) & (days >= max(1, per_day / 2))]
    ends = days[(behind >= 0.1 * usual) & (days > 0)]
    first = starts.index[0] if len(starts) else near.index.min()
    return first.date(), ends.index[-1].date()


def settling_days(delays: pd.Series) -> int | None:
    """Give the days after which 95 % of a day's incidents were reported, from report delays in days; None for under 50."""
    known = delays[delays >= 0]
    if len(known) < 50:
        return None
    return min(max(math.ceil(known.quantile(SETTLED_SHARE)), 1), LONGEST_SETTLING)


def settled_until(data_as_of: date, days: int, first_on: date) -> date:
    """Give the first day that may still grow; never before the feed's first day."""
    return max(data_as_of + timedelta(days=1) - timedelta(days=days), first_on)
