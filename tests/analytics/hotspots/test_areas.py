"""From hot cells to areas with names, and the sentence about them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analytics.hotspots import areas_within, find_areas, find_hotspots, hotspot_sentence
from tests.analytics.hotspots.corner import BLOCKS, GRID, NAMES, town


def test_the_corner_stands_out_and_is_named_by_its_commonest_block() -> None:
    incidents = town()
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    areas = find_areas(cells, incidents, GRID, neighborhoods=NAMES, blocks=BLOCKS)
    assert areas["name"].tolist() == ["300 block of Calle Uno"]
    assert areas["incidents"].item() >= 14
    assert areas["neighborhood_id"].item() == "n1"
    assert hotspot_sentence(areas, len(incidents)).startswith("1 area stands out from chance")


def test_an_area_that_merely_spills_over_a_border_is_not_listed_beyond_it() -> None:
    incidents = town()
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    areas = find_areas(cells, incidents, GRID, neighborhoods=NAMES, blocks=BLOCKS)
    hot = cells[cells["is_hot"]]
    border = hot["x_m"].max() + 75
    west, east = (
        gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=GRID.crs)
        for bounds in ((0, 0, border, 6000), (border, 0, 6000, 6000))
    )
    spilled = cells.loc[cells["area"] > 0, "x_m"].max()
    assert spilled > border
    assert areas_within(areas, cells, GRID, west.to_crs("EPSG:4326"))["area"].tolist() == [1]
    assert areas_within(areas, cells, GRID, east.to_crs("EPSG:4326")).empty
    assert areas_within(areas, cells, GRID, pd.concat([west, east]))["area"].tolist() == [1]
    nothing = find_hotspots(incidents.head(0), GRID, radius_m=300, period_days=28)
    assert areas_within(areas.head(0), nothing, GRID, west).empty


def test_incidents_off_the_map_are_of_no_area_not_of_the_first_cells() -> None:
    in_first_cell = {"x_m": 10.0, "y_m": 10.0, "neighborhood_id": "n1", "block_id": "b1"}
    crowd = pd.DataFrame([in_first_cell] * 12)
    incidents = pd.concat([town().head(60), crowd], ignore_index=True)
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    lost = crowd.assign(x_m=[np.nan, -1.0, 6001.0] * 4)
    areas = find_areas(cells, pd.concat([incidents, lost]), GRID, neighborhoods=NAMES)
    alone = find_areas(cells, incidents, GRID, neighborhoods=NAMES)
    assert len(alone) == 1
    pd.testing.assert_frame_equal(areas, alone)


def test_without_blocks_the_neighborhood_names_the_area() -> None:
    incidents = town().drop(columns="block_id")
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    areas = find_areas(cells, incidents, GRID, neighborhoods=NAMES)
    assert areas["name"].tolist() == ["Warm Sands"]
    beside = incidents["x_m"].eq(1510.0) & (np.arange(len(incidents)) % 5 == 0)
    spread = incidents.assign(neighborhood_id=incidents["neighborhood_id"].mask(beside, "n2"))
    around = find_areas(cells, spread, GRID, neighborhoods=NAMES)
    assert around["name"].tolist() == ["around Warm Sands"]
    nameless = find_areas(cells, incidents.assign(neighborhood_id=None), GRID, neighborhoods=NAMES)
    assert nameless["name"].tolist() == ["area 1"]


def test_no_incidents_make_an_empty_map_and_a_sentence() -> None:
    nothing = town().head(0)
    cells = find_hotspots(nothing, GRID, radius_m=300, period_days=28)
    areas = find_areas(cells, nothing, GRID, neighborhoods=NAMES, blocks=BLOCKS)
    assert cells["density_class"].eq(0).all()
    assert areas.empty
    assert hotspot_sentence(areas, 0) == "No incidents on the map."


def test_few_incidents_are_called_too_few() -> None:
    areas = pd.DataFrame(columns=["area", "name", "neighborhood_id", "incidents"])
    assert hotspot_sentence(areas, 11) == (
        "11 incidents are too few: no place stands out from chance."
    )
    assert hotspot_sentence(areas, 1).startswith("1 incident is too few")
    assert hotspot_sentence(areas, 1400) == (
        "No place stands out from chance among 1,400 incidents."
    )


def test_a_single_incident_is_spoken_of_in_the_singular() -> None:
    areas = pd.DataFrame({"name": ["A"], "incidents": [1]})
    assert hotspot_sentence(areas, 1) == "1 area stands out from chance, of 1 incident: A (1)."


def test_many_areas_are_named_up_to_three() -> None:
    areas = pd.DataFrame({"name": list("ABCDE"), "incidents": [9, 8, 7, 6, 5]})
    assert hotspot_sentence(areas, 90) == (
        "5 areas stand out from chance, of 90 incidents: A (9), B (8), C (7), and 2 more."
    )
