"""Official layers: taken whole or not at all, and never mixed up with what stays schematic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import stamina

from analytics.errors import LayerError
from geodata.__main__ import main
from geodata.arcgis import fetch_features
from geodata.arcgis.web import Web
from geodata.fetch import Sources, fetch_layers
from geodata.layers import HERE, Layers, load_layers
from tests.geodata.arcgis_server import ArcgisLayer, Ring, serve_layers

TODAY = date(2026, 11, 22)


def box(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (west, north), (east, north), (east, south), (west, south)]


class Town:
    """The official layers of a small town inside Palm Springs, on a server that can misbehave."""

    def __init__(self, address: str, layers: dict[str, ArcgisLayer], folder: Path) -> None:
        self.neighborhoods, self.city = layers["neighborhoods"], layers["city"]
        self.sources = Sources("City of Test", f"{address}/neighborhoods", f"{address}/city")
        self.folder = folder

    def fetch(self) -> Layers:
        return fetch_layers(self.folder, self.sources, fetched_on=TODAY)[0]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    names = [f"Official {letter}" for letter in "ABCDE"]
    squares = {
        name: box(-116.54 + i * 0.005, 33.81, -116.535 + i * 0.005, 33.82)
        for i, name in enumerate(names)
    }
    layers = {
        "neighborhoods": ArcgisLayer.of_shapes(squares),
        "city": ArcgisLayer.of_shapes({"Test": box(-116.545, 33.80, -116.50, 33.83)}, "CITY"),
    }
    with serve_layers(layers) as address, stamina.set_testing(True, attempts=3):
        yield Town(address, layers, tmp_path / "geodata")


def refused(town: Town, message: str) -> None:
    """Hold that a fetch fails with a message and the layers in use stay."""
    before = {path: path.read_bytes() for path in town.folder.rglob("*") if path.is_file()}
    with pytest.raises(LayerError, match=message):
        town.fetch()
    after = {path: path.read_bytes() for path in town.folder.rglob("*") if path.is_file()}
    assert after == before


def test_official_outlines_take_the_place_of_the_schematic_ones(town: Town) -> None:
    layers = town.fetch()
    assert layers.neighborhoods["name"].tolist() == [f"Official {letter}" for letter in "ABCDE"]
    assert not layers.is_schematic
    assert "City of Test, fetched 2026-11-22" in layers.source
    assert layers.city["city_id"].tolist() == ["palm-springs"]
    assert load_layers(town.folder).source == layers.source


def test_blocks_and_streets_stay_schematic_and_say_so(town: Town) -> None:
    layers = town.fetch()
    assert "Streets, blocks and built-up area: schematic" in layers.source
    drawn = load_layers(HERE)
    assert layers.blocks is not None
    assert drawn.blocks is not None
    assert set(layers.blocks["block_id"]) < set(drawn.blocks["block_id"])
    assert layers.streets is not None
    assert len(layers.streets) == len(drawn.streets)
    inside = layers.blocks.dropna(subset="neighborhood_id")
    assert set(inside["neighborhood_id"]) == {f"official-{letter}" for letter in "abcde"}
    official = layers.neighborhoods.set_index("neighborhood_id").geometry
    for block in inside.itertuples():
        west, south, east, north = official[block.neighborhood_id].bounds
        assert west <= block.lon <= east
        assert south <= block.lat <= north
    assert layers.built_up is not None
    assert layers.city.union_all().buffer(1e-9).covers(layers.built_up.union_all())


def test_no_contact_of_a_resident_is_kept(town: Town) -> None:
    town.fetch()
    kept = [path.read_text() for path in town.folder.rglob("*") if path.is_file()]
    assert len(kept) == 7
    assert not any("a@b.org" in text for text in kept)


def test_a_page_cut_short_by_the_server_is_asked_for_in_parts(town: Town) -> None:
    town.neighborhoods.transfer_limit = 2
    assert len(town.fetch().neighborhoods) == 5
    assert town.neighborhoods.asked.count("page") > 2


def test_a_server_that_is_busy_for_a_moment_is_asked_again(town: Town) -> None:
    town.city.unavailable = 2
    assert len(town.fetch().neighborhoods) == 5


def test_an_error_with_http_200_is_an_error(town: Town) -> None:
    town.fetch()
    body = b'{"error":{"code":400,"message":"Invalid query","details":["Invalid field: x"]}}'
    town.neighborhoods.replies["page"] = (200, body)
    refused(town, r"refuses, 400: Invalid query; Invalid field: x")


def test_a_wrong_count_is_refused_and_the_old_layers_stay(town: Town) -> None:
    town.fetch()
    town.neighborhoods.count_is_off_by = 1
    refused(town, "the server counts 6 rows, 5 came")


def test_a_page_without_the_ids_that_were_due_is_refused(town: Town) -> None:
    town.fetch()
    town.neighborhoods.hides_rows = 1
    refused(town, "1 rows were due with ids from 10 to 10, 0 came")


@pytest.mark.parametrize("kind", ["layer", "ids", "page", "count"])
@pytest.mark.parametrize(
    "reply",
    [
        (200, b"<html>Sign in</html>"),
        (200, b'{"features": [{"attri'),
        (200, b"[]"),
        (404, b"not found"),
        (429, b"slow down"),
        (503, b"busy"),
        (200, b'{"error":{"code":500,"message":"Error performing query operation"}}'),
        (200, b'{"error":"no words"}'),
    ],
)
def test_no_wrong_answer_becomes_a_layer(town: Town, kind: str, reply: tuple[int, bytes]) -> None:
    town.neighborhoods.replies[kind] = reply
    refused(town, "127.0.0.1")


@pytest.mark.parametrize("kind", ["layer", "page"])
def test_an_answer_without_anything_in_it_is_no_layer(town: Town, kind: str) -> None:
    town.neighborhoods.replies[kind] = (200, b"{}")
    refused(town, "127.0.0.1")


def test_an_empty_layer_is_refused(town: Town) -> None:
    town.fetch()
    town.neighborhoods.rows = {}
    refused(town, "is empty")


def test_figures_that_are_not_in_the_system_asked_for_are_refused(town: Town) -> None:
    town.neighborhoods.wkid = 2230
    refused(town, "does not answer in EPSG:4326")


def test_a_server_that_cannot_be_reached_says_what_to_do(tmp_path: Path) -> None:
    nobody_there = "http://127.0.0.1:9/FeatureServer/0"
    with (
        stamina.set_testing(True, attempts=2),
        Web() as web,
        pytest.raises(LayerError, match="check the network and the address"),
    ):
        fetch_features(nobody_there, web)


def test_a_failure_of_the_second_layer_keeps_the_first_from_use(town: Town) -> None:
    town.city.replies["layer"] = (404, b"")
    refused(town, "HTTP 404")
    assert load_layers(HERE).is_schematic


def test_fetching_again_keeps_the_layers_before_and_drops_older_ones(town: Town) -> None:
    for name in ("First", "Second", "Third"):
        town.neighborhoods.rows[10]["attributes"]["NeighborhoodName"] = name
        assert name in set(town.fetch().neighborhoods["name"])
    assert len([path for path in town.folder.iterdir() if path.is_dir()]) == 2
    town.fetch()
    assert "Third" in set(load_layers(town.folder).neighborhoods["name"])


def test_the_command_fetches_into_the_data_folder_where_layers_are_looked_for(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRIME_DATA_DIR", str(town.folder.parent))
    urls = ["--neighborhoods-url", town.sources.neighborhoods, "--city-url", town.sources.city]
    assert main(["fetch", *urls]) == 0
    assert "they stay schematic" in capsys.readouterr().out
    assert not load_layers().is_schematic
    town.neighborhoods.count_is_off_by = 7
    assert main(["fetch", *urls]) == 2
    assert "try again later" in capsys.readouterr().err
    assert not load_layers().is_schematic
