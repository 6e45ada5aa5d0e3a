"""Every incident has a neighborhood or a reason, and one on an edge is counted once."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyproj import Transformer

from etl.feeds.feed import Feed, Guards
from etl.locate import Locator, locate
from geodata.addresses import Addresses
from geodata.layers import Layers
from tests import town

EDGE, STRIP, OUTSIDE, NORTHWEST = (
    (-116.54, 33.8375),
    (-116.525, 33.83),
    (-116.4, 33.83),
    (-116.5475, 33.8325),
)
A_METER_EAST = 1 / 92_600  # degrees, at the town's latitude
NOWHERE = (np.nan, np.nan)


def _rows(
    points: list[tuple[float, float]],
    reasons: list[str | None] | None = None,
    addresses: list[str | None] | None = None,
) -> pa.Table:
    lon, lat = np.array(points).reshape(-1, 2).T
    x_m, y_m = Transformer.from_crs("EPSG:4326", "EPSG:26911", always_xy=True).transform(lon, lat)
    nothing = [None] * len(points)
    return pa.table(
        {
            "incident_id": [str(number) for number in range(len(points))],
            "lon": pa.array(lon, from_pandas=True),
            "lat": pa.array(lat, from_pandas=True),
            "x_m": pa.array(np.where(np.isfinite(lon), x_m, np.nan), from_pandas=True),
            "y_m": pa.array(np.where(np.isfinite(lat), y_m, np.nan), from_pandas=True),
            "address": pa.array(addresses or nothing, pa.string()),
            "unlocated_reason": pa.array(reasons or nothing, pa.string()),
        }
    )


@pytest.fixture(scope="module")
def locator(town_layers: Layers) -> Locator:
    """Give the town's locator."""
    return Locator.build(town_layers)


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Feed:
    """Give the town's feed."""
    return town.write_feed(tmp_path_factory.mktemp("feed"))


def test_incident_on_a_shared_edge_is_counted_once_and_kept_for_both(locator: Locator) -> None:
    located = locate(_rows([EDGE]), locator)
    assert located["neighborhood_id"].to_pylist() == ["northeast"]
    assert located["also_neighborhood_id"].to_pylist() == ["northwest"]
    assert located["located_by"].to_pylist() == ["polygon"]


def test_corner_of_four_neighborhoods_is_in_the_first_two_by_id(locator: Locator) -> None:
    located = locate(_rows([(-116.54, 33.83)]), locator)
    assert located["neighborhood_id"].to_pylist() == ["northeast"]
    assert located["also_neighborhood_id"].to_pylist() == ["northwest"]


def test_row_without_neighborhood_says_why(locator: Locator) -> None:
    reasons = [None, None, None, "no_coordinates", "zero_coordinates", "impossible_coordinates"]
    rows = _rows([NORTHWEST, STRIP, OUTSIDE, NOWHERE, NOWHERE, NOWHERE], reasons)
    located = locate(rows, locator)
    assert located["unlocated_reason"].to_pylist() == [
        None, "between_neighborhoods", "outside_city", *reasons[3:],
    ]  # fmt: skip
    assert located["located_by"].to_pylist() == ["polygon", *[None] * 5]
    assert located["incident_id"] == rows["incident_id"]
    assert located.num_rows == rows.num_rows


def test_no_rows_are_no_rows(locator: Locator, feed: Feed) -> None:
    of_feed = locator.for_feed(replace(feed, tolerance_m=5.0))
    located = locate(_rows([]), of_feed)
    assert located.num_rows == 0
    assert located.schema.field("neighborhood_id").type == pa.string()


def test_incident_is_in_the_block_that_holds_it(locator: Locator) -> None:
    located = locate(_rows([NORTHWEST, STRIP]), locator)
    assert located["block_id"].to_pylist() == ["northwest-1", None]


def test_point_just_outside_counts_in_the_nearest_neighborhood_within_the_tolerance(
    locator: Locator, feed: Feed
) -> None:
    near, far = ((-116.53 + meters * A_METER_EAST, 33.835) for meters in (4, 6))
    rows = _rows([near, far, OUTSIDE, NOWHERE], [None, None, None, "no_coordinates"])
    located = locate(rows, locator.for_feed(replace(feed, tolerance_m=5.0)))
    assert located["neighborhood_id"].to_pylist() == ["northeast", None, None, None]
    assert located["located_by"].to_pylist() == ["nearest_edge", None, None, None]
    assert located["unlocated_reason"].to_pylist() == [
        None, "between_neighborhoods", "outside_city", "no_coordinates",
    ]  # fmt: skip
    assert locate(rows, locator.for_feed(feed))["neighborhood_id"].null_count == 4


