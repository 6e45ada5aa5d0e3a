"""The weeks of one hour are drawn from zero, and none that is cut short."""

from __future__ import annotations

import pandas as pd

from analytics.figures.rhythms import week_bars


def test_a_week_that_the_days_cut_is_not_drawn_and_none_is_a_zero() -> None:
    weeks = pd.DataFrame(
        {
            "week_on": pd.date_range("2025-09-01", periods=4, freq="7D"),
            "incidents": [2.0, 0.0, float("nan"), 1.0],
            "is_complete": [True, True, True, False],
        }
    )
    figure = week_bars(weeks)
    assert figure["data"][0]["x"] == ["2025-09-01", "2025-09-08"]
    assert figure["data"][0]["y"] == [2, 0]
    assert figure["layout"]["yaxis"]["range"][0] == 0
    assert figure["layout"]["yaxis"]["title"]["text"] == "incidents a week"


def test_no_week_at_all_can_be_drawn() -> None:
    empty = pd.DataFrame({"week_on": pd.to_datetime([]), "incidents": [], "is_complete": []})
    assert week_bars(empty.astype({"is_complete": bool}))["data"][0]["y"] == []
