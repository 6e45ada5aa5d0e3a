"""Was the area picked because it had just peaked?

Places are chosen when they are at their worst, and the worst is partly chance: such a place falls by
itself, response or not. A control area that was not at its peak does not show it. The warning says
that this may be so, not that it is: a steady rise looks the same until the earlier years are drawn.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.periods import YEAR_OF_WEEKS, Period

YEARS = 3
LEAST_YEARS = 2


def earlier_years(
    incidents: pd.DataFrame, before: Period, *, first_on: date, years: int = YEARS
) -> pd.DataFrame:
    """Count a treated area's incidents in the days before a response, and in the same days of
    earlier years.

    `incidents` has occurred_on, one row an incident, of the treated area only. Years go back 364
    days each, so that weekdays stay aligned; a period of more than a year goes back as many as it
    needs. Those that begin before `first_on`, the first day with data, are left out.

    Columns: start_on, end_on (the day after the last), incidents; the days before come first.
    """
    step = YEAR_OF_WEEKS * -(-before.days // YEAR_OF_WEEKS.days)
    days = pd.to_datetime(incidents["occurred_on"])
    rows = []
    for back in range(years + 1):
        start, end = before.start - back * step, before.end - back * step
        if start < first_on:
            break
        inside = (days >= pd.Timestamp(start)) & (days < pd.Timestamp(end))
        rows.append({"start_on": start, "end_on": end, "incidents": int(inside.sum())})
    return pd.DataFrame(rows, columns=["start_on", "end_on", "incidents"])


def peak_warning(years: pd.DataFrame) -> str | None:
    """Warn where the days before a response had more incidents than every earlier year.

    `years` comes from `earlier_years`. None where an earlier year had as many; with fewer than two
    earlier years it says that this cannot be told.
    """
    counts = years["incidents"].tolist()
    if len(counts) <= LEAST_YEARS:
        return (
            "Whether the area was picked at its peak can't be told: there are fewer than two"
            " earlier years to compare with."
        )
    now, earlier = counts[0], counts[1:]
    if now <= max(earlier):
        return None
    listed = ", ".join(f"{count:,}" for count in earlier)
    return (
        f"Beware: the {now:,} before the response are more than in the same days of each earlier"
        f" year ({listed}). An area picked at its peak tends to fall by itself."
    )
