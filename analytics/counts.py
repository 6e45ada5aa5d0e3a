"""How many incidents, where and when: every place and every week, also those with none?

A quiet place counts zero, and so does a quiet week; a day outside the data's coverage is not a zero
but a gap, because a feed that went dark must never look like a fall. The city total includes
incidents that no neighborhood holds, so it is more than the sum of the neighborhoods.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.coverage import Coverage
from analytics.errors import SelectionError
from analytics.periods import Period

# Public figures are kept in steps of 28 days counted from this day.
FIRST_MONDAY = pd.Timestamp(2000, 1, 3)
PUBLIC_STEP_WEEKS = 4
_MONDAY_NUMBER = FIRST_MONDAY.to_numpy().astype("datetime64[D]").astype("int64")
_MONDAY_ORDINAL = FIRST_MONDAY.toordinal()
# So many different days, or weeks, that all begin a step by chance less than once in ten million tables.
LEAST_DAYS, LEAST_WEEKS = 5, 12


def total_incidents(counts: pd.DataFrame) -> int:
    """Count all incidents of a table, with or without a neighborhood.

    The table holds either counts, in a column `incidents`, or one row an incident.
    """
    return int(counts["incidents"].sum()) if "incidents" in counts else len(counts)


def count_places(counts: pd.DataFrame, neighborhoods: pd.DataFrame) -> pd.DataFrame:
    """Count incidents per neighborhood, zero where there were none.

    Incidents in no neighborhood are left out, here only: compare `total_incidents`. Neighborhoods
    keep their order.

    Columns: neighborhood_id, name, incidents.
    """
    totals = _sum_by(counts, "neighborhood_id")
    places = pd.DataFrame(neighborhoods[["neighborhood_id", "name"]]).reset_index(drop=True)
    incidents = totals.reindex(places["neighborhood_id"], fill_value=0)
    return places.assign(incidents=incidents.to_numpy().astype("int64"))


def count_weeks(
    counts: pd.DataFrame,
    *,
    coverage: Coverage,
    period: Period | None = None,
    step_weeks: int = 1,
) -> pd.DataFrame:
    """Count incidents per week, from Monday to Sunday, zero where there were none.

    `counts` has a column `week_on` (a Monday) or `occurred_on`. `period` is what was asked for: a
    week that it cuts is not complete, and looks like a fall to whoever forgets that. Weeks of the
    period without any covered day are gaps. With `step_weeks=4` each row is four weeks, as public
    figures are kept, and `week_on` their first Monday.

    Columns: week_on (Monday), incidents (NaN in a gap), is_complete (all days asked for and
    covered), is_settled (no day of it still grows). Raises SelectionError for the public's days, which
    are steps, unless they are counted as such.
    """
    covered = coverage.whole
    asked = period or covered
    key = "week_on" if "week_on" in counts else "occurred_on"
    if step_weeks % PUBLIC_STEP_WEEKS:
        check_days(counts[key], least=LEAST_WEEKS if key == "week_on" else LEAST_DAYS)
    numbers = _day_numbers(counts[key]) // (7 * step_weeks)
    first, last = (_day_number(day) // (7 * step_weeks) for day in (asked.start, asked.last_day))
    held = (numbers >= first) & (numbers <= last)
    weights = counts["incidents"].to_numpy()[held] if "incidents" in counts else None
    totals = np.bincount(numbers[held] - first, weights=weights, minlength=last - first + 1)
    weeks = (np.arange(first, last + 1) * 7 * step_weeks + _MONDAY_NUMBER).astype("datetime64[D]")
    ends = weeks + np.timedelta64(7 * step_weeks, "D")
    has_data = (ends > np.datetime64(covered.start)) & (weeks < np.datetime64(covered.end))
    start = np.datetime64(max(asked.start, covered.start))
    end = np.datetime64(min(asked.end, covered.end))
    return pd.DataFrame(
        {
            "week_on": weeks.astype("datetime64[us]"),
            "incidents": np.where(has_data, totals.astype("float64"), np.nan),
            "is_complete": (weeks >= start) & (ends <= end),
            "is_settled": has_data & (ends <= np.datetime64(coverage.settled_until)),
        }
    )


def count_weeks_of_each(
    counts: pd.DataFrame, key: str, *, coverage: Coverage, period: Period | None = None
) -> pd.DataFrame:
    """Count the weeks of each value of a column, such as neighborhood_id, one series below the other.

    As `count_weeks` does for each alone, and much faster. A missing value is no series. Columns: that of `key`, and those of
    `count_weeks`.
    """
    known = counts[counts[key].notna()]
    weeks = count_weeks(known, coverage=coverage, period=period)
    names, numbers = np.unique(known[key].to_numpy(dtype="str"), return_inverse=True)
    day = "week_on" if "week_on" in known else "occurred_on"
    week = pd.Index(weeks["week_on"]).get_indexer(step_start(known[day]))
    held = week >= 0
    weights = known["incidents"].to_numpy()[held] if "incidents" in known else None
    cell = numbers[held] * len(weeks) + week[held]
    totals = np.bincount(cell, weights=weights, minlength=len(names) * len(weeks))
    table = pd.concat([weeks] * len(names), ignore_index=True) if len(names) else weeks.head(0)
    incidents = np.where(table["incidents"].isna(), np.nan, totals.astype("float64"))
    table.insert(0, key, np.repeat(names, len(weeks)))
    return table.assign(incidents=incidents)


def last_run(table: pd.DataFrame) -> pd.DataFrame:
    """Give the last weeks or months in a row that are complete and settled, with no gap between."""
    known = [table[name].to_numpy(bool) for name in ("is_complete", "is_settled")]
    counted = np.isfinite(table["incidents"].to_numpy("float64"))
    usable = np.flatnonzero(known[0] & known[1] & counted)
    breaks = np.flatnonzero(np.diff(usable) > 1)
    rows = usable[breaks[-1] + 1 :] if len(breaks) else usable
    return table.iloc[rows].reset_index(drop=True)


def step_start(days: pd.Series, step_weeks: int = 1) -> pd.Series:
    """Give the first Monday of each day's step of weeks; steps are counted from `FIRST_MONDAY`."""
    days = pd.to_datetime(days)
    length = 7 * step_weeks
    return days - pd.to_timedelta((days - FIRST_MONDAY).dt.days % length, unit="D")


