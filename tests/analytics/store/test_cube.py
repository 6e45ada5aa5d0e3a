"""What the cubes answer is what the rows say, for every audience and every way to count."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.audiences import BY, Audience
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, columns, cube, open_snapshot
from analytics.store.columns import Columns
from tests import town
from tests.analytics.store.selections import selections

SMALL = settings(max_examples=60)
BOUNDS = (-116.58, 33.78, -116.48, 33.86)


@pytest.fixture(scope="module", params=["police", "public"])
def loaded(request: pytest.FixtureRequest, demo_data_dir: Path) -> tuple[Audience, Columns]:
    store = open_snapshot(demo_data_dir, audience=request.param)
    found = store._columns
    store.close()
    return request.param, found


@SMALL
@given(data=st.data())
def test_cubes_and_rows_give_the_same_counts(
    data: st.DataObject, loaded: tuple[Audience, Columns]
) -> None:
    audience, found = loaded
    asked = data.draw(selections(BOUNDS, found.spots.places, found.spots.blocks, is_narrow=False))
    by = data.draw(st.lists(st.sampled_from(sorted(BY[audience])), max_size=3, unique=True))
    pd.testing.assert_frame_equal(found.count(asked, by), found.count_rows(asked, by))


def test_all_pairs_of_columns_but_those_with_blocks_are_answered_without_the_rows(
    loaded: tuple[Audience, Columns], monkeypatch: pytest.MonkeyPatch
) -> None:
    audience, found = loaded
    period = Period(date(2025, 3, 3), date(2025, 11, 10))
    names = sorted(BY[audience] - {"block_id"})
    pairs = [
        pair
        for pair in product(names, names)
        if pair[0] < pair[1] and pair != ("hour", "neighborhood_id")
    ]
    expected = [found.count_rows(Selection(period), pair) for pair in pairs]
    monkeypatch.delattr(Columns, "_scan")
    for pair, counts in zip(pairs, expected, strict=True):
        assert counts["incidents"].sum() > 100
        pd.testing.assert_frame_equal(found.count(Selection(period), pair), counts)


@SMALL
@given(data=st.data())
def test_located_shares_are_those_of_the_rows(
    data: st.DataObject, loaded: tuple[Audience, Columns]
) -> None:
    _, found = loaded
    asked = data.draw(selections(BOUNDS, found.spots.places, found.spots.blocks, is_narrow=False))
    rows = found._rows(asked)
    weights = np.ones(len(found.day), int) if found.incidents is None else found.incidents
    is_located = found.place[rows] < len(found.spots.places)
    is_on_map = found.spots.is_on_map[found.spot[rows]]
    known = (weights[rows].sum(), weights[rows][is_located].sum(), weights[rows][is_on_map].sum())
    assert found.located(asked) == known


def test_shares_of_everything_are_those_of_the_town(town_store: Store) -> None:
    counted, located, on_map = town_store._columns.located(None)
    assert (counted, located) == (town.ACCEPTED, town.LOCATED)
    assert on_map == town.LOCATED + town.UNLOCATED["between_neighborhoods"]


def test_period_outside_of_the_data_holds_nothing(town_store: Store) -> None:
    for start in (date(1999, 1, 4), date(2090, 1, 2)):
        away = Selection(Period(start, start + timedelta(days=90)))
        assert town_store.count_incidents(away, ())["incidents"].tolist() == [0]
        assert town_store.count_incidents(away, ("week_on", "category")).empty
        assert town_store.coverage(away).counted == 0


def test_cube_that_would_be_too_large_is_not_made_and_the_rows_are_counted(
    town_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "MOST_CELLS", 100)
    with_rows = open_snapshot(town_data_dir, audience="police")
    assert with_rows._columns.cubes == ()
    monkeypatch.undo()
    with_cubes = open_snapshot(town_data_dir, audience="police")
    assert len(with_cubes._columns.cubes) == 4
    for by in (("neighborhood_id",), ("week_on", "category"), ("weekday", "hour")):
        one, other = (
            store.count_incidents(Selection(town.WHOLE), by) for store in (with_rows, with_cubes)
        )
        pd.testing.assert_frame_equal(one, other)
    assert with_rows.coverage() == with_cubes.coverage()
    with_rows.close()
    with_cubes.close()


@pytest.mark.parametrize("at_once", [1, 7, 100, 1 << 20])
def test_rows_counted_in_pieces_make_the_same_cube(
    at_once: int, town_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = town_store._columns
    ground = found.place.astype("int32")
    kinds = {"offense": np.arange(found.offense.max() + 1)}
    grounds = {"neighborhood_id": np.arange(len(found.spots.places) + 1)}
    monkeypatch.setattr(cube, "_AT_ONCE", at_once)
    made = cube.make_cube(found.day, found.offense, ground, None, kinds, grounds)
    assert made is not None
    assert made.days.tolist() == sorted(set(found.day.tolist()))
    before = [*np.searchsorted(found.day, made.days), len(found.day)]
    assert made.upto.sum(axis=(1, 2)).tolist() == before
    np.add.at(expected := np.zeros(made.upto.shape[1:], int), (found.offense, ground), 1)
    assert np.array_equal(made.upto[-1], expected)


def test_counts_too_high_for_a_cube_are_counted_from_the_rows() -> None:
    day, zeros = np.array([1, 2], "int32"), np.zeros(2, "int64")
    one = {"offense": np.zeros(1, "int64")}
    assert cube.make_cube(day, zeros, zeros, np.array([1, 1 << 31]), one, one) is None
    assert cube.make_cube(day, zeros, zeros, np.array([1, 1 << 30]), one, one) is not None


def test_narrowed_rows_get_cubes_of_their_own_where_there_are_many(
    town_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = town_store._columns
    noon = Selection(town.WHOLE, hours=(12,))
    few = found._rows_in(noon)
    assert len(few.day) == 104 + 1
    assert few._from_cube(noon, []) is None
    monkeypatch.setattr(columns, "_CUBES_FROM", 50)
    many = found._rows_in(noon)
    # A cube of two years of days would be larger than so few rows.
    assert many.cubes == ()
    monkeypatch.setattr(columns, "_CELLS_A_ROW", 10_000)
    many = found._rows_in(noon)
    assert many._from_cube(noon, []) is not None
    assert many.count(Selection(town.WHOLE), ("category",)).equals(
        few.count(Selection(town.WHOLE), ("category",))
    )
