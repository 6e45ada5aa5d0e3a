"""Incidents at one point are at one place, however their addresses are written."""

import numpy as np
import pandas as pd

from analytics.store.spots import make_spots

NOWHERE = (np.nan, np.nan, np.nan, np.nan, None, None, False)
ROWS = [
    (20.0, 5.0, -116.5, 33.8, "north", "b2", True),
    NOWHERE,
    (10.0, 5.0, -116.6, 33.8, "north", "b1", True),
    (20.0, 5.0, -116.5, 33.8, "north", "b2", True),
    (20.0, 5.0, -116.5, 33.8, "south", "b2", True),
    (20.0, 5.0, -116.5, 33.8, "north", None, True),
    NOWHERE,
    (np.nan, np.nan, np.nan, np.nan, "north", None, False),
]
NAMES = ["x_m", "y_m", "lon", "lat", "neighborhood_id", "block_id", "is_on_map"]


def test_same_point_neighborhood_and_block_are_one_place_and_no_point_is_one_too() -> None:
    spots, number = make_spots(pd.DataFrame(ROWS, columns=NAMES))
    assert len(spots.place) == 6
    assert number[0] == number[3]
    assert number[1] == number[6]
    assert len(set(number.tolist())) == 6
    for row, place in zip(ROWS, number, strict=True):
        assert np.array_equal(spots.x_m[place], row[0], equal_nan=True)
        assert [*spots.places, None][spots.place[place]] == row[4]
        assert [*spots.blocks, None][spots.block[place]] == row[5]
        assert spots.is_on_map[place] == row[6]


def test_only_places_with_a_position_and_incidents_are_told_from_west_to_east() -> None:
    spots, number = make_spots(pd.DataFrame(ROWS, columns=NAMES))
    counts = np.bincount(number, minlength=6)
    told = spots.table(counts)
    assert told["x_m"].to_list() == [10.0, 20.0, 20.0, 20.0]
    assert told["incidents"].to_list() == [1, 2, 1, 1]
    assert spots.table(np.zeros(6)).empty


def test_snapshot_without_a_place_has_no_places() -> None:
    spots, number = make_spots(pd.DataFrame(ROWS, columns=NAMES).iloc[:0])
    assert len(spots.place) == len(number) == 0
    assert spots.table(np.zeros(0)).empty
