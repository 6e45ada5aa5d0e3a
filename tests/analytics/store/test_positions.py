"""Rows are counted by groups of places as they would be one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from analytics.errors import SelectionError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot

YEAR = Selection(Period(date(2025, 1, 1), date(2025, 12, 1)), ("burglary",))


def test_groups_of_places_hold_the_incidents_of_their_places(demo_data_dir: Path) -> None:
    demo = open_snapshot(demo_data_dir, audience="police")
    spots, held = demo.all_spots(), demo.read_spots(YEAR)
    middle = float(held["x_m"].median())
    has_none = spots["x_m"].isna().to_numpy()
    groups = np.where(has_none, 2, (spots["x_m"] >= middle).to_numpy().astype("int64"))
    west, east, nowhere, empty = demo.count_groups(YEAR, groups, 4).tolist()
    is_east = held["x_m"] >= middle
    assert west == held.loc[~is_east, "incidents"].sum() > 0
    assert east == held.loc[is_east, "incidents"].sum() > 0
    assert west + east + nowhere == int(demo.count_incidents(YEAR, ())["incidents"].sum())
    assert empty == 0


def test_residents_count_no_groups_of_days_that_they_may_not_see(demo_data_dir: Path) -> None:
    residents = open_snapshot(demo_data_dir, audience="public")
    groups = np.zeros(len(residents.all_spots()), "int64")
    with pytest.raises(SelectionError):
        residents.count_groups(Selection(Period(date(2025, 1, 1), date(2025, 1, 2))), groups, 1)
