"""Where was there an incident so lately that the neighbors may want to know?

It lists what happened, for advice to people who live there: where near repeats are more than chance
(`near_repeats`), they are so on average, and most houses in an open zone see nothing at all. It is
no forecast of a house or block, and no place to patrol. An address that is spelled in two ways has
two zones.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES
from analytics.repeats import address_keys, one_row_each

RADIUS_M, OPEN_DAYS = 200.0, 14


def list_open_zones(
    incidents: pd.DataFrame, *, as_of: date, radius_m: float = RADIUS_M, days: int = OPEN_DAYS
) -> pd.DataFrame:
    """List the places that had an incident in the last days, whose neighbors may want to know.

    The zone of an incident is open from its day through `days` days after. Use it where
    `find_near_repeats` found such distances and days, to advise the people who live there; it is no
    forecast for a house and no place to patrol. `incidents` has category besides the columns of
    `find_near_repeats`; narcotics and quality of life are refused with a SelectionError, since they
    show where officers were, and so are incidents without addresses, as the public has them.

    Columns: address, x_m, y_m, radius_m, incidents (open ones), last_on, open_through_on.
    """
    refused = [
        name for name in incidents["category"].unique() if not CATEGORIES[name].is_victim_reported
    ]
    if refused:
        names = ", ".join(CATEGORIES[name].label.lower() for name in sorted(refused))
        raise SelectionError(f"no open zones of {names}: choose what victims report")
    rows = one_row_each(incidents)
    rows = rows.assign(
        last_on=pd.to_datetime(rows["occurred_on"]), address=address_keys(rows["address"])
    ).sort_values("last_on", kind="stable")
    age = (pd.Timestamp(as_of) - rows["last_on"]).dt.days
    rows = rows[age.between(0, days) & rows["x_m"].notna() & rows["y_m"].notna()]
    point = rows["x_m"].astype("string") + " " + rows["y_m"].astype("string")
    rows = rows.assign(place=rows["address"].fillna(point))
    rows["incidents"] = rows.groupby("place")["place"].transform("size")
    zones = rows.drop_duplicates("place", keep="last").assign(radius_m=radius_m)
    zones["open_through_on"] = zones["last_on"] + pd.Timedelta(days=days)
    columns = ["address", "x_m", "y_m", "radius_m", "incidents", "last_on", "open_through_on"]
    return zones[columns].sort_values("last_on", ascending=False, ignore_index=True)
