"""An area, blocks and hours keep the same incidents wherever they are asked: counts, points, places, rows, versions, pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from analytics.audiences import Audience
from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from analytics.offenses import category_of
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests import town
from tests.analytics.store.selections import selections

SMALL = settings(max_examples=40)
DEMO, TOWN = (-116.58, 33.78, -116.48, 33.86), (-116.56, 33.81, -116.52, 33.84)
Row = dict[Any, Any]
EVER = Period(date(1990, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True, repr=False)
class Everything:
    """A store without the check of the public's steps, and all its rows, as a table and one by one."""

    store: Store
    rows: pd.DataFrame
    records: list[Row]


@pytest.fixture(scope="module", params=["town", "demo", "demo for the public"])
def everything(request: pytest.FixtureRequest) -> Everything:
    """Give what the police read of the town and the demo, and the public of the demo."""
    name, _, is_public = str(request.param).partition(" for ")
    audience: Audience = "public" if is_public else "police"
    store = open_snapshot(request.getfixturevalue(f"{name}_data_dir"), audience=audience)
    store._check = lambda selection: None  # type: ignore[method-assign]
    rows = store.read_incidents(Selection(EVER))
    return Everything(store, rows, rows.to_dict("records"))


def _kept_by_hand(rows: list[Row], asked: Selection, crs: str) -> list[Row]:
    """Keep rows one after the other, by what each says."""
    shape = None if asked.area is None else asked.area.in_meters(crs)

    def is_wanted(row: Row) -> bool:
        if row["occurred_on"].date() not in asked.period:
            return False
        if asked.offenses and not {row["offense"], category_of(row["offense"])} & {*asked.offenses}:
            return False
        if asked.neighborhoods and row["neighborhood_id"] not in asked.neighborhoods:
            return False
        if asked.blocks and row["block_id"] not in asked.blocks:
            return False
        if asked.hours:
            at = row["occurred_from_local"]
            if at.day_of_week * 24 + at.hour not in asked.hours:
                return False
        return shape is None or (
            pd.notna(row["x_m"]) and bool(shape.covers(shapely.Point(row["x_m"], row["y_m"])))
        )

    return [row for row in rows if is_wanted(row)]


@SMALL
@given(data=st.data())
def test_every_read_keeps_the_rows_that_are_kept_by_hand(
    data: st.DataObject, everything: Everything
) -> None:
    store, records = everything.store, everything.records
    spots = store._columns.spots
    bounds = TOWN if "northwest" in spots.places else DEMO
    asked = data.draw(selections(bounds, spots.places, spots.blocks, is_narrow=True))
    if store.audience == "public":
        asked = replace(asked, hours=())
    expected = _kept_by_hand(records, asked, store.coverage().analysis_crs)
    read = store.read_incidents(asked)
    number = "row_id" if store.audience == "police" else "block_id"
    numbers = Counter(row[number] for row in expected if pd.notna(row[number]))
    assert Counter(read[number].dropna()) == numbers
    assert len(read) == len(expected)
    assert store.coverage(asked).counted == len(expected)
    for by in ((), ("category",), ("block_id",), ("neighborhood_id", "occurred_on")):
        assert store.count_incidents(asked, by)["incidents"].sum() == len(expected)
    points, places = store.read_points(asked), store.read_spots(asked)
    assert Counter(points["x_m"]) == Counter(row["x_m"] for row in expected if pd.notna(row["x_m"]))
    assert places["incidents"].sum() == len(points)
    if store.audience == "police":
        assert Counter(store.read_versions(asked)["row_id"]) == numbers
        page, total = store.read_page(asked, count=None)
        assert Counter(page["row_id"]) == numbers
        assert total == len(expected)


def test_places_are_distinct_and_hold_the_incidents_that_lie_there(
    everything: Everything,
) -> None:
    store, rows = everything.store, everything.rows
    found = store.read_spots(Selection(EVER))
    keys = ["lon", "lat", "x_m", "y_m", "neighborhood_id", "block_id"]
    assert not found.duplicated(keys).any()
    expected = rows.dropna(subset="x_m").groupby(keys, dropna=False, as_index=False).size()
    pd.testing.assert_frame_equal(
        found.sort_values(keys, ignore_index=True),
        expected.rename(columns={"size": "incidents"}).sort_values(keys, ignore_index=True),
        check_dtype=False,
    )
    assert "address" not in found


def test_quarter_of_a_block_holds_what_lies_in_it(town_store: Store) -> None:
    around = DrawnArea("box", (-116.549, 33.831, -116.546, 33.834))
    first_block = Selection(town.WHOLE, ("burglary",), area=around)
    assert town_store.count_incidents(first_block)["incidents"].tolist() == [26]
    same = Selection(town.WHOLE, ("burglary",), blocks=("northwest-1",))
    assert town_store.read_incidents(first_block).equals(town_store.read_incidents(same))


