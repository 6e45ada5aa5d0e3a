"""Do places with their counts give the same maps as the incidents one by one?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots import find_areas, find_hotspots
from analytics.hotspots.change import find_changed_areas, find_changes
from analytics.hotspots.evaluation import compare_maps
from analytics.hotspots.history import hotspot_history
from analytics.hotspots.owned import find_owned_areas
from analytics.periods import Period
from tests.analytics.hotspots.corner import BLOCKS, GRID, NAMES, town


def one_by_one() -> pd.DataFrame:
    return pd.concat([town(), town().head(90)], ignore_index=True).sample(frac=1, random_state=1)


def by_place(incidents: pd.DataFrame) -> pd.DataFrame:
    keys = [name for name in incidents.columns if name != "incident_id"]
    return (
        incidents.groupby(keys, dropna=False, as_index=False)
        .size()
        .rename(columns={"size": "incidents"})
    )


def test_there_are_fewer_places_than_incidents() -> None:
    incidents = one_by_one()
    places = by_place(incidents)
    assert len(places) < len(incidents) == places["incidents"].sum()


def test_hotspots_and_their_areas_are_the_same() -> None:
    incidents = one_by_one()
    maps = [
        find_hotspots(rows, GRID, radius_m=300, period_days=28)
        for rows in (incidents, by_place(incidents))
    ]
    pd.testing.assert_frame_equal(*maps)
    areas = [
        find_areas(cells, rows, GRID, neighborhoods=NAMES, blocks=BLOCKS)
        for cells, rows in zip(maps, (incidents, by_place(incidents)), strict=True)
    ]
    assert len(areas[0])
    pd.testing.assert_frame_equal(*areas)


def test_changes_are_the_same() -> None:
    now, before = one_by_one(), one_by_one().sample(frac=0.5, random_state=2)
    found = []
    for rows in ((now, before), (by_place(now), by_place(before))):
        cells = find_changes(*rows, GRID)
        found.append(find_changed_areas(cells, *rows, GRID, neighborhoods=NAMES, blocks=BLOCKS))
    pd.testing.assert_frame_equal(*found)


def test_areas_to_own_are_the_same() -> None:
    incidents = one_by_one()
    one, other = (find_owned_areas(rows, GRID) for rows in (incidents, by_place(incidents)))
    assert len(one.areas)
    assert one.incidents == other.incidents == len(incidents)
    pd.testing.assert_frame_equal(
        one.areas.drop(columns="geometry"), other.areas.drop(columns="geometry")
    )


@pytest.fixture
def years() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    rows = town().sample(6_000, replace=True, random_state=3, ignore_index=True)
    days = pd.Timestamp(2022, 1, 1) + pd.to_timedelta(rng.integers(0, 1_095, len(rows)), unit="D")
    return rows.assign(occurred_on=days)


def test_histories_are_the_same(years: pd.DataFrame) -> None:
    covered = Period(pd.Timestamp(2022, 1, 1).date(), pd.Timestamp(2025, 1, 1).date())
    one, other = (hotspot_history(rows, GRID, covered=covered) for rows in (years, by_place(years)))
    assert one.reason is None
    pd.testing.assert_frame_equal(one.cells, other.cells)


def test_the_accuracy_of_maps_is_the_same(years: pd.DataFrame) -> None:
    until = pd.Timestamp(2024, 6, 1)
    scores = []
    for rows in (years, by_place(years)):
        train, later = rows[rows["occurred_on"] < until], rows[rows["occurred_on"] >= until]
        scores.append(compare_maps(train, later, GRID, until=until.date(), radius_m=300))
    pd.testing.assert_frame_equal(*scores)
