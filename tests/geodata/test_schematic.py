"""Schematic layers: drawn again they are the same, and neighbors fit together without overlap."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geodata.grid import StreetGrid, runs
from geodata.schematic import (
    HERE,
    PLAN,
    built_up_faces,
    draw_layers,
    neighborhood_faces,
    write_layers,
)

LAYERS = ("city", "neighborhoods", "streets", "blocks", "built_up")


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    return {name: gpd.read_file(HERE / f"{name}.geojson") for name in LAYERS}


@pytest.fixture(scope="module")
def grid() -> StreetGrid:
    return StreetGrid.from_plan(PLAN)


def test_committed_layers_equal_what_the_module_draws() -> None:
    drawn = draw_layers()
    assert set(drawn) == set(LAYERS)
    for name, text in drawn.items():
        assert (HERE / f"{name}.geojson").read_text(encoding="utf-8") == text, (
            f"{name}: run python -m geodata draw"
        )


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_is_valid_geojson_of_less_than_a_megabyte(name: str) -> None:
    path = HERE / f"{name}.geojson"
    assert path.stat().st_size < 1_000_000
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(features) + 2
    for item in features:
        geometry = shapely.geometry.shape(item["geometry"])
        assert geometry.is_valid
        for part in shapely.get_parts(geometry):
            if part.geom_type == "Polygon":
                assert part.exterior.is_ccw
                assert not any(hole.is_ccw for hole in part.interiors)


def test_city_has_the_extent_and_the_area_of_palm_springs(layers: dict) -> None:
    city = layers["city"]
    assert city.total_bounds == pytest.approx([-116.62, 33.73, -116.44, 33.94], abs=0.001)
    assert city.to_crs(26911).area.sum() / 1e6 == pytest.approx(245, abs=5)


def test_neighborhoods_do_not_overlap_in_any_projection(layers: dict) -> None:
    for crs in (4326, 26911, 2230):
        shapes = layers["neighborhoods"].to_crs(crs).geometry
        overlaps = [a.intersection(b).area for a, b in combinations(shapes, 2)]
        assert len(overlaps) == 35 * 34 / 2
        assert max(overlaps) == 0


def test_neighborhoods_leave_no_sliver_between_them(layers: dict) -> None:
    """Ground between two neighborhoods is wider than 250 m, or belongs to one of them."""
    ground = layers["neighborhoods"].to_crs(26911).union_all()
    closed = ground.buffer(125, join_style="mitre").buffer(-125, join_style="mitre")
    assert closed.difference(ground.buffer(1)).area < 1000


def test_every_neighborhood_lies_in_the_built_up_area_and_that_in_the_city(layers: dict) -> None:
    built_up = layers["built_up"].union_all()
    assert built_up.covers(layers["neighborhoods"].union_all())
    assert layers["city"].union_all().covers(built_up)
    assert 50 < layers["built_up"].to_crs(26911).area.sum() / 1e6 < 62


def test_some_built_up_ground_lies_in_no_neighborhood(layers: dict) -> None:
    blocks = layers["blocks"]
    assert 0.3 < blocks["neighborhood_id"].isna().mean() < 0.7


def test_foothills_take_little_from_the_boxes_of_the_plan(grid: StreetGrid) -> None:
    drawn = neighborhood_faces(grid, set(grid.faces()))
    built = neighborhood_faces(grid, built_up_faces(grid))
    for name, faces in drawn.items():
        assert len(built[name]) >= 0.8 * len(faces), name


def test_a_block_claimed_by_two_neighborhoods_is_an_error(grid: StreetGrid) -> None:
    box = grid.plan["neighborhoods"]["Warm Sands"]
    twice = {"neighborhoods": {"Warm Sands": box, "Cold Sands": box}}
    disputed = StreetGrid(
        grid.lons, grid.lats, grid.east_of, grid.north_of, grid.streets, grid.plan | twice
    )
    with pytest.raises(ValueError, match="Cold Sands and Warm Sands both claim block"):
        neighborhood_faces(disputed, set(grid.faces()))


def test_blocks_fill_the_built_up_area_once(layers: dict) -> None:
    blocks = layers["blocks"].to_crs(26911)
    assert blocks.area.sum() == pytest.approx(blocks.union_all().area, rel=1e-9)
    assert blocks.area.sum() == pytest.approx(layers["built_up"].to_crs(26911).area.sum())
    sides = blocks.bounds
    assert (sides["maxx"] - sides["minx"]).between(90, 200).all()
    assert (sides["maxy"] - sides["miny"]).between(90, 200).all()


def test_every_block_has_its_own_id_and_name(layers: dict) -> None:
    blocks = layers["blocks"]
    assert 2_000 <= len(blocks) <= 4_000
    assert blocks["block_id"].is_unique
    assert blocks["name"].is_unique
    assert blocks["addresses"].ge(1).all()
    assert (blocks["addresses"] < 8).any()


def test_a_blocks_midpoint_and_neighborhood_agree(layers: dict) -> None:
    blocks = layers["blocks"]
    points = gpd.GeoDataFrame(
        blocks[["neighborhood_id"]],
        geometry=gpd.points_from_xy(blocks["lon"], blocks["lat"]),
        crs=4326,
    )
    assert blocks.geometry.contains(points.geometry).all()
    joined = points.sjoin(layers["neighborhoods"], predicate="within", how="left", rsuffix="drawn")
    columns = joined.filter(like="neighborhood_id").fillna("none")
    assert (columns.iloc[:, 0] == columns.iloc[:, 1]).all()


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (-116.5272, 33.8264, "300 block of N Sunrise Way, E side"),
        (-116.5288, 33.8225, "100 block of S Sunrise Way, W side"),
        (-116.5345, 33.8165, "800 block of E Ramon Rd, N side"),
        (-116.5492, 33.8435, "2nd block W of 1400 N Palm Canyon Dr"),
    ],
)
def test_a_block_is_named_as_an_officer_would_look_for_it(
    layers: dict, lon: float, lat: float, name: str
) -> None:
    blocks = layers["blocks"]
    assert blocks.loc[blocks.contains(shapely.Point(lon, lat)), "name"].tolist() == [name]


def test_addresses_turn_at_tahquitz_canyon_way_and_indian_canyon_dr(grid: StreetGrid) -> None:
    zero = (grid.lons.index(grid.east_of), grid.lats.index(grid.north_of))
    assert grid.number(zero) == (1, 1)
    assert grid.number((zero[0] - 1, zero[1] - 1)) == (-1, -1)
    assert grid.block_id((zero[0] + 11, zero[1] - 5)) == "E12S05"


def test_arterials_are_named_and_local_streets_cannot_be_taken_for_real_ones(layers: dict) -> None:
    streets = layers["streets"]
    assert streets["street_id"].is_unique
    assert set(streets["kind"]) == {"arterial", "local"}
    arterials = set(streets.loc[streets["kind"] == "arterial", "name"])
    assert {
        "N Palm Canyon Dr",
        "S Palm Canyon Dr",
        "E Palm Canyon Dr",
        "E Vista Chino",
    } <= arterials
    assert streets.loc[streets["kind"] == "local", "name"].str.startswith("Local street").all()


def test_no_ground_is_both_local_street_and_arterial(layers: dict) -> None:
    kinds = layers["streets"].dissolve("kind").geometry
    assert kinds["local"].intersection(kinds["arterial"]).length == 0


def test_every_neighborhood_is_bounded_by_streets(layers: dict) -> None:
    streets = layers["streets"].union_all()
    assert layers["neighborhoods"].boundary.covered_by(streets).all()


def test_runs_are_the_stretches_that_are_present() -> None:
    assert runs([False, True, True, False, True]) == [(1, 3), (4, 5)]
    assert runs([]) == []


def test_layers_written_elsewhere_are_the_same(tmp_path: Path) -> None:
    for path in write_layers(tmp_path / "new"):
        assert path.read_bytes() == (HERE / path.name).read_bytes()


def test_every_block_lies_on_the_street_that_it_names(layers: dict) -> None:
    streets = layers["streets"].dissolve("name").geometry
    blocks = layers["blocks"]
    named = streets.loc[blocks["street"]].to_numpy()
    assert shapely.distance(blocks.geometry.to_numpy(), named).max() == 0
