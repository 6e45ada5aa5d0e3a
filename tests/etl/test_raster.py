"""Points find the polygon that an exact test finds, wherever they lie, from one run to the next."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.raster import NONE, RasterIndex
from geodata.layers import load_neighborhoods

SHARED = Path("../shared/data")
BOW_TIE = shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])
# Not valid, but what a city may send: two parts that overlap.
TWO_PARTS = shapely.MultiPolygon([shapely.box(5, 0, 8, 3), shapely.box(6, 1, 9, 4)])
SQUARES = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 1, 2, 2)])


def _by_exact_test(
    polygons: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    # Part by part: of parts that overlap, GEOS says one thing at its first question and another later.
    is_held = np.array(
        [
            np.any(
                [shapely.intersects_xy(part, x, y) for part in shapely.get_parts(polygon)], axis=0
            )
            for polygon in polygons
        ]
    )
    first = np.where(is_held.any(axis=0), is_held.argmax(axis=0), NONE)
    is_held[first, np.arange(len(x))] = False
    return first, np.where(is_held.any(axis=0), is_held.argmax(axis=0), NONE)


def _voronoi(rng: np.random.Generator, count: int) -> np.ndarray:
    seeds = shapely.multipoints(rng.uniform(0, 10, (count, 2)))
    return np.array(shapely.get_parts(shapely.voronoi_polygons(seeds)))


def _island() -> shapely.Geometry:
    """Give a ring with a hole and a square apart from it."""
    ring = shapely.difference(shapely.Point(4, 4).buffer(2), shapely.Point(4, 4).buffer(1))
    return shapely.union(ring, shapely.box(8, 8, 9, 9))


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), cells=st.integers(3, 80))
def test_points_are_where_the_exact_test_finds_them_on_any_polygons(seed: int, cells: int) -> None:
    rng = np.random.default_rng(seed)
    polygons = np.array([*_voronoi(rng, 12), _island(), BOW_TIE, TWO_PARTS])
    polygons = polygons[rng.permutation(len(polygons))]
    corners = shapely.get_coordinates(polygons)
    edges = (corners[1:] + corners[:-1]) / 2
    grid_lines = np.linspace(0, 10, cells)[rng.integers(0, cells, (100, 2))]
    x, y = np.concatenate([rng.uniform(-2, 12, (400, 2)), corners, edges, grid_lines]).T
    first, second = RasterIndex.build(polygons, cells).locate(x, y)
    expected_first, expected_second = _by_exact_test(polygons, x, y)
    assert (first == expected_first).all()
    assert (second == expected_second).all()


@pytest.mark.parametrize(
    "layer",
    ["st-louis/neighborhoods", "san-francisco/neighborhoods.geojson", "chicago/community_areas"],
)
def test_points_are_where_geopandas_finds_them_on_real_outlines(layer: str) -> None:
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
    assert (first == joined.min().reindex(range(len(x)), fill_value=NONE)).all()
    shared = joined.count().reindex(range(len(x)), fill_value=0) > 1
    assert ((second != NONE) == shared).all()


def test_point_in_two_parts_of_one_polygon_is_in_no_second_polygon() -> None:
    touching = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)])
    index = RasterIndex.build(np.array([touching, shapely.box(1, 0, 2, 1)]))
    first, second = index.locate(np.array([1.0, 0.5]), np.array([1.0, 0.5]))
    assert first.tolist() == [0, 0]
    assert second.tolist() == [1, NONE]


def test_what_is_no_place_is_in_no_polygon() -> None:
    x = np.array([np.nan, np.inf, -np.inf, 0.5, 1e300, -180.0])
    y = np.array([0.5, 0.5, 0.5, np.nan, -1e300, 0.5])
    first, second = RasterIndex.build(SQUARES).locate(x, y)
    assert (first == NONE).all()
    assert (second == NONE).all()


def test_two_threads_answer_as_one() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 10, (2, 50_001))
    polygons = _voronoi(rng, 40)
    one = RasterIndex.build(polygons).locate(x, y)
    two = RasterIndex.build(polygons).locate(x, y, threads=2)
    assert np.array_equal(one, two)


def _all_numbers(index: RasterIndex) -> tuple[list[int], list[int], list[int]]:
    return index.inside.tolist(), index.starts.tolist(), index.candidates.tolist()


def test_kept_index_is_read_and_says_the_same(tmp_path: Path) -> None:
    built = RasterIndex.build(SQUARES, 16, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    written_at = kept.stat().st_mtime_ns
    assert _all_numbers(RasterIndex.build(SQUARES, 16, cache=tmp_path)) == _all_numbers(built)
    assert kept.stat().st_mtime_ns == written_at
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize("damage", ["emptied", "cut", "changed"])
def test_damaged_index_is_built_and_kept_anew(tmp_path: Path, damage: str) -> None:
    built = RasterIndex.build(SQUARES, 16, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    changed = whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]
    kept.write_bytes({"emptied": b"", "cut": whole[:-9], "changed": changed}[damage])
    assert _all_numbers(RasterIndex.build(SQUARES, 16, cache=tmp_path)) == _all_numbers(built)
    assert kept.read_bytes() == whole


def test_other_outlines_or_another_grid_are_kept_apart(tmp_path: Path) -> None:
    RasterIndex.build(SQUARES, 16, cache=tmp_path)
    RasterIndex.build(SQUARES, 17, cache=tmp_path)
    RasterIndex.build(SQUARES[::-1], 16, cache=tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
