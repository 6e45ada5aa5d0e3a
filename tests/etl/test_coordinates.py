"""A row's point in degrees and metres, or the reason why there is none."""

import pyarrow as pa
import pytest

from analytics.errors import FeedError
from etl.coordinates import read_coordinates


def _read(crs: str = "EPSG:4326", decimal: str = ".", **columns: list[str]) -> dict[str, list]:
    text = {name: pa.chunked_array([values], pa.string()) for name, values in columns.items()}
    read = read_coordinates(text, crs=crs, analysis_crs="EPSG:26911", decimal=decimal)
    return read.to_pydict()


def test_each_kind_of_no_place_has_its_own_reason() -> None:
    answer = _read(lon=["", "0", "abc", "200", "-116.5"], lat=["33.8", "0.0", "33", "33.8", "33.8"])
    assert answer.pop("unlocated_reason") == [
        "no_coordinates", "zero_coordinates", *["impossible_coordinates"] * 2, None,
    ]  # fmt: skip
    assert list(answer) == ["lon", "lat", "x_m", "y_m"]
    for values in answer.values():
        assert [value is not None for value in values] == [False] * 4 + [True]


def test_survey_feet_of_california_zone_6_become_degrees_and_back() -> None:
    # 1 US survey foot is 1200/3937 m; the point is the zone's false origin, 32.1667° N 116.25° W.
    answer = _read("EPSG:2230", x=["6561666.667"], y=["1640416.667"])
    assert answer["lon"] == pytest.approx([-116.25], abs=1e-6)
    assert answer["lat"] == pytest.approx([32.0 + 1 / 6], abs=1e-6)
    assert answer["x_m"] == pytest.approx([500_000 + 0.75 * 94_000], abs=400)


def test_point_in_one_column_is_latitude_first_and_wkt_longitude_first() -> None:
    answer = _read(point=["33.8,-116.5", "(33.8, -116.5)", "POINT (-116.5 33.8)", "", "downtown"])
    assert answer["lon"][:3] == [-116.5] * 3
    assert answer["lat"][:3] == [33.8] * 3
    assert answer["unlocated_reason"][3:] == ["no_coordinates", "impossible_coordinates"]


def test_feed_without_coordinates_keeps_its_rows() -> None:
    answer = _read(address=["300 block of N Sunrise Way"] * 2)
    assert answer["unlocated_reason"] == ["no_coordinates"] * 2
    assert _read(lon=["-116.5"])["unlocated_reason"] == ["no_coordinates"]


def test_column_without_rows_has_no_points() -> None:
    assert _read(point=[]) == _read(lon=[], lat=[])


def test_crs_that_does_not_exist_is_named() -> None:
    with pytest.raises(FeedError, match=r"coordinates\.crs"):
        _read("EPSG:99999999", x=["1"], y=["1"])


@pytest.mark.parametrize(
    "written",
    [
        "{'latitude': '33.8', 'longitude': '-116.5'}",
        '{"type": "Point", "coordinates": [-116.5, 33.8]}',
        "SRID=4326;POINT(-116.5 33.8)",
        "33.8; -116.5",
        "33.8\u00a0-116.5",
        "455 7TH ST\nPalm Springs, CA\n(33.8, -116.5)",
        "LAT: 33.8\nLong: -116.5",
    ],
)
def test_point_is_read_as_portals_write_it(written: str) -> None:
    answer = _read(point=["33.9,-116.4", written, "downtown"])
    assert (answer["lon"][1], answer["lat"][1]) == (-116.5, 33.8)


@pytest.mark.parametrize(
    "written",
    [
        "455 7TH ST",
        "1,234,567.8",
        "33.8° N, 116.5° W",
        ".5,1",
        "33.8,-116.5,0",
        "1e1,2",
        "(33.8, -116.5) or so",
    ],
)
def test_house_number_and_number_that_must_be_guessed_are_no_point(written: str) -> None:
    assert _read(point=[written])["unlocated_reason"] == ["impossible_coordinates"]


@pytest.mark.parametrize("written", ["1,234,567.8", "-116.5°", "116.5 W", "-116,5", "inf", "nan"])
def test_coordinate_with_more_than_a_number_is_impossible(written: str) -> None:
    answer = _read(lon=[written, "-116.5"], lat=["33.8", "33.8"])
    assert answer["unlocated_reason"] == ["impossible_coordinates", None]


def test_decimal_comma_is_read_where_the_definition_says_so() -> None:
    answer = _read(decimal=",", lon=["-116,5"], lat=["33,8"])
    assert (answer["lon"], answer["lat"]) == ([-116.5], [33.8])
