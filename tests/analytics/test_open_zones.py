"""Neighbors hear of what happened in the last days, and of nothing that officers found."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.open_zones import list_open_zones

AS_OF = date(2025, 11, 30)
TOWN = pd.DataFrame(
    [
        ("a", "1 Palm Dr", 10.0, 20.0, "2025-11-16"),
        ("b", "1 palm dr.", 11.0, 20.0, "2025-11-20"),
        ("c", "2 Palm Dr", 50.0, 20.0, "2025-11-15"),
        ("d", "3 Palm Dr", np.nan, np.nan, "2025-11-29"),
        ("e", None, 90.0, 20.0, "2025-11-30"),
        ("f", "4 Palm Dr", 70.0, 20.0, "2025-12-01"),
    ],
    columns=["incident_id", "address", "x_m", "y_m", "occurred_on"],
).assign(feed="town", category="burglary")


def test_zones_are_open_from_their_day_through_14_days_after() -> None:
    zones = list_open_zones(TOWN, as_of=AS_OF)
    assert zones["address"].fillna("none").tolist() == ["none", "1 PALM DR"]
    assert zones["incidents"].tolist() == [1, 2]
    assert zones["last_on"].tolist() == [pd.Timestamp(2025, 11, 30), pd.Timestamp(2025, 11, 20)]
    assert zones["open_through_on"].iloc[1] == pd.Timestamp(2025, 12, 4)
    assert zones[["x_m", "y_m", "radius_m"]].iloc[1].tolist() == [11, 20, 200]
    wider = list_open_zones(TOWN, as_of=AS_OF, radius_m=100, days=15)
    assert wider["address"].tolist()[-1] == "2 PALM DR"
    assert list_open_zones(TOWN, as_of=date(2026, 6, 1)).empty


def test_two_offenses_of_one_incident_open_one_zone() -> None:
    both = pd.concat([TOWN, TOWN.assign(category="other")])
    assert list_open_zones(both, as_of=AS_OF)["incidents"].tolist() == [1, 2]


@pytest.mark.parametrize("category", ["narcotics", "quality_of_life"])
def test_what_officers_found_opens_no_zone(category: str) -> None:
    mixed = TOWN.assign(category=["burglary"] * 5 + [category])
    with pytest.raises(SelectionError, match="no open zones"):
        list_open_zones(mixed, as_of=AS_OF)


def test_the_public_sees_no_zones() -> None:
    with pytest.raises(SelectionError, match="police"):
        list_open_zones(TOWN.drop(columns="address"), as_of=AS_OF)
