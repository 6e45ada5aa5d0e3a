"""After how many days is nearly all known of what happened on a day?

Days younger than that always look like a fall. The best answer is the feed's own history: when was each incident first seen here?
Without a history long enough it is the delay of the reports, which leaves out the time that records take to be entered.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

SETTLED_SHARE = 0.95
LONGEST = 90
_FEWEST = 50
_SHORTEST_HISTORY = 28


def settling_curve(first_seen: pd.DataFrame, *, last_run: pd.Timestamp) -> pd.Series | None:
    """Give the share of a day's incidents known after n days, from when each was first seen.

    `first_seen` has occurred_on, seen_on (days) and incidents, of days from the feed's first run on: what that run brought of
    earlier days was seen late for want of an earlier run. Young days cannot show long delays yet, so each delay n is judged by
    the days that are at least n days old: the product-limit estimate for right-truncated delays (Lagakos, Barraj, De Gruttola,
    Biometrika 75, 1988). The index is n, from 0 to the age of the history, at most 90. None where the history is shorter than 28
    days or knows fewer than 50 incidents.
    """
    rows = first_seen.assign(
        delay=(first_seen["seen_on"] - first_seen["occurred_on"]).dt.days.clip(lower=0),
        age=(last_run - first_seen["occurred_on"]).dt.days,
    )
    longest = min(int(rows["age"].max()) if len(rows) else 0, LONGEST)
    if longest < _SHORTEST_HISTORY or rows["incidents"].sum() < _FEWEST:
        return None
    share = np.ones(longest + 1)
    for n in range(longest, 0, -1):
        old = rows[(rows["age"] >= n) & (rows["delay"] <= n)]
        by_then = old["incidents"].sum()
        late = old.loc[old["delay"] == n, "incidents"].sum()
        share[n - 1] = share[n] * (1 - late / by_then) if by_then else share[n]
    return pd.Series(share, index=pd.RangeIndex(longest + 1, name="days"), name="share")


def settling_days_of_curve(curve: pd.Series) -> int:
    """Give the days after which 95% of a day's incidents are known, at least 1."""
    return max(int(curve.index[curve >= SETTLED_SHARE][0]), 1)


def settling_days_of_reports(delays: pd.Series) -> int | None:
    """Give the days after which 95% of a day's incidents were reported, from report delays in days; None for under 50."""
    known = delays[delays >= 0]
    if len(known) < _FEWEST:
        return None
    return min(max(math.ceil(known.quantile(SETTLED_SHARE)), 1), LONGEST)
