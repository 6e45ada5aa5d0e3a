"""Is a place that was clicked counted as the rest of the page counts it?"""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from dashboard.context import Reader
from dashboard.tables.hotspot_times import lasting_hotspots, lasting_places, open_zones
from dashboard.tables.hotspots import standing_out
from dashboard.tables.spot import spot_hours, spot_months, spot_of, spot_total


def at_busiest_cell(reader: Reader) -> tuple[str, int]:
    cells = standing_out(reader, reader.view("/hotspots", "")).cells
    busiest = cells.loc[cells["incidents"].idxmax()]
    to_degrees = Transformer.from_crs(reader.grid.crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(busiest["x_m"], busiest["y_m"])
    return f"at:{lon:.5f},{lat:.5f}", int(busiest["incidents"])


def test_a_square_has_the_incidents_that_its_cell_on_the_map_has(demo_reader: Reader) -> None:
    spot, incidents = at_busiest_cell(demo_reader)
    view = demo_reader.view("/hotspots", f"?spot={spot}")
    found = spot_of(demo_reader, view)
    assert found is not None
    assert spot_total(demo_reader, found) == incidents


def test_a_bare_square_of_a_hot_area_stays_a_square(demo_reader: Reader) -> None:
    spot, incidents = at_busiest_cell(demo_reader)
    found = spot_of(demo_reader, demo_reader.view("/hotspots", f"?spot={spot}"))
    area = spot_of(
        demo_reader, demo_reader.view("/hotspots", f"?spot={spot.replace('at:', 'area:')}")
    )
    assert found is not None
    assert area is not None
    assert found.name.startswith("Square of 150 m")
    assert area.name.startswith("Area 1: ")
    assert spot_total(demo_reader, area) > incidents
    # Where nothing stands out any more, the place of the former area is a square.
    quiet = demo_reader.view("/hotspots", "?spot=area:-116.5,33.83&offense=carjacking")
    gone = spot_of(demo_reader, quiet)
    assert gone is not None
    assert gone.name.startswith("Square of 150 m")


def test_hours_and_steps_add_up_to_the_count(demo_reader: Reader) -> None:
    spot, incidents = at_busiest_cell(demo_reader)
    found = spot_of(demo_reader, demo_reader.view("/hotspots", f"?spot={spot}"))
    assert found is not None
    hours, steps = spot_hours(demo_reader, found), spot_months(demo_reader, found)
    assert hours["incidents"].sum() == steps["incidents"].sum() == incidents
    assert len(hours) == 24
    assert len(steps) == 13
    assert (
        np.diff(steps["start_on"].to_numpy()).astype("timedelta64[D]").astype(int).tolist()
        == [28] * 12
    )


def test_a_click_on_a_block_layer_finds_the_block(demo_reader: Reader) -> None:
    block = demo_reader.blocks.iloc[0]
    search = f"?layer=blocks&spot=at:{block['lon']:.5f},{block['lat']:.5f}"
    found = spot_of(demo_reader, demo_reader.view("/hotspots", search))
    assert found is not None
    assert found.selection.blocks == (block["block_id"],)


@pytest.mark.parametrize(
    "spot", ["", "at:0,0", "at:999,99", "block:nowhere", "cell:1,2", "at:-116.5,33.8;drop"]
)
def test_a_place_that_is_none_is_not_looked_at(demo_reader: Reader, spot: str) -> None:
    assert spot_of(demo_reader, demo_reader.view("/hotspots", f"?spot={spot}")) is None


def test_an_open_zone_holds_what_happened_around_its_place_on_the_days_that_open_zones(
    demo_reader: Reader,
) -> None:
    view = demo_reader.view("/hotspots", "?layer=near")
    zones = open_zones(demo_reader, view)
    to_degrees = Transformer.from_crs(demo_reader.grid.crs, "EPSG:4326", always_xy=True)
    for number, zone in zones.head(5).iterrows():
        lon, lat = to_degrees.transform(zone["x_m"], zone["y_m"])
        spot = spot_of(
            demo_reader,
            demo_reader.view("/hotspots", f"?layer=near&spot=area:{lon:.5f},{lat:.5f}"),
        )
        assert spot is not None
        assert spot.name == f"Within 200 m of {zone['address']}", number
        away = np.hypot(zones["x_m"] - zone["x_m"], zones["y_m"] - zone["y_m"])
        assert spot_total(demo_reader, spot) >= zones.loc[away < 199, "incidents"].sum()
        assert spot.selection.period.last_day == demo_reader.coverage.data_as_of
    elsewhere = spot_of(
        demo_reader, demo_reader.view("/hotspots", "?layer=near&spot=area:-116.5375,33.8265")
    )
    assert elsewhere is None or elsewhere.name.startswith("Square of 150 m")


def test_squares_of_a_neighborhood_open_together(demo_reader: Reader) -> None:
    search = "?layer=lasting&offense=quality_of_life"
    view = demo_reader.view("/hotspots", search)
    places = lasting_places(demo_reader, lasting_hotspots(demo_reader, view))
    assert len(places) > 3
    to_degrees = Transformer.from_crs(demo_reader.grid.crs, "EPSG:4326", always_xy=True)
    for name, own in places.groupby("name"):
        lon, lat = to_degrees.transform(own["x_m"].iloc[0], own["y_m"].iloc[0])
        spot = spot_of(
            demo_reader, demo_reader.view("/hotspots", f"{search}&spot=area:{lon:.5f},{lat:.5f}")
        )
        assert spot is not None
        assert str(name).removeprefix("In ") in spot.name
        assert spot.selection.area is not None
        assert spot.selection.area.squares == len(own)
        assert spot.selection.area.numbers[0] == demo_reader.coarse_grid.cell_m
