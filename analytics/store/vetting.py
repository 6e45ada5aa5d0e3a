"""What does a snapshot hold that no page shows, but that tells whether its numbers can be trusted?

For the preflight of reports. It looks at what residents never see, whoever the reader is: what it gives are days, sums and
numbers of rows, and none of them may be shown to residents as it is.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd

from analytics.store.files import HELD, POINTER, SNAPSHOTS, current_snapshot
from analytics.store.store import Store

# By more than the hour that a clock is put back, or the end could be the later of two hours of one name.
_BACKWARD = (
    "occurred_to_local - to_seconds(occurred_to_offset) + INTERVAL 1 HOUR"
    " < occurred_from_local - to_seconds(occurred_from_offset)"
)


def tallied_days(store: Store) -> pd.DataFrame:
    """Count the counted rows of each feed, day and category, now: feed, title, category, occurred_on, rows, on_map."""
    return store._query(
        "SELECT feed, title, category, occurred_on, CAST(sum(rows) AS BIGINT) AS rows, CAST(coalesce(sum(rows) FILTER ("
        "unlocated_reason IS NULL OR unlocated_reason = 'between_neighborhoods'), 0) AS BIGINT) AS on_map "
        "FROM tallies JOIN feeds USING (feed) WHERE status = 'counted' GROUP BY ALL ORDER BY ALL"
    )


def run_accounts(store: Store) -> list[tuple[str, int, int, int, int]]:
    """Say of each feed what became of its rows: title, received and accounted for of the last delivery, counted, and tallied."""
    found = store._query(
        "SELECT title, received, accepted + quarantined + duplicates AS accounted, counted,"
        " CAST(coalesce(there, 0) AS BIGINT) AS there FROM feeds LEFT JOIN (SELECT feed, sum(rows) AS there FROM tallies"
        " WHERE status = 'counted' GROUP BY feed) USING (feed) ORDER BY feed"
    )
    return [(str(title), *map(int, numbers)) for title, *numbers in found.to_numpy().tolist()]  # type: ignore[misc]


def held_findings(store: Store) -> list[str]:
    """Give what held the run in service back, until a person approved it: "C12 of title"."""
    found = store._query(
        "SELECT DISTINCT code, coalesce(title, 'all feeds') AS title FROM findings LEFT JOIN feeds USING (feed)"
        " WHERE action = 'hold' ORDER BY ALL"
    )
    return [f"{line.code} of {line.title}" for line in found.itertuples()]


def newer_run(store: Store) -> tuple[str, tuple[str, ...]] | None:
    """Give the run that was published or held since this snapshot, and why it was held: nothing where it is in service."""
    folder = store.path.parent
    if folder.name != SNAPSHOTS or not (folder.parent / POINTER).is_file():
        return None
    current = current_snapshot(folder.parent)
    if current is not None and _run_of(current) > _run_of(store.path):
        return _run_of(current), ()
    try:
        held = json.loads((folder.parent / HELD).read_text(encoding="utf-8"))
        run, before = str(held["run_id"]), held["previous"]
        reasons = tuple(map(str, held["reasons"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # One does not wait any more once another was put in service.
    waits = before is not None and _run_of(Path(before)) == _run_of(store.path)
    return (run, reasons) if waits else None


def _run_of(path: Path) -> str:
    return path.name.removesuffix(".duckdb").partition("-")[0]


def impossible_rows(store: Store) -> dict[str, tuple[int, int]]:
    """Count the counted rows that cannot be, by what is wrong, each with how many rows there are in all."""
    late = "(SELECT feed, max(data_as_of) AS last FROM feeds GROUP BY feed)"
    corners = store.read_shapes("city").total_bounds
    found = store._query(
        f"SELECT (SELECT coalesce(sum(rows), 0) FROM tallies JOIN {late} USING (feed) WHERE status = 'counted'"
        " AND occurred_on > last) AS future,"
        f" (SELECT count(*) FROM incident_rows WHERE status IS NULL AND {_BACKWARD}) AS backward,"
        " (SELECT coalesce(sum(rows), 0) FROM tallies WHERE status = 'counted') AS rows"
    ).iloc[0]
    rows = int(found["rows"])
    counts = {"future": (int(found["future"]), rows), "backward": (int(found["backward"]), rows)}
    if pd.notna(corners).all():
        west, south, east, north = map(float, corners)
        outside = store._query(
            # A point on the edge may lie a hair outside after it was projected.
            "SELECT count(*) AS rows FROM incident_rows SEMI JOIN (SELECT location_id FROM locations WHERE"
            " (neighborhood_id IS NOT NULL OR unlocated_reason = 'between_neighborhoods')"
            " AND NOT (lon BETWEEN $west - 0.01 AND $east + 0.01 AND lat BETWEEN $south - 0.01 AND $north + 0.01))"
            " USING (location_id) WHERE status IS NULL",
            {"west": west, "south": south, "east": east, "north": north},
        )
        counts["outside"] = (int(outside["rows"].iloc[0]), rows)
    return counts


def twin_months(store: Store, since: date) -> pd.DataFrame:
    """Count rows by month, and those that are like another but for their number: month_on, rows, twins.

    Alike are rows of one offense as the feed writes it, one place as it tells it, and one start.
    """
    return store._query(
        "SELECT date_trunc('month', occurred_on) AS month_on, count(*) AS rows,"
        " count(*) - count(DISTINCT (charge_id, location_id, occurred_from_local)) AS twins"
        " FROM incident_rows WHERE status IS NULL AND occurred_on >= $since GROUP BY ALL ORDER BY ALL",
        {"since": since},
    )
