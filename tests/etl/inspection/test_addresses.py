"""Web addresses: which service they belong to."""

import pytest

from analytics.errors import FeedError
from etl.inspection.addresses import id_of, is_address, pattern_of, source_of_address

SITE = "https://data.example.gov"


@pytest.mark.parametrize(
    "path",
    [
        "/resource/abcd-1234.json",
        "/resource/abcd-1234?$limit=5",
        "/d/abcd-1234",
        "/api/views/abcd-1234/rows.csv?accessType=DOWNLOAD",
        "/Public-Safety/Crimes/abcd-1234",
        "/Public-Safety/Crimes/abcd-1234/about_data",
        "/Public-Safety/Crimes/abcd-1234/data",
        "/en/Public-Safety/Crimes/abcd-1234/",
        "/api/views/abcd-1234",
        "/api/views/abcd-1234.json",
    ],
)
def test_every_address_of_a_socrata_dataset_is_the_same_dataset(path: str) -> None:
    found = source_of_address(SITE + path)
    assert found == {"transport": "socrata", "url": SITE, "dataset": "abcd-1234"}


def test_third_version_of_the_api_is_kept() -> None:
    assert source_of_address(f"{SITE}/api/v3/views/abcd-1234/query.json")["api"] == "soda3"


@pytest.mark.parametrize("kind", ["FeatureServer", "MapServer"])
@pytest.mark.parametrize("rest", ["", "/", "/query?where=1%3D1&outFields=*", "?f=json"])
def test_layer_is_named_without_the_query_copied_along(kind: str, rest: str) -> None:
    layer = f"https://gis.example.gov/arcgis/rest/services/Crime/{kind}/3"
    assert source_of_address(layer + rest) == {"transport": "arcgis", "url": layer}


def test_service_without_a_layer_is_refused() -> None:
    with pytest.raises(FeedError, match="add the number of one"):
        source_of_address("https://gis.example.gov/arcgis/rest/services/Crime/FeatureServer")


def test_other_addresses_are_plain_files() -> None:
    assert is_address("HTTPS://example.gov/crime.csv")
    assert not is_address("crime.csv")
    assert source_of_address("https://example.gov/files/crime-2025.csv") == {}
    assert source_of_address("https://example.gov/police/crime/2024-2025.csv") == {}
    assert source_of_address("https://example.gov/police/crime/2024-2025/robbery.csv") == {}


def test_condition_copied_along_is_kept_and_who_signed_in_is_not() -> None:
    layer = "https://gis.example.gov/FeatureServer/3"
    found = source_of_address(f"{layer}/query?where=Beat%3D%275%27&f=json")
    assert found == {"transport": "arcgis", "url": layer, "where": "Beat='5'"}
    assert source_of_address(f"{layer}/query?where=1+%3D+1") == {
        "transport": "arcgis",
        "url": layer,
    }
    found = source_of_address(f"{SITE}/resource/abcd-1234.json?%24where=beat%3D5&$limit=9")
    assert found["where"] == "beat=5"
    found = source_of_address("https://me:secret@data.example.gov/d/abcd-1234")
    assert found["url"] == SITE


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(FeedError, match="is no web address"):
        source_of_address("https://[data.example.gov/d/abcd-1234")


@pytest.mark.parametrize(
    ("name", "feed", "pattern"),
    [
        ("robbery_2026-01-31.csv", "robbery", "robbery_*.csv"),
        ("January2016.csv", "feed", "*.csv"),
        ("March Report.xlsx", "report", "*.xlsx"),
        ("crimes_2014-03.csv.gz", "crimes", "crimes_*.csv.gz"),
        ("Marchetti.csv", "marchetti", "Marchetti*.csv"),
        ("NIBRSPublicView2025.xlsx", "nibrspublicview", "NIBRSPublicView*.xlsx"),
    ],
)
def test_name_of_a_feed_and_its_files_leave_out_what_changes(
    name: str, feed: str, pattern: str
) -> None:
    assert (id_of(name), pattern_of(name)) == (feed, pattern)
