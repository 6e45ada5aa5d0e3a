"""Which rows does an audience count, in SQL: now, at a past moment, of a selection?

A drawn area is not asked for in SQL up to its edge: the conditions keep the box around it, `within_area` the rows that lie in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analytics.audiences import COLUMNS, TABLES, Audience
from analytics.schema import INCIDENTS
from analytics.selection import Selection
from analytics.store.moments import Moment
from analytics.store.spots import lie_in

_COLUMNS = ", ".join(INCIDENTS.columns)

# Each version of a row, from the run that brought it to the one that found it changed or gone.
_VERSIONS = (
    f"(SELECT {_COLUMNS}, CAST(NULL AS TIMESTAMP) AS superseded_at FROM incidents "
    f"UNION ALL SELECT {_COLUMNS}, superseded_at FROM past_versions)"
)
_KNOWN_AT = "recorded_at <= $known_at AND (superseded_at IS NULL OR superseded_at > $known_at)"
_LISTS = {
    "neighborhoods": ("locations", "neighborhood_id"),
    "blocks": ("locations", "block_id"),
    "hours": ("rows", "(isodow(occurred_from_local) - 1) * 24 + hour(occurred_from_local)"),
}


def incidents_query(
    selection: Selection, audience: Audience, crs: str, moment: Moment | None
) -> tuple[str, dict[str, Any]]:
    """Ask for the rows of a selection that an audience counts, as known at a moment in UTC where there is one.

    Of an area the rows of the box around it come too: see `within_area`.
    """
    where, values = conditions_of(selection, crs)
    conditions = _written(where)
    if audience == "public":
        rows, order = TABLES["public"], "ALL"
    else:
        rows, order = TABLES["police"], "occurred_on, row_id"
        conditions += " AND status = 'counted'"
    if moment is not None:
        rows = f"(SELECT {_COLUMNS} FROM {_VERSIONS} WHERE {_KNOWN_AT}{moment.condition})"
        values |= moment.values
    return f"SELECT {COLUMNS[audience]} FROM {rows} WHERE {conditions} ORDER BY {order}", values


def versions_query(selection: Selection, crs: str) -> tuple[str, dict[str, Any]]:
    """Ask for every version of the counted rows of a selection; of an area as `incidents_query` does."""
    where, values = conditions_of(selection, crs)
    return (
        f"SELECT {COLUMNS['police']}, recorded_at, superseded_at FROM {_VERSIONS} "
        f"WHERE {_written(where)} AND status = 'counted' ORDER BY occurred_on, row_id, recorded_at"
    ), values


def counted_rows(columns: Sequence[str], moment: Moment | None) -> tuple[str, dict[str, Any]]:
    """Give columns of the rows that the police count, not joined to what they have numbers of, and the values of parameters."""
    named = ", ".join(columns)
    if moment is None:
        return f"(SELECT {named} FROM incident_rows WHERE status IS NULL)", {}
    known = (
        "JOIN receipts USING (receipt_id) WHERE status IS NULL AND recorded_at <= $known_at"
        f"{moment.condition}"
    )
    return (
        f"(SELECT {named} FROM incident_rows {known} "
        f"UNION ALL SELECT {named} FROM past_rows {known} AND superseded_at > $known_at)"
    ), moment.values


def conditions_of(selection: Selection, crs: str) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Give the conditions that rows of a selection meet, by the table that knows, and the values of their parameters.

    Of an area they keep the box around it: see `within_area`.
    """
    values: dict[str, Any] = {"start": selection.period.start, "end": selection.period.end}
    found = {
        "rows": ["occurred_on >= $start AND occurred_on < $end"],
        "charges": [],
        "locations": [],
    }
    if selection.offenses:
        found["charges"] = [
            "(category IN (SELECT unnest($offenses)) OR offense IN (SELECT unnest($offenses)))"
        ]
        values["offenses"] = list(selection.offenses)
    for name, (table, column) in _LISTS.items():
        if wanted := getattr(selection, name):
            found[table].append(f"{column} IN (SELECT unnest(${name}))")
            values[name] = list(wanted)
    if selection.area is not None:
        west, south, east, north = map(float, selection.area.in_meters(crs).bounds)
        found["locations"].append("x_m BETWEEN $west AND $east AND y_m BETWEEN $south AND $north")
        values |= {"west": west, "south": south, "east": east, "north": north}
    return found, values


def _written(conditions: dict[str, list[str]]) -> str:
    """Write conditions for a relation that has the columns of all tables."""
    return " AND ".join(condition for each in conditions.values() for condition in each)


def within_area(rows: pd.DataFrame, selection: Selection, crs: str) -> pd.DataFrame:
    """Keep the rows that lie in a selection's area, where it has one."""
    if selection.area is None:
        return rows
    is_in = lie_in(selection.area, rows["x_m"].to_numpy(), rows["y_m"].to_numpy(), crs)
    return rows[is_in].reset_index(drop=True)
