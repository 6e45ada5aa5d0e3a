"""Rows with one text of their place are at one place; each row gets its own answer back, in order."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from analytics.errors import FeedError
from etl.coordinates import read_coordinates
from etl.feeds.chunk import Chunk, text_table
from etl.feeds.definition import load_feed
from etl.locate import Locator, locate
from etl.places import agreed_crs, locate_rows
from geodata.addresses import Addresses
from geodata.layers import Layers

TEXTS = ["-116.545", "", "0", "-116.545", "-116.535", "x", "-116.535", "0"]
LATS = ["33.835", "33.8", "0", "33.835", "33.835", "33.8", "33.825", "0"]


def test_distinct_places_give_each_row_what_it_would_get_alone(town_layers: Layers) -> None:
    locator = Locator.build(town_layers)
    text = {"lon": pa.array(TEXTS), "lat": pa.array(LATS)}
    address = pa.nulls(len(TEXTS), pa.string())
    numbers, locations = locate_rows(text, address, crs="EPSG:4326", decimal=".", locator=locator)
    together = locations.drop_columns("address").take(pa.array(numbers))
    assert len(locations) == 6
    points = read_coordinates(text, crs="EPSG:4326", analysis_crs=locator.analysis_crs)
    alone = locate(points.append_column("address", address), locator).drop_columns("address")
    assert together.to_pylist() == alone.select(together.column_names).to_pylist()
    assert len(set(together["neighborhood_id"].to_pylist())) == 4


def test_same_point_with_another_address_may_be_another_neighborhood(
    town_layers: Layers, tmp_path: Path
) -> None:
    ids = sorted(town_layers.neighborhoods["neighborhood_id"])
    table = tmp_path / "addresses.csv"
    table.write_text(f"address,neighborhood_id\n1 A ST,{ids[0]}\n2 B ST,{ids[-1]}\n")
    addresses = Addresses.load(table, town_layers.neighborhoods)
    locator = Locator.build(replace(town_layers, addresses=addresses))
    point = {"point": pa.array(["33.8325,-116.5475"] * 3)}
    told = pa.array(["1 A St", None, "2 B St"]).dictionary_encode()
    numbers, locations = locate_rows(point, told, crs="EPSG:4326", decimal=".", locator=locator)
    found = locations.take(pa.array(numbers))
    assert found["neighborhood_id"].to_pylist()[::2] == [ids[0], ids[-1]]
    assert found["located_by"].to_pylist() == ["address", "polygon", "address"]


def test_feed_without_coordinates_has_a_reason_for_each_row(town_layers: Layers) -> None:
    locator = Locator.build(town_layers)
    numbers, locations = locate_rows(
        {}, pa.nulls(3, pa.string()), crs="EPSG:4326", decimal=".", locator=locator
    )
    assert numbers.tolist() == [0] * 3
    assert locations["unlocated_reason"].to_pylist() == ["no_coordinates"]


def test_coordinates_of_another_crs_than_described_stop_the_run() -> None:
    feed = load_feed(Path("etl/feeds/quality_of_life.toml"))
    chunk = Chunk(text_table(["a"], [["1"]]), np.array([1]), "f.shp", "utf-8", crs="EPSG:2230")
    with pytest.raises(FeedError, match=r"f.shp: .* EPSG:2230, the definition says EPSG:4326"):
        agreed_crs(feed, chunk)
