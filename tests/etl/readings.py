"""What do readers of a snapshot see, now or as of a moment: everything that a store gives."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.audiences import BY
from analytics.offenses import VICTIM_REPORTED
from analytics.selection import Selection
from analytics.store import open_snapshot
from tests import town

EVERYTHING = Selection(town.WHOLE)


def read_as_known(data_dir: Path, known_at: datetime | None = None) -> dict[str, Any]:
    """Read rows, coverage and feeds, as they are or as they were."""
    store = open_snapshot(data_dir, audience="police", known_at=known_at)
    reading = {
        "rows": store.read_incidents(EVERYTHING),
        "coverage": store.coverage(),
        "feeds": store.read_feeds(),
        "run": store.run_id,
    }
    store.close()
    return reading


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Compare two readings, table by table."""
    assert one.keys() == other.keys()
    for name, value in one.items():
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(value, other[name])
        else:
            assert value == other[name], name


def read_all(data_dir: Path) -> dict[str, Any]:
    """Read everything that a store gives both audiences, and hold the counts against the rows."""
    readings: dict[str, Any] = {}
    steps = None
    for audience in ("police", "public"):
        store = open_snapshot(data_dir, audience=audience)
        rows = store.read_incidents(EVERYTHING)
        readings[f"{audience} rows"], readings[f"{audience} coverage"] = rows, store.coverage()
        for column in BY[audience]:
            counted = store.count_incidents(EVERYTHING, by=(column,))
            readings[f"{audience} by {column}"] = counted
            assert counted["incidents"].sum() == len(rows)
        if audience == "police":
            readings["feeds"] = store.read_feeds()
            seen = rows[rows["category"].isin([*VICTIM_REPORTED])]
            days = (seen["occurred_on"] - pd.Timestamp("2000-01-03")).dt.days % 28
            steps = seen.assign(occurred_on=seen["occurred_on"] - pd.to_timedelta(days, unit="D"))
        else:
            columns = ["category", "offense", "occurred_on", "neighborhood_id"]
            assert Counter(map(str, rows[columns].to_numpy().tolist())) == Counter(
                map(str, steps[columns].to_numpy().tolist())
            )
        readings[f"{audience} quarters"] = store.read_quarters(town.WHOLE)
        store.close()
    return readings
