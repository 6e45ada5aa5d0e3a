"""One address in two spellings is one; what the city's table says twice differently is not used."""

from pathlib import Path

import geopandas as gpd
import pytest

from analytics.errors import LayerError
from geodata.addresses import Addresses, normalize_address


def _load(tmp_path: Path, neighborhoods: gpd.GeoDataFrame, text: str) -> Addresses:
    path = tmp_path / "addresses.csv"
    path.write_text(text, encoding="utf-8")
    return Addresses.load(path, neighborhoods)


@pytest.mark.parametrize(
    "spelling",
    [
        "100 N Palm Canyon Dr",
        "100 North Palm Canyon Drive",
        "  100   n. palm  canyon dr. ",
        "100 N Palm Canyon Dr, Apt 4, Palm Springs CA 92262",
        "100 N PALM CANYON DR #4",
        "100 N PALM CANYON DR STE B",
    ],
)
def test_spellings_of_one_address_are_the_same(spelling: str) -> None:
    assert normalize_address(spelling) == normalize_address("100 N PALM CANYON DR")


@pytest.mark.parametrize(
    "block",
    ["100 BLOCK OF N PALM CANYON DR", "1XX N Palm Canyon Dr", "100 Blk North Palm Canyon Dr"],
)
def test_spellings_of_one_block_are_the_same_and_no_house(block: str) -> None:
    assert normalize_address(block) == normalize_address("100 block N Palm Canyon Drive")
    assert normalize_address(block) != normalize_address("100 N Palm Canyon Drive")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100 N Palm Canyon Dr", "100 S Palm Canyon Dr"),
        ("100 Palm Dr", "100 Palm Ave"),
        ("100 Palm Dr", "1000 Palm Dr"),
        ("100 Unit St", "100 Suite St"),
    ],
)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert normalize_address(one) != normalize_address(other)


def test_address_is_found_by_id_or_by_name(
    tmp_path: Path, town_neighborhoods: gpd.GeoDataFrame
) -> None:
    by_id = "Address,Neighborhood_ID\n1 Main Street,northwest\n"
    assert _load(tmp_path, town_neighborhoods, by_id).find("1 MAIN ST") == "northwest"
    by_name = "address,neighborhood\n1 Main Street,NORTHWEST\n"
    addresses = _load(tmp_path, town_neighborhoods, by_name)
    assert addresses.find("1 MAIN ST") == "northwest"
    assert addresses.find("2 MAIN ST") is None
    assert addresses.find("") is None


def test_address_in_two_neighborhoods_is_listed_and_not_used(
    tmp_path: Path, town_neighborhoods: gpd.GeoDataFrame
) -> None:
    table = "address,neighborhood_id\n1 Main St,northwest\n1 MAIN STREET,northeast\n2 Main St,northeast\n2 Main St,northeast\n"
    addresses = _load(tmp_path, town_neighborhoods, table)
    assert addresses.ambiguous == {"1 MAIN ST"}
    assert addresses.find("1 Main St") is None
    assert addresses.find("2 Main St") == "northeast"


def test_house_numbers_of_a_street_have_their_side_and_their_ends(
    tmp_path: Path, town_neighborhoods: gpd.GeoDataFrame
) -> None:
    table = (
        "street,from,to,neighborhood_id\nMain St,100,198,northwest\nMain St,101,199,northeast\n"
        "Main St,200,299,southwest\nMain St,350,361,southeast\n"
    )
    addresses = _load(tmp_path, town_neighborhoods, table)
    found = {number: addresses.find(f"{number} Main Street") for number in (99, 100, 101, 199, 200)}
    assert found == {
        99: None,
        100: "northwest",
        101: "northeast",
        199: "northeast",
        200: "southwest",
    }
    assert addresses.find("101B Main St") == "northeast"
    assert addresses.find("100 Main Ave") is None


def test_single_address_goes_before_its_street_and_one_of_two_minds_is_not_used(
    tmp_path: Path, town_neighborhoods: gpd.GeoDataFrame
) -> None:
    table = (
        "address,from,to,neighborhood_id\nMain St,1,10,northwest\n1 Main St,,,northeast\n"
        "2 Main St,,,northeast\n2 Main St,,,southeast\n"
    )
    addresses = _load(tmp_path, town_neighborhoods, table)
    found = [addresses.find(f"{number} Main St") for number in (1, 2, 3)]
    assert found == ["northeast", None, "northwest"]


def test_block_is_found_where_all_its_known_houses_agree(
    tmp_path: Path, town_neighborhoods: gpd.GeoDataFrame
) -> None:
    table = (
        "street,from,to,neighborhood_id\nMain St,100,198,northwest\nMain St,101,199,northeast\n"
        "Main St,200,298,southwest\nMain St,201,299,southwest\n"
    )
    addresses = _load(tmp_path, town_neighborhoods, table)
    assert addresses.find("2XX MAIN ST") == "southwest"
    assert addresses.find("100 BLOCK OF MAIN ST") is None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("address,zone\n1 Main St,northwest\n", "needs address and neighborhood_id"),
        ("", "has columns none"),
        ("street,neighborhood_id\nMain St,northwest\n", "needs address and neighborhood_id"),
        ("address,neighborhood_id\n1 Main St,north\n", "line 2: no neighborhood 'north'"),
        ("street,from,to,neighborhood_id\nMain St,1A,9,northwest\n", "line 2: from '1A' to '9'"),
        ("street,from,to,neighborhood_id\nMain St,9,1,northwest\n", "from 9 is above to 1"),
    ],
)
def test_table_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, town_neighborhoods: gpd.GeoDataFrame, table: str, words: str
) -> None:
    with pytest.raises(LayerError, match=words):
        _load(tmp_path, town_neighborhoods, table)


def test_table_that_is_no_text_says_so(
    tmp_path: Path, town_neighborhoods: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "addresses.csv"
    path.write_bytes("address,neighborhood_id\n1 Café St,northwest\n".encode("latin-1"))
    with pytest.raises(LayerError, match="save it as CSV in UTF-8"):
        Addresses.load(path, town_neighborhoods)