def test_what_lies_on_the_edge_of_an_area_belongs_to_it(town_store: Store) -> None:
    crs = town_store.coverage().analysis_crs
    to_meters = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    midpoint = (-116.5475, 33.8325)
    corner = DrawnArea("box", (*midpoint, -116.5425, 33.8340))
    x_m, y_m = to_meters.transform(*midpoint)
    assert corner.in_meters(crs).boundary.distance(shapely.Point(x_m, y_m)) == 0
    asked = Selection(town.WHOLE, ("burglary",), area=corner)
    # The midpoints of two blocks are its lower corners.
    assert town_store.count_incidents(asked, ())["incidents"].tolist() == [52]
    assert len(town_store.read_incidents(asked)) == 52
    assert town_store.read_page(asked)[1] == 52


def test_incident_without_a_position_lies_in_no_area_however_large(town_store: Store) -> None:
    world = DrawnArea("box", (-117.0, 33.5, -116.0, 34.2))
    on_earth = town_store.count_incidents(Selection(town.WHOLE, area=world), ())["incidents"].iloc[
        0
    ]
    assert on_earth == sum(town.CITY_COUNTS.values()) - 2


def test_hours_are_of_the_week_from_monday_and_of_the_start(town_store: Store) -> None:
    monday_noon, friday_night = 12, 4 * 24 + 23
    noon = town_store.read_incidents(Selection(town.WHOLE, hours=(monday_noon,)))
    assert Counter(noon["category"]) == {"burglary": 104, "narcotics": 1}
    night = town_store.count_incidents(Selection(town.WHOLE, hours=(friday_night,)), ("category",))
    assert night["incidents"].tolist() == [52]


def test_blocks_outside_of_the_neighborhoods_asked_for_keep_nothing(town_store: Store) -> None:
    asked = Selection(town.WHOLE, (), ("northeast",), blocks=("northwest-1",))
    assert town_store.read_incidents(asked).empty
    assert town_store.count_incidents(asked, ("block_id",)).empty
    assert town_store.read_spots(asked).empty


def test_area_far_away_holds_nothing_and_breaks_nothing(town_store: Store) -> None:
    for area in (
        DrawnArea("box", (-180, -85, 180, 85)),
        DrawnArea("circle", (179.9, 84.9, 50_000)),
        DrawnArea("polygon", (63, -85, 64, -85, 63.5, 85)),
        DrawnArea("box", (2.2, 48.8, 2.4, 48.9)),
    ):
        asked = Selection(town.WHOLE, area=area)
        rows = town_store.read_incidents(asked)
        assert len(rows) == town_store.count_incidents(asked, ())["incidents"].iloc[0]
        assert len(rows) == town_store.read_page(asked)[1]


def test_public_is_told_that_hours_are_for_the_police_and_may_draw_areas(
    town_data_dir: Path,
) -> None:
    store = open_snapshot(town_data_dir)
    asked = Selection(town.WHOLE, ("burglary",), hours=(12,))
    for read in (store.read_incidents, store.count_incidents, store.read_points, store.read_spots):
        with pytest.raises(SelectionError, match="times of day are for the police"):
            read(asked)
    area = DrawnArea("box", (-116.551, 33.829, -116.539, 33.841))
    counts = store.count_incidents(
        Selection(town.WHOLE, ("burglary",), area=area), ("neighborhood_id",)
    )
    assert counts.set_index("neighborhood_id")["incidents"].to_dict() == {"northwest": 104}
    store.close()


def test_copies_of_rows_are_kept_while_they_are_together_no_larger_than_the_whole(
    town_data_dir: Path,
) -> None:
    store = open_snapshot(town_data_dir, audience="police")
    columns = store._columns
    small = [Selection(town.WHOLE, hours=(hour,)) for hour in range(9)]
    kept = [columns.narrowed(selection) for selection in small]
    assert columns.narrowed(small[8]) is kept[8]
    assert columns.narrowed(small[0]) is not kept[0]
    # Asked again, one makes no other go.
    six = [columns.narrowed(selection) for selection in small[:6]]
    assert columns.narrowed(small[3]) is six[3]
    assert columns.narrowed(small[0]) is six[0]
    large = columns.narrowed(Selection(town.WHOLE, hours=tuple(range(168))))
    assert len(large.day) == len(columns.day)
    columns.narrowed(Selection(town.WHOLE, hours=(12,)))
    assert sum(len(each.day) for each in columns._narrow.values()) <= len(columns.day)
    assert np.array_equal(columns.narrowed(small[3]).day, kept[3].day)
    store.close()
