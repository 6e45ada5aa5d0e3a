"""Who reads, and what may each see of a snapshot?

The police read rows; the public reads what was made for it at publish time, from an allow-list of columns: positions of blocks,
days in steps of 28, no times of day. A period that cuts a step would count all of it or nothing, so it is refused. Narcotics and
quality of life reach the public as counts by quarter alone.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, category_of, label_of
from analytics.selection import Selection

Audience = Literal["public", "police"]

COLUMNS = {
    "police": "row_id, feed, incident_id, offense, category, found_by, is_attempt, occurred_on, occurred_from_local, "
    "occurred_fold, occurred_to_local, address, lon, lat, x_m, y_m, neighborhood_id, also_neighborhood_id, block_id, "
    "source_file, source_row",
    "public": "offense, category, occurred_on, lon, lat, x_m, y_m, neighborhood_id, block_id",
}
ON_MAP = {
    "police": "x_m IS NOT NULL AND (neighborhood_id IS NOT NULL OR unlocated_reason = 'between_neighborhoods')",
    "public": "neighborhood_id IS NOT NULL OR lon IS NOT NULL",
}
TABLES = {"police": "incidents", "public": "public_incidents"}
BY = {
    "police": {"neighborhood_id", "category", "offense", "occurred_on", "week_on", "block_id", "found_by", "weekday",
               "hour"},
    "public": {"neighborhood_id", "category", "offense", "occurred_on", "block_id"},
}  # fmt: skip
# The same steps as in the public tables: see etl/statements.py.
FIRST_STEP, STEP_DAYS = pd.Timestamp("2000-01-03"), 28


def check_public(selection: Selection, first_on: pd.Timestamp, data_as_of: pd.Timestamp) -> None:
    """Raise SelectionError for what the public tables cannot answer: a cut step, hours, or a sensitive offense.

    A period may reach over the ends of the data, where no step is cut.
    """
    hidden = [
        label_of(name)
        for name in selection.offenses
        if not CATEGORIES[category_of(name)].is_victim_reported
    ]
    if hidden:
        raise SelectionError(f"{', '.join(hidden)}: shown to the public by quarter only")
    if selection.hours:
        raise SelectionError("times of day are for the police: leave out the hours")
    start, end = pd.Timestamp(selection.period.start), pd.Timestamp(selection.period.end)
    is_whole = (_is_step(start) or start <= first_on) and (_is_step(end) or end > data_as_of)
    if not is_whole:
        raise SelectionError(
            f"{selection.period.label()} cuts one of the steps of 28 days that the public sees: "
            f"choose days that start a step, such as {_step_before(start):%Y-%m-%d}"
        )


def _step_before(day: pd.Timestamp) -> pd.Timestamp:
    return day - pd.Timedelta(days=(day - FIRST_STEP).days % STEP_DAYS)


def _is_step(day: pd.Timestamp) -> bool:
    return _step_before(day) == day
