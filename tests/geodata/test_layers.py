"""Layers of a place: loaded whole, held to their columns, or made from a city's outlines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from analytics.errors import LayerError
from geodata.layers import (
    HERE,
    hash_polygons,
    layers_from_neighborhoods,
    load_blocks,
    load_built_up,
    load_city,
    load_layers,
    load_neighborhoods,
    load_streets,
)


@pytest.fixture(autouse=True)
def _no_fetched_layers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRIME_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "layers"
    folder.mkdir()
    for file in [HERE / "place.toml", *HERE.glob("*.geojson")]:
        shutil.copy(file, folder)
    return folder


def test_palm_springs_says_that_it_is_schematic() -> None:
    layers = load_layers()
    assert (layers.name, layers.time_zone) == ("Palm Springs", "America/Los_Angeles")
    assert layers.analysis_crs == "EPSG:26911"
    assert layers.is_schematic
    assert "not official" in layers.source
    assert len(layers.neighborhoods) == 35
    assert layers.blocks is not None
    assert set(layers.blocks["neighborhood_id"].dropna()) == set(
        layers.neighborhoods["neighborhood_id"]
    )


@pytest.mark.parametrize(
    ("load", "columns"),
    [
        (load_neighborhoods, ["neighborhood_id", "name"]),
        (load_city, ["city_id", "name"]),
        (
            load_blocks,
            ["block_id", "name", "street", "neighborhood_id", "lon", "lat", "addresses"],
        ),
        (load_streets, ["street_id", "name", "kind"]),
        (load_built_up, ["built_up_id", "name"]),
    ],
)
def test_each_layer_has_its_columns_and_a_unique_id(
    load: Callable[[], gpd.GeoDataFrame], columns: list[str]
) -> None:
    layer = load()
    assert list(layer.columns) == [*columns, "geometry"]
    assert layer[columns[0]].is_unique
    assert layer.crs == "EPSG:4326"


def test_fetched_layers_are_preferred_to_schematic_ones(copied: Path, tmp_path: Path) -> None:
    official = (
        (copied / "place.toml").read_text().replace("is_schematic = true", "is_schematic = false")
    )
    (copied / "place.toml").write_text(official)
    shutil.copytree(copied, tmp_path / "data" / "geodata")
    assert not load_layers().is_schematic


def test_a_place_may_have_no_blocks_and_no_streets(copied: Path) -> None:
    for name in ("blocks", "streets", "built_up"):
        (copied / f"{name}.geojson").unlink()
    layers = load_layers(copied)
    assert layers.blocks is None
    assert layers.streets is None
    assert layers.built_up is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Palm Springs"', "", "'name'"),
        ("America/Los_Angeles", "America/Palm_Springs", "unknown time zone"),
        ("EPSG:26911", "EPSG:4326", "projected and in metres"),
        ("EPSG:26911", "EPSG:2230", "projected and in metres"),
        ("EPSG:26911", "EPSG:nowhere", "unknown analysis_crs"),
    ],
)
def test_wrong_facts_of_a_place_are_named(copied: Path, old: str, new: str, message: str) -> None:
    place = copied / "place.toml"
    place.write_text(place.read_text().replace(old, new, 1))
    with pytest.raises(LayerError, match=message):
        load_layers(copied)


def test_a_folder_without_place_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="it needs name, time_zone"):
        load_layers(tmp_path)


def test_addresses_of_the_city_are_loaded_where_it_has_them(copied: Path) -> None:
    assert load_layers(copied).addresses is None
    table = "address,neighborhood\n1 Main St,Midtown\n"
    (copied / "addresses.csv").write_text(table, encoding="utf-8")
    addresses = load_layers(copied).addresses
    assert addresses is not None
    assert addresses.find("1 MAIN STREET") == "midtown"


def test_layers_that_locate_otherwise_have_another_hash() -> None:
    layers = load_layers()
    outlines = layers.neighborhoods
    moved = outlines.set_geometry(outlines.geometry.translate(1e-9))
    renamed = outlines.assign(neighborhood_id=outlines["neighborhood_id"] + "-1")
    hashes = {
        replace(layers, neighborhoods=moved).polygons_hash,
        replace(layers, neighborhoods=renamed).polygons_hash,
        replace(layers, blocks=None).polygons_hash,
        layers.polygons_hash,
    }
    assert len(hashes) == 4
    assert load_layers().polygons_hash == layers.polygons_hash
    assert hash_polygons(outlines.geometry[::-1]) != hash_polygons(outlines.geometry)


def test_blocks_with_a_doubled_id_are_refused(copied: Path) -> None:
    blocks = load_blocks(copied / "blocks.geojson")
    blocks["block_id"] = "E01N01"
    blocks.to_file(copied / "blocks.geojson")
    with pytest.raises(LayerError, match="a block_id of its own"):
        load_layers(copied)


def test_blocks_without_addresses_are_refused(copied: Path) -> None:
    blocks = load_blocks(copied / "blocks.geojson").drop(columns="addresses")
    blocks.to_file(copied / "blocks.geojson")
    with pytest.raises(LayerError, match="no column addresses"):
        load_layers(copied)


def test_another_city_is_what_its_neighborhoods_cover() -> None:
    town = gpd.GeoDataFrame(
        {"neighborhood_id": ["west", "east"], "name": ["West", "East"]},
        geometry=[box(-90.3, 38.6, -90.2, 38.7), box(-90.2, 38.6, -90.1, 38.7)],
        crs=4326,
    )
    layers = layers_from_neighborhoods(town, place_name="St. Louis", time_zone="America/Chicago")
    assert layers.analysis_crs == "EPSG:26915"
    assert layers.city.geometry.iloc[0].equals(box(-90.3, 38.6, -90.1, 38.7))
    assert layers.built_up is not None
    assert layers.blocks is None
    assert layers.streets is None
    assert not layers.is_schematic


def test_hole_between_neighborhoods_is_in_the_city_and_a_boundary_decides_where_given() -> None:
    ring = box(0, 0, 3, 3).difference(box(1, 1, 2, 2))
    town = gpd.GeoDataFrame(
        {"neighborhood_id": ["ring"], "name": ["Ring"]}, geometry=[ring], crs="EPSG:4326"
    )
    facts = {"place_name": "Town", "time_zone": "America/Chicago"}
    assert layers_from_neighborhoods(town, **facts).city.geometry.iloc[0].equals(box(0, 0, 3, 3))
    boundary = gpd.GeoDataFrame(geometry=[box(-1, -1, 4, 4)], crs="EPSG:4326")
    whole = layers_from_neighborhoods(town, **facts, city=boundary)
    assert whole.city.geometry.iloc[0].equals(box(-1, -1, 4, 4))
    assert whole.built_up is not None
    assert whole.built_up.geometry.iloc[0].equals(box(-1, -1, 4, 4))
