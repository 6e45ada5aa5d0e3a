"""Time zones: candidates by state and by place, never an answer."""

import pandas as pd
import pytest

from etl.inspection.zones import zones_of_point, zones_of_states


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [
        (-116.5, 33.8, "America/Los_Angeles"),
        (-90.2, 38.6, "America/Chicago"),
        (-112.1, 33.4, "America/Phoenix"),
        (-83.0, 42.3, "America/New_York"),
        (-157.9, 21.3, "Pacific/Honolulu"),
    ],
)
def test_zone_of_a_city_is_among_the_candidates(lon: float, lat: float, zone: str) -> None:
    assert zone in zones_of_point(lon, lat)


def test_elsewhere_there_are_no_candidates() -> None:
    assert zones_of_point(8.5, 47.4) == ()


def test_state_of_most_rows_decides() -> None:
    assert zones_of_states(pd.Series(["CA", "ca", "NV"], dtype="str")) == ("America/Los_Angeles",)
    assert zones_of_states(pd.Series(["California"], dtype="str")) == ()
