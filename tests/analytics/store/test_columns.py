"""Counts from the columns in memory are those that the tables of the snapshot give."""

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from analytics.audiences import BY, ON_MAP, Audience
from analytics.offenses import CATEGORIES, OFFENSES
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import attach_snapshot, current_snapshot, open_snapshot
from analytics.store.small_blocks import hide_small_blocks

TABLES = {"police": "incidents WHERE status = 'counted'", "public": "public_incidents WHERE true"}
WRITTEN = {
    "week_on": "CAST(date_trunc('week', occurred_on) AS DATE) AS week_on",
    "weekday": "isodow(occurred_from_local) - 1 AS weekday",
    "hour": "hour(occurred_from_local) AS hour",
}


def _ask(data_dir: Path, query: str) -> pd.DataFrame:
    snapshot = current_snapshot(data_dir)
    assert snapshot is not None
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        if TABLES["public"] in query:
            hide_small_blocks(connection)
        return connection.execute(query).df()


def _selections(rng: np.random.Generator, places: list[str], count: int) -> list[Selection]:
    found = []
    for _ in range(count):
        start = date(2019, 12, 2) + timedelta(days=28 * int(rng.integers(0, 70)))
        period = Period(start, start + timedelta(days=28 * int(rng.integers(1, 40))))
        offenses = rng.choice([*CATEGORIES, *OFFENSES], int(rng.integers(0, 4)), replace=False)
        some = rng.choice(places, int(rng.integers(0, 4)), replace=False)
        found.append(Selection(period, tuple(map(str, offenses)), tuple(map(str, some))))
    return found


def _where(selection: Selection) -> str:
    period = selection.period
    parts = [f"occurred_on >= '{period.start}' AND occurred_on < '{period.end}'"]
    if selection.offenses:
        names = ", ".join(f"'{name}'" for name in selection.offenses)
        parts.append(f"(category IN ({names}) OR offense IN ({names}))")
    if selection.neighborhoods:
        names = ", ".join(f"'{name}'" for name in selection.neighborhoods)
        parts.append(f"neighborhood_id IN ({names})")
    return " AND ".join(parts)


@pytest.mark.parametrize("audience", ["police", "public"])
def test_every_count_is_that_of_the_rows_of_the_snapshot(
    audience: Audience, demo_data_dir: Path
) -> None:
    rng = np.random.default_rng(4)
    store = open_snapshot(demo_data_dir, audience=audience)
    store._check = lambda selection: None  # type: ignore[method-assign]
    places = store.read_neighborhoods()["neighborhood_id"].to_list()
    names = sorted(BY[audience])
    choices: list[tuple[str, ...]] = [(), *((name,) for name in names)]
    choices += [pair for pair in product(names, names) if pair[0] != pair[1]]
    counted = 0
    for by, selection in zip(choices, _selections(rng, places, len(choices)), strict=True):
        listed = "".join(f"{WRITTEN.get(name, name)}, " for name in by)
        grouped = " GROUP BY ALL ORDER BY ALL" if by else ""
        expected = _ask(
            demo_data_dir,
            f"SELECT {listed}count(*) AS incidents FROM {TABLES[audience]} AND {_where(selection)}{grouped}",
        )
        found = store.count_incidents(selection, by)
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)
        counted += int(found["incidents"].sum())
    assert counted > 1_000
    store.close()


@pytest.mark.parametrize("audience", ["police", "public"])
def test_points_and_shares_are_those_of_the_rows_of_the_snapshot(
    audience: Audience, demo_data_dir: Path
) -> None:
    store = open_snapshot(demo_data_dir, audience=audience)
    store._check = lambda selection: None  # type: ignore[method-assign]
    places = store.read_neighborhoods()["neighborhood_id"].to_list()
    for selection in _selections(np.random.default_rng(5), places, 12):
        rows = f"FROM {TABLES[audience]} AND {_where(selection)}"
        expected = _ask(demo_data_dir, f"SELECT x_m, y_m {rows} AND x_m IS NOT NULL")
        found = store.read_points(selection)
        pd.testing.assert_frame_equal(
            found.sort_values(["x_m", "y_m"], ignore_index=True),
            expected.sort_values(["x_m", "y_m"], ignore_index=True),
        )
        shares = f"count(*) AS counted, count(neighborhood_id) AS located, count(*) FILTER ({ON_MAP[audience]}) AS on_map"
        known = _ask(demo_data_dir, f"SELECT {shares} {rows}").iloc[0]
        coverage = store.coverage(selection)
        assert (coverage.counted, coverage.located, coverage.on_map) == (
            known["counted"],
            known["located"],
            known["on_map"],
        )
    store.close()
