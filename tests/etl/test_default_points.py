"""A point that a geocoder answers with when it fails is found, and a mall is not taken for one."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from etl.default_points import NOT_PLACES, is_default_point, suspect_points
from etl.feeds.feed import Guards
from geodata.layers import Layers

TOTAL = 10_000
MALL, STATION = (-116.5432, 33.8345), (-116.5321, 33.8256)
CENTER_OF_TOWN, CENTER_OF_NORTHWEST = (-116.535, 33.83), (-116.545, 33.835)


def _counts(*points: tuple[tuple[float, float], int]) -> pa.Table:
    return pa.table(
        {
            "lon": [lon for (lon, _), _ in points],
            "lat": [lat for (_, lat), _ in points],
            "rows": pa.array([rows for _, rows in points], pa.int64()),
        }
    )


def _found(table: pa.Table, column: str) -> dict[tuple[float, float], Any]:
    return {(row["lon"], row["lat"]): row[column] for row in table.to_pylist()}


def test_point_with_more_than_half_a_percent_of_the_rows_is_suspect(town_layers: Layers) -> None:
    counts = _counts((MALL, 51), (STATION, 50))
    suspects = suspect_points(counts, TOTAL, town_layers, Guards())
    assert _found(suspects, "kind") == {MALL: "stack"}
    assert _found(suspects, "share") == {MALL: 0.0051}


def test_few_rows_are_no_stack_in_a_small_feed(town_layers: Layers) -> None:
    counts = _counts((MALL, 20), (STATION, 21))
    suspects = suspect_points(counts, 100, town_layers, Guards())
    assert list(_found(suspects, "kind")) == [STATION]


def test_centers_of_city_and_neighborhood_are_called_so_where_rows_pile_up(
    town_layers: Layers,
) -> None:
    counts = _counts((CENTER_OF_TOWN, 60), (CENTER_OF_NORTHWEST, 80), (MALL, 70))
    kinds = _found(suspect_points(counts, TOTAL, town_layers, Guards()), "kind")
    assert kinds == {CENTER_OF_NORTHWEST: "centroid", MALL: "stack", CENTER_OF_TOWN: "centroid"}
    assert next(iter(kinds)) == CENTER_OF_NORTHWEST
    assert "centroid" in NOT_PLACES
    assert "stack" not in NOT_PLACES


def test_middle_of_the_bounds_of_a_bent_city_counts_as_its_center(town_layers: Layers) -> None:
    bent = shapely.difference(shapely.box(0, 0, 4, 4), shapely.box(1, 1, 4, 4))
    layers = replace(town_layers, city=gpd.GeoDataFrame(geometry=[bent], crs="EPSG:4326"))
    suspects = suspect_points(_counts(((2.0, 2.0), 60)), TOTAL, layers, Guards())
    assert _found(suspects, "kind") == {(2.0, 2.0): "centroid"}


def test_single_incident_in_the_middle_of_a_neighborhood_is_a_place(town_layers: Layers) -> None:
    counts = _counts((CENTER_OF_NORTHWEST, 3))
    assert suspect_points(counts, TOTAL, town_layers, Guards()).num_rows == 0


def test_configured_and_zero_points_are_listed_with_any_number_of_rows(town_layers: Layers) -> None:
    guards = Guards(default_points=(STATION[::-1],))
    counts = _counts((STATION, 1), ((0.0, 0.0), 2), (MALL, 3))
    kinds = _found(suspect_points(counts, TOTAL, town_layers, guards), "kind")
    assert kinds == {(0.0, 0.0): "zero", STATION: "configured"}


def test_true_hotspot_is_listed_and_allowed(town_layers: Layers) -> None:
    guards = Guards(true_hotspots=(MALL[::-1],))
    suspects = suspect_points(_counts((MALL, 99), (STATION, 98)), TOTAL, town_layers, guards)
    assert _found(suspects, "is_allowed") == {MALL: True, STATION: False}


def test_point_with_ten_times_its_share_of_the_history_is_suspect(town_layers: Layers) -> None:
    counts = _counts((MALL, 41), (STATION, 39), (CENTER_OF_TOWN, 21))
    history = _counts((STATION, 8), (MALL, 8))
    suspects = suspect_points(counts, TOTAL, town_layers, Guards(), history, history_total=20_000)
    assert _found(suspects, "kind") == {MALL: "stack", CENTER_OF_TOWN: "centroid"}
    assert suspect_points(counts, TOTAL, town_layers, Guards()).num_rows == 0


def test_default_points_reach_a_meter_and_hotspots_are_exempt() -> None:
    lon, lat = STATION
    near = np.array([lon, lon + 1 / 92_800, lon + 1 / 92_000, np.nan])
    lats = np.array([lat, lat, lat, np.nan])
    guards = Guards(default_points=((lat, lon),))
    assert is_default_point(near, lats, guards).tolist() == [True, True, False, False]
    exempt = Guards(default_points=((lat, lon),), true_hotspots=((lat, lon),))
    assert not is_default_point(near, lats, exempt).any()
