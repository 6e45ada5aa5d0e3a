"""Every incident has a neighborhood or a reason, and one on an edge is counted once."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.locate import Locator, RasterIndex, locate
from geodata.layers import Layers, load_neighborhoods

SHARED = Path("../shared/data")


def _rows(points: list[tuple[float, float]], reason: str | None = None) -> pd.DataFrame:
    lon, lat = zip(*points, strict=True)
    reasons = pd.Series([reason] * len(points), dtype="str")
    return pd.DataFrame({"lon": lon, "lat": lat, "unlocated_reason": reasons})


def test_incident_on_a_shared_edge_is_counted_once_and_listed_for_both(town_layers: Layers) -> None:
    located = locate(_rows([(-116.54, 33.8375)]), Locator.build(town_layers))
    assert located["neighborhood_id"].tolist() == ["northeast"]
    assert located["also_neighborhood_id"].tolist() == ["northwest"]


def test_corner_of_four_neighborhoods_is_in_the_first_by_id(town_layers: Layers) -> None:
    located = locate(_rows([(-116.54, 33.83)]), Locator.build(town_layers))
    assert located["neighborhood_id"].tolist() == ["northeast"]


def test_row_without_neighborhood_says_why(town_layers: Layers) -> None:
    nowhere = _rows([(np.nan, np.nan)], "no_coordinates")
    rows = pd.concat([_rows([(-116.545, 33.835), (-116.525, 33.83), (-116.4, 33.83)]), nowhere])
    located = locate(rows, Locator.build(town_layers))
    assert len(located) == len(rows)
    assert located["unlocated_reason"].fillna("").tolist() == [
        "", "between_neighborhoods", "outside_city", "no_coordinates",
    ]  # fmt: skip
    assert (located["neighborhood_id"].isna() == located["unlocated_reason"].notna()).all()


def test_incident_is_in_the_block_that_holds_it(town_layers: Layers) -> None:
    located = locate(_rows([(-116.5475, 33.8325), (-116.525, 33.83)]), Locator.build(town_layers))
    assert located["block_id"].fillna("").tolist() == ["northwest-1", ""]


def _by_exact_test(polygons: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    answer = np.full(len(x), -1)
    for place in reversed(range(len(polygons))):
        answer[shapely.intersects_xy(polygons[place], x, y)] = place
    return answer


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), cells=st.integers(2, 60))
def test_raster_index_agrees_with_the_exact_test_on_any_polygons(seed: int, cells: int) -> None:
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.uniform(0, 10, (12, 2)))
    polygons = np.array(shapely.get_parts(shapely.voronoi_polygons(seeds)))
    # An island of two parts with a hole, overlapping its neighbors.
    ring = shapely.difference(shapely.Point(4, 4).buffer(2), shapely.Point(4, 4).buffer(1))
    polygons = np.append(polygons, shapely.union(ring, shapely.box(8, 8, 9, 9)))
    corners = shapely.get_coordinates(polygons)
    points = np.concatenate([rng.uniform(-2, 12, (400, 2)), corners])
    first, _ = RasterIndex.build(polygons, cells).locate(points[:, 0], points[:, 1])
    assert (first == _by_exact_test(polygons, points[:, 0], points[:, 1])).all()


@pytest.mark.parametrize(
    "layer",
    ["st-louis/neighborhoods", "san-francisco/neighborhoods.geojson", "chicago/community_areas"],
)
def test_raster_index_agrees_with_geopandas_on_real_outlines(layer: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("the real outlines of ../shared/data are absent")
    outlines = load_neighborhoods(SHARED / layer).sort_values("neighborhood_id", ignore_index=True)
    west, south, east, north = outlines.total_bounds
    rng = np.random.default_rng(1)
    corners = shapely.get_coordinates(outlines.geometry.to_numpy())
    x = np.concatenate([rng.uniform(west, east, 20_000), corners[:, 0]])
    y = np.concatenate([rng.uniform(south, north, 20_000), corners[:, 1]])
    first, second = RasterIndex.build(outlines.geometry.to_numpy()).locate(x, y)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs="EPSG:4326")
    joined = gpd.sjoin(points, outlines, predicate="intersects")["index_right"].groupby(level=0)
    assert (first == joined.min().reindex(range(len(x)), fill_value=-1)).all()
    shared = joined.count().reindex(range(len(x)), fill_value=0) > 1
    assert ((second != -1) == shared).all()
