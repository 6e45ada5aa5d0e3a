"""The CRS of numbers: told by the city's outline, or not at all."""

import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE
from etl.inspection.positions import find_crs, numbers, split_points

CITY = shapely.box(-116.56, 33.78, -116.49, 33.87)
LON = pd.Series([-116.55 + 0.001 * step for step in range(50)])
LAT = pd.Series([33.80 + 0.001 * step for step in range(50)])


def projected(crs: str) -> tuple[pd.Series, pd.Series]:
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(LON, LAT)
    return pd.Series(x).round(1), pd.Series(y).round(1)


@pytest.mark.parametrize("crs", ["EPSG:2230", "EPSG:26911", "EPSG:26946", "EPSG:3857"])
def test_projected_system_is_the_one_that_puts_the_points_into_the_city(crs: str) -> None:
    reading = find_crs(*projected(crs), CITY)
    assert reading.crs == crs
    assert "100% of 50 points" in reading.evidence


def test_without_an_outline_what_fits_is_listed_and_none_is_chosen() -> None:
    reading = find_crs(*projected("EPSG:2230"), None)
    assert (reading.crs, reading.sureness) == (None, NOT_KNOWN)
    assert "EPSG:22" in reading.evidence


def test_swapped_columns_are_noticed() -> None:
    assert find_crs(LAT, LON, None).is_swapped
    assert find_crs(LAT, LON, CITY).is_swapped
    x, y = projected("EPSG:2230")
    assert find_crs(y, x, CITY).is_swapped
    assert not find_crs(LON, LAT, CITY).is_swapped


def test_degrees_elsewhere_are_doubted() -> None:
    reading = find_crs(LON + 20, LAT, CITY)
    assert reading.sureness == LIKELY
    assert "is it the right city?" in reading.evidence


def test_longitude_without_its_minus_is_said() -> None:
    assert "minus of western longitudes" in find_crs(-LON, LAT, CITY).evidence


def test_feet_of_another_state_are_not_known() -> None:
    x, y = projected("EPSG:2230")
    reading = find_crs(x + 3_000_000, y + 3_000_000, CITY)
    assert reading.crs is None


def test_file_that_names_its_system_is_believed() -> None:
    reading = find_crs(*projected("EPSG:2230"), None, "EPSG:2230")
    assert (reading.crs, reading.sureness) == ("EPSG:2230", SURE)


def test_system_that_a_file_names_is_doubted_where_its_points_lie_elsewhere() -> None:
    reading = find_crs(*projected("EPSG:2230"), CITY, "EPSG:2230")
    assert (reading.sureness, "100% of 50 points" in reading.evidence) == (SURE, True)
    reading = find_crs(*projected("EPSG:2230"), CITY, "EPSG:2229")
    assert (reading.crs, reading.sureness) == ("EPSG:2229", LIKELY)
    assert "is it the right city?" in reading.evidence


def test_zeros_are_no_points() -> None:
    zeros = pd.Series([0.0, 0.0])
    assert find_crs(zeros, zeros, CITY).evidence == "no row has coordinates other than 0, 0"


def test_decimal_comma_is_noticed() -> None:
    values, decimal = numbers(pd.Series(["-116,53", "-116,54", ""], dtype="str"))
    assert decimal == ","
    assert values[0] == -116.53


def test_points_in_one_column_are_read() -> None:
    lon, lat = split_points(
        pd.Series(["(33.81, -116.53)", "POINT (-116.53 33.81)", "none"], dtype="str")
    )
    assert lon.tolist()[:2] == [-116.53, -116.53]
    assert lat.isna().tolist() == [False, False, True]