def step_of(day: date, step_weeks: int = 1) -> date:
    """Give what `step_start` gives, of one day."""
    return day - timedelta(days=_day_number(day) % (7 * step_weeks))


def check_days(days: pd.Series, *, least: int = LEAST_DAYS) -> None:
    """Raise SelectionError where days are only the first ones of steps of 28 days, as the public's
    are: by them all incidents happen on Mondays, and some months have two steps."""
    numbers = _day_numbers(days)
    is_step = not (numbers % (7 * PUBLIC_STEP_WEEKS)).any()
    if is_step and len(np.unique(numbers)) >= least:
        raise SelectionError(
            "these days are steps of 28 days, as the public sees them: count with step_weeks=4, or"
            " open the store for the police"
        )


def _day_numbers(days: pd.Series) -> np.ndarray:
    """Give days as whole numbers, 0 for `FIRST_MONDAY`."""
    if days.dtype.kind != "M":
        days = pd.to_datetime(days)
    return days.to_numpy("datetime64[D]").astype("int64") - _MONDAY_NUMBER


def _day_number(day: date) -> int:
    return day.toordinal() - _MONDAY_ORDINAL


def _sum_by(counts: pd.DataFrame, key: str) -> pd.Series:
    if "incidents" in counts:
        return counts.groupby(key)["incidents"].sum()
    return counts.groupby(key).size()
