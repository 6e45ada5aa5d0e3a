"""Which rows does an audience count, in SQL: now, at a past moment, of a selection?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from analytics.audiences import COLUMNS, TABLES, Audience
from analytics.schema import INCIDENTS
from analytics.selection import Selection

_COLUMNS = ", ".join(INCIDENTS.columns)

# Each version of a row, from the run that brought it to the one that found it changed or gone.
VERSIONS = (
    f"(SELECT {_COLUMNS}, CAST(NULL AS TIMESTAMP) AS superseded_at FROM incidents "
    f"UNION ALL SELECT {_COLUMNS}, superseded_at FROM past_versions)"
)
VERSION_COLUMNS = f"{COLUMNS['police']}, recorded_at, superseded_at"


def relation_of(audience: Audience, moment: datetime | None) -> str:
    """Give the rows that an audience counts, as known at a moment in UTC where there is one."""
    if moment is None:
        return TABLES[audience]
    return (
        f"(SELECT {_COLUMNS} FROM {VERSIONS} WHERE recorded_at <= '{moment}' "
        f"AND (superseded_at IS NULL OR superseded_at > '{moment}'))"
    )


def conditions_of(selection: Selection, audience: Audience) -> tuple[str, dict[str, Any]]:
    """Give the conditions that counted rows of a selection meet, and the values of their parameters."""
    conditions = ["status = 'counted'"] if audience == "police" else ["true"]
    conditions.append("occurred_on >= $start AND occurred_on < $end")
    values: dict[str, Any] = {"start": selection.period.start, "end": selection.period.end}
    if selection.offenses:
        conditions.append(
            "(category IN (SELECT unnest($offenses)) OR offense IN (SELECT unnest($offenses)))"
        )
        values["offenses"] = list(selection.offenses)
    if selection.neighborhoods:
        conditions.append("neighborhood_id IN (SELECT unnest($neighborhoods))")
        values["neighborhoods"] = list(selection.neighborhoods)
    return " AND ".join(conditions), values