def test_point_as_near_to_two_neighborhoods_counts_in_the_first(
    locator: Locator, feed: Feed
) -> None:
    corner = _rows([(-116.53 + 3 * A_METER_EAST, 33.83)])
    located = locate(corner, locator.for_feed(replace(feed, tolerance_m=5.0)))
    assert located["neighborhood_id"].to_pylist() == ["northeast"]


def test_default_point_is_no_place_but_can_be_traced(locator: Locator, feed: Feed) -> None:
    lon, lat = NORTHWEST
    guards = Guards(default_points=((lat, lon),))
    rows = _rows([NORTHWEST, (lon + 0.9 * A_METER_EAST, lat), (lon + 1.2 * A_METER_EAST, lat)])
    located = locate(rows, locator.for_feed(replace(feed, guards=guards, tolerance_m=50.0)))
    assert located["unlocated_reason"].to_pylist() == ["default_point", "default_point", None]
    assert located["neighborhood_id"].to_pylist() == [None, None, "northwest"]
    assert located["block_id"].to_pylist() == [None, None, "northwest-1"]
    assert located["lon"] == rows["lon"]
    assert located["x_m"].is_null().to_pylist() == [True, True, False]
    assert located["y_m"].is_null().to_pylist() == [True, True, False]


def test_default_point_that_is_a_true_hotspot_is_a_place(locator: Locator, feed: Feed) -> None:
    lon, lat = NORTHWEST
    guards = Guards(default_points=((lat, lon),), true_hotspots=((lat, lon),))
    located = locate(_rows([NORTHWEST]), locator.for_feed(replace(feed, guards=guards)))
    assert located["neighborhood_id"].to_pylist() == ["northwest"]


@pytest.fixture(scope="module")
def with_addresses(
    town_layers: Layers, feed: Feed, tmp_path_factory: pytest.TempPathFactory
) -> Locator:
    """Give the town's locator with a table of addresses, and a default point in the northwest."""
    table = tmp_path_factory.mktemp("addresses") / "addresses.csv"
    table.write_text("address,neighborhood_id\n1 Main Street,southeast\n", encoding="utf-8")
    addresses = Addresses.load(table, town_layers.neighborhoods)
    guards = Guards(default_points=(NORTHWEST[::-1],))
    layers = replace(town_layers, addresses=addresses)
    return Locator.build(layers).for_feed(replace(feed, guards=guards))


def test_the_citys_own_address_goes_before_the_polygon(with_addresses: Locator) -> None:
    addresses = ["1 MAIN ST", "2 MAIN ST", None, "1 Main St., Apt 4"]
    rows = _rows([EDGE, EDGE, EDGE, NOWHERE], [None, None, None, "no_coordinates"], addresses)
    located = locate(rows, with_addresses)
    assert located["neighborhood_id"].to_pylist() == [
        "southeast", "northeast", "northeast", "southeast",
    ]  # fmt: skip
    assert located["also_neighborhood_id"].to_pylist() == [None, "northwest", "northwest", None]
    assert located["located_by"].to_pylist() == ["address", "polygon", "polygon", "address"]
    assert located["unlocated_reason"].null_count == 4


def test_known_address_at_a_default_point_is_counted_but_on_no_map(with_addresses: Locator) -> None:
    located = locate(_rows([NORTHWEST], addresses=["1 Main St"]), with_addresses)
    assert located["neighborhood_id"].to_pylist() == ["southeast"]
    assert located["block_id"].to_pylist() == [None]
    assert located["x_m"].to_pylist() == [None]


def test_kept_indexes_locate_as_built_ones(town_layers: Layers, tmp_path: Path) -> None:
    rows = _rows([EDGE, STRIP, OUTSIDE, NORTHWEST])
    built = locate(rows, Locator.build(town_layers, cache=tmp_path))
    assert len(list(tmp_path.iterdir())) == 3
    assert locate(rows, Locator.build(town_layers, cache=tmp_path)).equals(built)
