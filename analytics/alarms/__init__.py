"""Which weeks brought so many incidents that somebody should look into it?

An alarm is a reason to look, not a finding: it says that a count is high beside other weeks, not
that it will stay so, nor why. Falls raise none. With five years of weeks a week is judged by its
own season, and 1 in 200 is an alarm with nothing the matter, 1 in 100 where counts vary twice as
much as chance; with less it is judged by seven weeks before it, and 1 in 40 is. With all
neighborhoods and categories judged each week, some alarms of every week are therefore false. And
most of what happens raises none: a week that truly doubles does so 1 time in 7 where three
incidents are usual, and 9 times in 10 where twenty are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from analytics.alarms.recent import ears_limits
from analytics.alarms.seasonal import farrington_limits
from analytics.trends import NEVER_UNUSUAL

LEAST_INCIDENTS = 5
WITHIN_WEEKS = 4


def find_alarms(weeks: pd.DataFrame, *, shown_from: date, by: Sequence[str] = ()) -> pd.DataFrame:
    """Judge each week from `shown_from` on, of one series or of many.

    `weeks` is a table of `count_weeks`, over all the years there are; or several, one below the
    other, told apart by the columns `by`. A week that is a gap, incomplete or not settled is not
    judged, and no other is judged by it. An alarm takes a count above its limit, at least five
    incidents within four weeks, and never fewer than three in the week itself.

    Columns: those of `by`, week_on (Monday), incidents (NaN in a gap), expected (by season and
    trend, incidents a week), high_c1, high_c2, high_season (highest usual count of EARS C1 and C2
    and of Farrington's flexible method, incidents a week; NaN without history enough), limit
    (high_season, else high_c2), is_seasonal (which of the two), is_judged, is_alarm.

    Raises ValueError where the weeks are not seven days apart, or come twice in a series.
    """
    row = np.zeros(len(weeks), dtype="int64")
    if by:
        row = weeks.groupby(list(by), sort=False, dropna=False).ngroup().to_numpy()
    monday = weeks["week_on"].to_numpy("datetime64[D]")
    start = monday.min() if len(monday) else np.datetime64("2000-01-03")
    column = (monday - start).astype("int64") // 7
    if len(np.unique(row * (column.max(initial=0) + 1) + column)) < len(weeks):
        raise ValueError("a week has several counts: name the columns that tell series apart in by")
    if len(np.unique(column)) <= column.max(initial=0):
        raise ValueError("alarms are for single weeks: count with step_weeks=1, leave none out")

    is_usable = weeks["is_complete"].to_numpy() & weeks["is_settled"].to_numpy()
    counts = np.full((row.max(initial=0) + 1, column.max(initial=0) + 1), np.nan)
    counts[row, column] = np.where(is_usable, weeks["incidents"].to_numpy("float64"), np.nan)
    ahead = (np.datetime64(shown_from) - start).astype("int64")
    first = int(np.clip(-(-ahead // 7), 0, counts.shape[1]))
    high_season, expected = np.full((2, *counts.shape), np.nan)
    high_season[:, first:], expected[:, first:] = farrington_limits(counts, first=first)
    high_c2 = ears_limits(counts, lag_weeks=2)
    limit = np.where(np.isfinite(high_season), high_season, high_c2)
    recent = np.cumsum(np.pad(np.nan_to_num(counts), ((0, 0), (WITHIN_WEEKS, 0))), axis=1)
    is_enough = recent[:, WITHIN_WEEKS:] - recent[:, :-WITHIN_WEEKS] >= LEAST_INCIDENTS
    found = {
        "expected": expected,
        "high_c1": ears_limits(counts),
        "high_c2": high_c2,
        "high_season": high_season,
        "limit": limit,
        "is_seasonal": np.isfinite(high_season),
        "is_judged": np.isfinite(counts) & np.isfinite(limit),
        "is_alarm": (counts > np.maximum(limit, NEVER_UNUSUAL)) & is_enough,
    }
    shown = np.flatnonzero(monday >= np.datetime64(shown_from))
    cells = row[shown], column[shown]
    given = {name: weeks[name].array.take(shown) for name in (*by, "week_on", "incidents")}
    return pd.DataFrame({**given, **{name: values[cells] for name, values in found.items()}})


def alarm_sentence(alarms: pd.DataFrame, what: str, where: str | None = None) -> str:
    """Say of one series' `find_alarms` whether its last judged week is an alarm: "Robbery: 9 in the
    week of 10 Nov, more than the 6 that this season brings at most"."""
    subject = f"{what} in {where}" if where else what
    judged = alarms[alarms["is_judged"]]
    if judged.empty:
        return f"{subject}: can't tell, there is no settled week with weeks enough before it."
    week = judged.iloc[-1]
    day = week["week_on"]
    count = f"{subject}: {week['incidents']:,.0f} in the week of {day.day} {day:%b}"
    against = (
        "this season brings at most"
        if week["is_seasonal"]
        else "the weeks before lead one to expect at most; the season is not known yet"
    )
    limit = f"{np.floor(week['limit']):,.0f}"
    if week["is_alarm"]:
        return f"{count}, more than the {limit} that {against}. Look into it."
    if week["incidents"] > week["limit"]:
        return f"{count}: too few for an alarm."
    return f"{count}, no more than the {limit} that {against}."
