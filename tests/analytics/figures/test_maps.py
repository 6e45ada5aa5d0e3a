"""The notebook map draws computed cells, needs no network, and says what a cell holds."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, box

from analytics.figures.maps import cell_words, hotspot_map, shown_cells
from analytics.hotspots import Grid, find_hotspots

GRID = Grid(150.0, 3600, 24900, np.ones((40, 40), dtype=bool), "EPSG:26911")


@pytest.fixture
def cells() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    x = np.r_[rng.uniform(540_000, 546_000, 60), np.full(12, 541_000.0)]
    y = np.r_[rng.uniform(3_735_000, 3_741_000, 60), np.full(12, 3_736_000.0)]
    incidents = pd.DataFrame({"x_m": x, "y_m": y})
    return find_hotspots(incidents, GRID, radius_m=300, period_days=364)


@pytest.fixture
def neighborhoods() -> gpd.GeoDataFrame:
    squares = [
        box(540_000, 3_735_000, 543_000, 3_741_000),
        box(543_000, 3_735_000, 546_000, 3_741_000),
    ]
    table = gpd.GeoDataFrame({"name": ["West", "East"]}, geometry=squares, crs="EPSG:26911")
    return table.to_crs("EPSG:4326")


def test_only_cells_denser_than_the_mean_or_standing_out_are_drawn(cells: pd.DataFrame) -> None:
    shown = shown_cells(cells)
    assert 0 < len(shown) < len(cells)
    assert ((shown["density_class"] >= 2) | shown["is_hot"]).all()
    assert shown["is_hot"].sum() == cells["is_hot"].sum() > 0


def test_the_map_draws_each_shown_cell_and_asks_no_server(
    cells: pd.DataFrame, neighborhoods: gpd.GeoDataFrame
) -> None:
    streets = gpd.GeoDataFrame(geometry=[LineString([(-116.5, 33.8), (-116.4, 33.8)])], crs=4326)
    figure = hotspot_map(cells, GRID, neighborhoods, streets=streets)
    names, squares = figure.data
    assert list(names.text) == ["West", "East"]
    assert len(squares.z) == len(shown_cells(cells)) == len(squares.geojson["features"])
    assert figure.layout.map.style["sources"] == {}
    assert "http" not in json.dumps(figure.to_plotly_json(), default=str)


def test_a_map_without_incidents_shows_the_neighborhoods(neighborhoods: gpd.GeoDataFrame) -> None:
    nothing = pd.DataFrame({"x_m": [], "y_m": []}, dtype="float64")
    cells = find_hotspots(nothing, GRID, radius_m=300, period_days=28)
    figure = hotspot_map(cells, GRID, neighborhoods, mode="dark")
    assert len(figure.data[1].z) == 0


def test_a_cell_says_how_many_incidents_its_color_stands_for() -> None:
    cells = pd.DataFrame({"incidents_near": [4, 1], "is_hot": [True, False]})
    assert cell_words(cells) == [
        "4 incidents here and in the 8 cells around · stands out",
        "1 incident here and in the 8 cells around",
    ]
