"""Do the map's numbers come from the incidents asked for, and is hot measured against the whole city?"""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.hotspots import find_areas, find_hotspots, radius_for
from dashboard.context import Reader
from dashboard.tables.hotspots import (
    block_table,
    chosen_ground,
    incident_places,
    owned_areas,
    ranked_blocks,
    standing_out,
)
from dashboard.tables.places import mapped_selection

CIRCLE = "?area=circle:-116.545,33.823,700"


def test_hot_is_measured_against_the_whole_city(demo_reader: Reader) -> None:
    everywhere = standing_out(demo_reader, demo_reader.view("/hotspots", ""))
    areas = everywhere.areas.dropna(subset=["neighborhood_id"])
    place = areas["neighborhood_id"].iloc[0]
    there = standing_out(demo_reader, demo_reader.view("/hotspots", f"?neighborhood={place}"))
    assert there.areas["area"].tolist() == areas[areas["neighborhood_id"] == place]["area"].tolist()
    assert there.on_map < everywhere.on_map == there.in_city


def test_the_map_is_that_of_the_rows_one_by_one(demo_reader: Reader) -> None:
    view = demo_reader.view("/hotspots", "")
    found = standing_out(demo_reader, view)
    rows = demo_reader.incidents(mapped_selection(demo_reader, view))
    cells = find_hotspots(
        rows, demo_reader.grid, radius_m=radius_for(("robbery", "burglary")), period_days=364
    )
    pd.testing.assert_frame_equal(found.cells, cells)
    areas = find_areas(
        cells,
        rows,
        demo_reader.grid,
        neighborhoods=demo_reader.names,
        blocks=demo_reader.block_names,
    )
    pd.testing.assert_frame_equal(found.areas, areas)
    assert found.asked == len(rows)
    assert found.on_map == rows["x_m"].notna().sum()


def test_counts_of_blocks_add_up_to_the_incidents_with_a_position(demo_reader: Reader) -> None:
    found = standing_out(demo_reader, demo_reader.view("/hotspots", ""))
    assert incident_places(demo_reader, found.spots)["incidents"].sum() == found.on_map


@pytest.mark.parametrize("search", [CIRCLE, f"{CIRCLE}&neighborhood=midtown", "?hour=fri-22"])
def test_a_drawn_area_and_hours_keep_the_rows_that_lie_in_them(
    demo_reader: Reader, search: str
) -> None:
    view = demo_reader.view("/hotspots", search)
    selection = mapped_selection(demo_reader, view)
    whole = demo_reader.incidents(mapped_selection(demo_reader, demo_reader.view("/hotspots", "")))
    kept = whole
    if selection.area:
        x, y = whole["x_m"], whole["y_m"]
        shape = selection.area.in_meters(demo_reader.coverage.analysis_crs)
        kept = kept[[bool(shape.intersects(point)) for point in _points(x, y)]]
    if selection.neighborhoods:
        kept = kept[kept["neighborhood_id"].isin(selection.neighborhoods)]
    if selection.hours:
        start = kept["occurred_from_local"]
        kept = kept[(start.dt.day_of_week * 24 + start.dt.hour).isin(selection.hours)]
    assert 0 < len(kept) < len(whole)
    assert standing_out(demo_reader, view).asked == len(kept)


def _points(x: pd.Series, y: pd.Series) -> list[object]:
    from shapely import Point

    return [Point(east, north) for east, north in zip(x, y, strict=True)]


def test_ground_that_was_chosen_twice_is_where_both_meet(demo_reader: Reader) -> None:
    view = demo_reader.view("/hotspots", f"{CIRCLE}&neighborhood=midtown")
    both = chosen_ground(demo_reader, view)
    one = chosen_ground(demo_reader, demo_reader.view("/hotspots", "?neighborhood=midtown"))
    assert both is not None
    assert one is not None
    assert 0 < both.area.sum() < one.area.sum()
    assert chosen_ground(demo_reader, demo_reader.view("/hotspots", "")) is None


def test_blocks_are_ranked_in_the_city_and_listed_where_asked_for(demo_reader: Reader) -> None:
    everywhere = ranked_blocks(demo_reader, demo_reader.view("/hotspots", ""))
    search = "?neighborhood=midtown"
    there = ranked_blocks(demo_reader, demo_reader.view("/hotspots", search))
    assert 0 < len(there) < len(everywhere)
    kept = everywhere[everywhere["block_id"].isin(there["block_id"])]
    pd.testing.assert_frame_equal(there, kept.reset_index(drop=True))
    listed = block_table(demo_reader, demo_reader.view("/hotspots", search))
    assert listed["Incidents"].sum() == there["incidents"].sum()


def test_areas_to_own_hold_no_more_than_there_are(demo_reader: Reader) -> None:
    owned = owned_areas(demo_reader, demo_reader.view("/hotspots", ""))
    assert 0 < owned.areas["incidents"].sum() <= owned.incidents
    assert owned.areas["area_m2"].sum() <= owned.town_m2 / 200
