"""A row's point in degrees and metres, or the reason why there is none."""

import pandas as pd
import pytest

from analytics.errors import FeedError
from etl.coordinates import read_coordinates


def _read(crs: str = "EPSG:4326", **columns: list[str]) -> pd.DataFrame:
    text = {name: pd.Series(values, dtype="str") for name, values in columns.items()}
    text["offense_code"] = pd.Series([""] * len(next(iter(columns.values()))))
    return read_coordinates(text, crs=crs, analysis_crs="EPSG:26911")


def test_each_kind_of_no_place_has_its_own_reason() -> None:
    answer = _read(lon=["", "0", "abc", "200", "-116.5"], lat=["33.8", "0.0", "33", "33.8", "33.8"])
    reasons = answer["unlocated_reason"].fillna("").tolist()
    assert reasons == ["no_coordinates", "zero_coordinates", *["impossible_coordinates"] * 2, ""]
    assert answer[["lon", "x_m"]].notna().all(axis=1).tolist() == [False] * 4 + [True]


def test_survey_feet_of_california_zone_6_become_degrees_and_back() -> None:
    # 1 US survey foot is 1200/3937 m; the point is the zone's false origin, 32.1667° N 116.25° W.
    answer = _read("EPSG:2230", x=["6561666.667"], y=["1640416.667"])
    assert answer.loc[0, "lon"] == pytest.approx(-116.25, abs=1e-6)
    assert answer.loc[0, "lat"] == pytest.approx(32.0 + 1 / 6, abs=1e-6)
    assert answer.loc[0, "x_m"] == pytest.approx(500_000 + 0.75 * 94_000, abs=400)


def test_point_in_one_column_is_latitude_first_and_wkt_longitude_first() -> None:
    answer = _read(point=["33.8,-116.5", "(33.8, -116.5)", "POINT (-116.5 33.8)", "", "downtown"])
    assert answer["lon"].tolist()[:3] == [-116.5] * 3
    assert answer["lat"].tolist()[:3] == [33.8] * 3
    assert answer["unlocated_reason"].tolist()[3:] == ["no_coordinates", "impossible_coordinates"]


def test_feed_without_coordinates_keeps_its_rows() -> None:
    answer = _read(address=["300 block of N Sunrise Way"])
    assert answer["unlocated_reason"].tolist() == ["no_coordinates"]


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
        "455 7TH ST\nPalm Springs, CA\n(33.8, -116.5)",
    ],
)
def test_point_is_read_as_portals_write_it(written: str) -> None:
    answer = _read(point=[written])
    assert (answer.loc[0, "lon"], answer.loc[0, "lat"]) == (-116.5, 33.8)


def test_house_number_is_no_point() -> None:
    assert _read(point=["455 7TH ST"])["unlocated_reason"].tolist() == ["impossible_coordinates"]


def test_decimal_comma_is_read_where_the_definition_says_so() -> None:
    text = {
        "lon": pd.Series(["-116,5"]),
        "lat": pd.Series(["33,8"]),
        "offense_code": pd.Series([""]),
    }
    answer = read_coordinates(text, crs="EPSG:4326", analysis_crs="EPSG:26911", decimal=",")
    assert (answer.loc[0, "lon"], answer.loc[0, "lat"]) == (-116.5, 33.8)
