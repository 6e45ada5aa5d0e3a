"""What does an audience count, read once from a snapshot into columns?

What is joined is small: charges and locations stand once each. The public's columns hold what was made for residents alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analytics.audiences import ON_MAP, Audience
from analytics.store.columns import CATEGORY_OF_OFFENSE, Columns
from analytics.store.keys import FOUND_BY, OFFENSE_NAMES
from analytics.store.moments import Moment
from analytics.store.relations import counted_rows
from analytics.store.spots import make_spots
from analytics.store.windows import make_windows

Query = Callable[..., pd.DataFrame]

_POLICE = """
SELECT CAST(occurred_on - DATE '1970-01-01' AS INTEGER) AS day, charge_id, location_id,
       CAST((isodow(occurred_from_local) - 1) * 24 + hour(occurred_from_local) AS UTINYINT) AS hour,
       CAST((isodow(occurred_from_local) - 1) * 86400 + epoch(CAST(occurred_from_local AS TIME)) AS INTEGER) AS begun,
       CAST(epoch(occurred_to_local) - epoch(occurred_from_local) AS DOUBLE) AS length
FROM {rows} ORDER BY day
"""
_COUNTED = ("occurred_on", "charge_id", "location_id", "occurred_from_local", "occurred_to_local")
_SPOTS = f"""
SELECT location_id, neighborhood_id, block_id, x_m, y_m, lon, lat, coalesce({ON_MAP["police"]}, false) AS is_on_map
FROM locations
"""
_PUBLIC = f"""
SELECT CAST(occurred_on - DATE '1970-01-01' AS INTEGER) AS day, offense, neighborhood_id, block_id, x_m, y_m, lon, lat,
       {ON_MAP["public"]} AS is_on_map, incidents
FROM public_counts ORDER BY day
"""


def load_columns(query: Query, audience: Audience, moment: Moment | None = None) -> Columns:
    """Read the columns of all that an audience counts; `query` gives the answer to a question in SQL as a table."""
    crs = str(query("SELECT analysis_crs FROM place")["analysis_crs"].iloc[0])
    columns = _of_public(query, crs) if audience == "public" else _of_police(query, crs, moment)
    # Made now: the first reader waits for the columns anyway.
    _ = columns.cubes, columns.index
    return columns


def _of_police(query: Query, crs: str, moment: Moment | None) -> Columns:
    charges = query("SELECT charge_id, offense, found_by FROM charges")
    locations = query(_SPOTS)
    rows, values = counted_rows(_COUNTED, moment)
    table = query(_POLICE.format(rows=rows), values)
    spots, spot_of_location = make_spots(locations)
    charge = _lookup(charges["charge_id"], np.arange(len(charges), dtype="int32"))[
        table["charge_id"].to_numpy()
    ]
    spot = _lookup(locations["location_id"], spot_of_location)[table["location_id"].to_numpy()]
    offense, found_by = (
        np.searchsorted(known, charges[name].to_numpy(dtype="object")).astype("uint8")
        for name, known in (("offense", OFFENSE_NAMES), ("found_by", FOUND_BY))
    )
    windows, window = make_windows(
        table["begun"].to_numpy(),
        table["length"].to_numpy(),
        CATEGORY_OF_OFFENSE[offense[charge]],
        found_by[charge],
    )
    return Columns(
        day=table["day"].to_numpy(),
        offense=offense[charge],
        place=spots.place[spot],
        spot=spot,
        spots=spots,
        crs=crs,
        found_by=found_by[charge],
        hour=table["hour"].to_numpy(),
        window=window,
        windows=windows,
    )


def _of_public(query: Query, crs: str) -> Columns:
    rows = query(_PUBLIC)
    spots, spot = make_spots(rows)
    offense = np.searchsorted(OFFENSE_NAMES, rows["offense"].to_numpy(dtype="object"))
    return Columns(
        day=rows["day"].to_numpy(),
        offense=offense.astype("uint8"),
        place=spots.place[spot],
        spot=spot,
        spots=spots,
        crs=crs,
        incidents=rows["incidents"].to_numpy(),
    )


def _lookup(ids: pd.Series, values: np.ndarray) -> np.ndarray:
    """Give an array that leads from an id to its value."""
    found = np.zeros(int(ids.max()) + 1 if len(ids) else 0, dtype=values.dtype)
    found[ids.to_numpy()] = values
    return found
