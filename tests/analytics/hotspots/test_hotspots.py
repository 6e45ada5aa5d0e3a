"""From incidents to the areas that stand out, and the sentence about them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from analytics.hotspots import Grid, areas_within, find_areas, find_hotspots, hotspot_sentence

GRID = Grid(150.0, 0, 0, np.ones((40, 40), dtype=bool), "EPSG:26911")
NAMES = {"n1": "Warm Sands", "n2": "Baristo"}
BLOCKS = {"b1": "300 block of Calle Uno", "b2": "400 block of Calle Uno"}


def town(background: int = 60, corner: int = 14) -> pd.DataFrame:
    """Scattered incidents, and some at one corner of two blocks."""
    rng = np.random.default_rng(21)
    scattered = pd.DataFrame(rng.uniform(0, 6000, (background, 2)), columns=["x_m", "y_m"])
    scattered = scattered.assign(neighborhood_id="n2", block_id=None)
    at_corner = pd.DataFrame({"x_m": 1510.0, "y_m": 3010.0}, index=range(corner)).assign(
        neighborhood_id="n1",
        block_id=["b1"] * (corner // 2 + 1) + ["b2"] * (corner - corner // 2 - 1),
    )
    return pd.concat([scattered, at_corner], ignore_index=True)


def test_one_row_for_each_cell_and_every_incident_in_one() -> None:
    incidents = town()
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    assert len(cells) == 1600
    assert cells["incidents"].sum() == len(incidents)
    assert not cells.duplicated(["i", "j"]).any()
    assert cells.loc[cells["i"].eq(10) & cells["j"].eq(20), "incidents"].item() >= 14


def test_density_is_per_square_kilometer_and_year() -> None:
    cells = find_hotspots(town(), GRID, radius_m=300, period_days=28)
    a_year = cells["density"].sum() * 0.15**2
    assert a_year * 28 / 365.25 == pytest.approx(74, rel=0.08)
    longer = find_hotspots(town(), GRID, radius_m=300, period_days=56)
    assert (cells["density"] / 2).tolist() == pytest.approx(longer["density"].tolist())


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


def test_without_blocks_the_neighborhood_names_the_area() -> None:
    incidents = town().drop(columns="block_id")
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    areas = find_areas(cells, incidents, GRID, neighborhoods=NAMES)
    assert areas["name"].tolist() == ["Warm Sands"]
    nameless = find_areas(cells, incidents.assign(neighborhood_id=None), GRID, neighborhoods=NAMES)
    assert nameless["name"].tolist() == ["area 1"]


def test_incidents_without_a_position_are_in_no_cell() -> None:
    lost = pd.DataFrame({"x_m": [np.nan, None], "y_m": [np.nan, None]}, dtype="float64")
    incidents = pd.concat([town(), lost], ignore_index=True)
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    pd.testing.assert_frame_equal(cells, find_hotspots(town(), GRID, radius_m=300, period_days=28))


def test_breaks_of_another_period_keep_the_colors_comparable() -> None:
    first = find_hotspots(town(), GRID, radius_m=300, period_days=28)
    fixed = find_hotspots(
        town(corner=70), GRID, radius_m=300, period_days=28, breaks=(0.0, 1.0, 2.0, 3.0, 5.0)
    )
    assert fixed["density_class"].eq(0).eq(fixed["density"].eq(0)).all()
    assert fixed.loc[fixed["density"] > 5, "density_class"].eq(5).all()
    assert first["density_class"].between(0, 5).all()


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
