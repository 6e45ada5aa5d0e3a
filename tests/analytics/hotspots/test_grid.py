"""Cells keep their place for good, and only the built-up area has any."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from analytics.errors import LayerError
from analytics.hotspots import CELL_M, Grid, make_grid

CRS = "EPSG:26911"


def area(*shapes: Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


def test_cells_lie_on_multiples_of_their_size_whatever_the_area() -> None:
    small = make_grid(area(box(1010, 2010, 1290, 2290)), crs=CRS)
    large = make_grid(area(box(-500, -777, 5000, 9000)), crs=CRS)
    assert (small.cells["x_m"] % 150 == 75).all()
    shared = small.cells.merge(large.cells, on=["i", "j"])
    assert len(shared) == len(small.cells)
    assert shared["x_m_x"].tolist() == shared["x_m_y"].tolist()


def test_every_cell_that_touches_the_built_up_area_is_one_of_the_mask() -> None:
    grid = make_grid(area(box(10, 10, 160, 140), box(610, 310, 620, 320)), crs=CRS)
    assert set(zip(grid.cells["i"], grid.cells["j"], strict=True)) == {(0, 0), (1, 0), (4, 2)}


def test_the_area_may_come_in_degrees() -> None:
    meters = area(box(540_010, 3_740_010, 540_700, 3_740_500))
    assert np.array_equal(
        make_grid(meters.to_crs("EPSG:4326"), crs=CRS).mask, make_grid(meters, crs=CRS).mask
    )


def test_points_are_found_in_their_cells_and_points_elsewhere_in_none() -> None:
    grid = make_grid(area(box(310, 10, 590, 140)), crs=CRS)
    x = np.array([310.0, 449.9, 450.0, 299.9, 460.0, np.nan, -1e7])
    y = np.array([10.0, 10.0, 149.9, 10.0, 150.1, 10.0, np.inf])
    row, column, held = grid.locate(x, y)
    assert held.tolist() == [True, True, True, False, False, False, False]
    assert (row[held] + grid.i0).tolist() == [2, 2, 3]
    assert (column[held] + grid.j0).tolist() == [0, 0, 0]


@given(st.integers(0, 2**32 - 1), st.integers(-40, 40), st.integers(-40, 40))
@settings(max_examples=40)
def test_every_incident_on_the_mask_is_in_one_cell_wherever_the_city_lies(
    seed: int, east: int, north: int
) -> None:
    """On edges and corners too; moved by whole cells, the city's counts move along."""
    rng = np.random.default_rng(seed)
    mask = rng.random((9, 12)) < 0.6
    incidents = pd.DataFrame(rng.integers(-3, 40, (200, 2)) * 50.0, columns=["x_m", "y_m"])
    incidents.loc[::17, "x_m"] = np.nan
    counts = Grid(150.0, 0, 0, mask, CRS).count(incidents)
    whole = Grid(150.0, -1, -1, np.ones((15, 15), dtype=bool), CRS).count(incidents)
    assert whole.sum() == incidents["x_m"].notna().sum()
    assert np.array_equal(counts, np.where(mask, whole[1:10, 1:13], 0))
    moved = incidents.assign(
        x_m=incidents["x_m"] + east * 150.0, y_m=incidents["y_m"] + north * 150.0
    )
    assert np.array_equal(Grid(150.0, east, north, mask, CRS).count(moved), counts)


def test_squares_on_the_map_have_the_cells_size_and_touch_without_gap() -> None:
    grid = make_grid(area(box(540_010, 3_740_010, 540_290, 3_740_090)), crs=CRS)
    squares = grid.polygons(grid.cells)
    assert squares.to_crs(CRS).area.tolist() == pytest.approx([150 * 150] * 2, rel=1e-6)
    assert squares.geometry.iloc[0].touches(squares.geometry.iloc[1])
    assert grid.polygons(grid.cells.head(0)).empty


def test_an_empty_built_up_area_is_refused_in_words() -> None:
    with pytest.raises(LayerError, match="built-up area is empty"):
        make_grid(area(Polygon()), crs=CRS)


def test_a_cell_is_within_the_limits_for_patrol_maps() -> None:
    """The NIJ forecasting challenge allowed cells of 62,500 to 360,000 square feet."""
    assert 62_500 < (CELL_M / 0.3048) ** 2 < 360_000
