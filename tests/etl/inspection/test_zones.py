"""Time zones: candidates by state and by place, never an answer."""

import pandas as pd
import pytest

from etl.inspection.roles import Choice, Roles
from etl.inspection.zones import (
    find_time_zone,
    zones_of_midnights,
    zones_of_point,
    zones_of_states,
)


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [
        (-116.5, 33.8, "America/Los_Angeles"),
        (-90.2, 38.6, "America/Chicago"),
        (-112.1, 33.4, "America/Phoenix"),
        (-83.0, 42.3, "America/New_York"),
        (-157.9, 21.3, "Pacific/Honolulu"),
        (-2.6, 51.45, "Europe/London"),
    ],
)
def test_zone_of_a_city_is_among_the_candidates(lon: float, lat: float, zone: str) -> None:
    assert zone in zones_of_point(lon, lat)


def test_elsewhere_there_are_no_candidates() -> None:
    assert zones_of_point(8.5, 47.4) == ()


def test_state_of_most_rows_decides() -> None:
    assert zones_of_states(pd.Series(["CA", "ca", "NV"], dtype="str")) == ("America/Los_Angeles",)
    assert zones_of_states(pd.Series(["California"], dtype="str")) == ()


def test_state_may_stand_in_the_address() -> None:
    table = pd.DataFrame({"FullAddress": ["5 Main Street, Hackensack, NJ, 07601"] * 3}, dtype="str")
    roles = Roles(table, {"address": Choice(("FullAddress",), "sure", "")})
    assert find_time_zone(roles, None, None).candidates == ("America/New_York",)


def test_midnights_of_summer_and_winter_are_those_of_one_zone() -> None:
    days = pd.date_range("2025-01-01", periods=300, tz="America/New_York")
    moments = pd.Series(days.tz_convert("UTC").as_unit("ms").astype("int64").astype("str"))
    zones = ("America/Chicago", "America/New_York")
    assert zones_of_midnights(moments, zones) == ("America/New_York",)
    assert zones_of_midnights(moments.iloc[:0], zones) == ()
