"""Months are drawn as they were counted, and the season of the last twelve beside a usual month."""

from __future__ import annotations

import pandas as pd

from analytics.figures.months import last_season, months_and_trend
from analytics.seasons import Seasons

MONTHS = pd.DataFrame(
    {
        "month_on": pd.date_range("2023-01-01", periods=36, freq="MS"),
        "per_month": [float(number) for number in range(36)],
        "trend": 20.0,
        "season": [1 + 0.01 * number for number in range(36)],
        "rest": 1.0,
    }
)


def test_counts_and_trend_are_those_of_the_months_from_zero() -> None:
    drawn = months_and_trend(Seasons(MONTHS))
    counted, trend = drawn["data"]
    assert counted["y"] == MONTHS["per_month"].tolist()
    assert counted["x"][0] == "2023-01-01"
    assert set(trend["y"]) == {20.0}
    assert drawn["layout"]["yaxis"]["rangemode"] == "tozero"


def test_season_is_that_of_the_last_twelve_months_beside_one() -> None:
    drawn = last_season(Seasons(MONTHS))
    (bars,) = drawn["data"]
    assert bars["y"] == MONTHS["season"].tolist()[-12:]
    assert bars["x"] == [
        *["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    ]
    (ruler,) = drawn["layout"]["shapes"]
    assert ruler["y0"] == ruler["y1"] == 1
