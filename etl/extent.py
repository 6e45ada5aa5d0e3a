"""Which days does a feed cover, and until when are its counts settled?

The first and the last date in a feed are often typing errors: a file of 2008 holds an offense of 1900. The covered days are those
where the feed runs at its usual pace. Days closer to the end than `settling_days` still miss incidents that nobody has
reported yet, and always look like a fall.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

_EXPECTED_IN_WINDOW = 30
_SHORTEST_WINDOW, _LONGEST_WINDOW = 7, 91
# A stretch without incidents where 7 are expected has a chance of one in a thousand.
_QUIET_EXPECTED = 7


@dataclass(frozen=True)
class Extent:
    """The first and last day that a feed covers, and the first day that may still grow."""

    first_on: date
    data_as_of: date
    settled_until: date


def find_extent(
    daily: pd.Series, *, known_until: date | None, settling: int, covers_from: date | None = None
) -> Extent:
    """Find the days on which a feed runs at its usual pace, and until when they are settled.

    `daily` holds counts per day, indexed by day, days without incidents left out or zero; it may not be empty. `known_until` is
    the last day of a report or an update in the feed, `settling` the days until a day's count is settled, `covers_from` the
    first day where a person knows it. The first day starts a window (a week, longer where incidents are rare) with at least half
    of the usual count, the last ends one with at least a tenth. Quiet days after the last incident are covered up to
    `known_until` as long as chance alone explains them: an export of one month does not say that the next had no crime.
    """
    total = daily.sum()
    sums = daily.sort_index().cumsum()
    middle = sums[(sums >= 0.01 * total) & (sums <= 0.99 * total)].index
    if len(middle) < 2:
        first, last, per_day = daily.index.min(), daily.index.max(), float(total)
    else:
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
        starts = days[(ahead >= 0.5 * per_day * window) & (days >= max(1.0, per_day / 4))]
        ends = days[(behind >= 0.1 * per_day * window) & (days > 0)]
        first = starts.index[0] if len(starts) else near.index.min()
        last = ends.index[-1]
    quiet = timedelta(days=math.floor(_QUIET_EXPECTED / per_day))
    first_on, last_on = covers_from or first.date(), last.date()
    known_until = last_on if known_until is None else max(known_until, last_on)
    data_as_of = min(known_until, last_on + quiet)
    settled = min(data_as_of + timedelta(days=1), known_until + timedelta(days=1 - settling))
    return Extent(first_on, data_as_of, max(settled, first_on))
