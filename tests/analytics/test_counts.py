"""Quiet places and weeks count zero; days without data are gaps."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.counts import (
    count_places,
    count_weeks,
    count_weeks_of_each,
    last_run,
    total_incidents,
)
from analytics.periods import Period
from tests.analytics.fourtown import covered

TOWN = pd.DataFrame({"neighborhood_id": ["nw", "ne", "sw", "se"], "name": ["NW", "NE", "SW", "SE"]})


# Thursday 1 January 2026 to Wednesday 4 February; settled through Sunday 25 January.
JANUARY = covered(date(2026, 1, 1), date(2026, 2, 4), date(2026, 1, 26))


def test_a_quiet_neighborhood_counts_zero_and_keeps_its_place() -> None:
    incidents = pd.DataFrame({"neighborhood_id": ["ne", "se", "ne"]})
    assert count_places(incidents, TOWN)["incidents"].tolist() == [0, 2, 0, 1]


def test_the_city_total_includes_incidents_in_no_neighborhood() -> None:
    incidents = pd.DataFrame({"neighborhood_id": ["ne", None, "se"]})
    assert total_incidents(incidents) == 3
    assert count_places(incidents, TOWN)["incidents"].sum() == 2


def test_counts_made_by_the_store_and_rows_count_alike() -> None:
    rows = pd.DataFrame({"neighborhood_id": ["ne", "se", "ne", None]})
    counts = pd.DataFrame({"neighborhood_id": ["ne", "se", None], "incidents": [2, 1, 1]})
    pd.testing.assert_frame_equal(count_places(rows, TOWN), count_places(counts, TOWN))
    assert total_incidents(rows) == total_incidents(counts) == 4


@given(st.lists(st.sampled_from(["nw", "ne", "sw", "se"]), max_size=40))
def test_neighborhoods_add_up_to_all_incidents_in_them(places: list[str]) -> None:
    incidents = pd.DataFrame({"neighborhood_id": pd.Series(places, dtype="object")})
    assert count_places(incidents, TOWN)["incidents"].sum() == len(places)


def test_a_city_without_incidents_counts_zero_everywhere() -> None:
    nothing = pd.DataFrame({"neighborhood_id": [], "incidents": []})
    assert count_places(nothing, TOWN)["incidents"].tolist() == [0, 0, 0, 0]
    assert total_incidents(nothing) == 0


def test_a_week_without_incidents_is_zero_and_a_week_without_data_is_a_gap() -> None:
    days = pd.DataFrame({"occurred_on": pd.to_datetime(["2026-01-06", "2026-01-11", "2026-01-19"])})
    weeks = count_weeks(
        days, coverage=JANUARY, period=Period(date(2025, 12, 22), date(2026, 2, 16))
    )
    assert weeks["week_on"].dt.day_name().unique().tolist() == ["Monday"]
    counts = weeks.set_index(weeks["week_on"].dt.strftime("%m-%d"))["incidents"]
    assert np.isnan(counts["12-22"])
    assert counts["01-05"] == 2
    assert counts["01-12"] == 0
    assert counts["02-02"] == 0
    assert np.isnan(counts["02-09"])


def test_weeks_cut_by_the_period_or_by_the_data_are_not_complete() -> None:
    nothing = pd.DataFrame({"week_on": pd.to_datetime([]), "incidents": []})
    weeks = count_weeks(nothing, coverage=JANUARY)
    assert weeks["is_complete"].tolist() == [False, True, True, True, True, False]
    cut = count_weeks(nothing, coverage=JANUARY, period=Period(date(2026, 1, 7), date(2026, 1, 26)))
    assert cut["is_complete"].tolist() == [False, True, True]


def test_a_week_is_settled_when_its_last_day_is() -> None:
    nothing = pd.DataFrame({"week_on": pd.to_datetime([]), "incidents": []})
    weeks = count_weeks(nothing, coverage=JANUARY)
    assert weeks["is_settled"].tolist() == [True, True, True, True, False, False]


@pytest.mark.parametrize("column", ["week_on", "occurred_on"])
def test_moving_all_incidents_by_a_week_moves_the_series_by_a_week(column: str) -> None:
    rng = np.random.default_rng(5)
    days = pd.Timestamp(2026, 1, 5) + pd.to_timedelta(rng.integers(0, 14, 50), unit="D")
    mondays = days - pd.to_timedelta(days.day_of_week, unit="D")
    table = pd.DataFrame({column: mondays if column == "week_on" else days})
    later = table.assign(**{column: table[column] + pd.Timedelta(days=7)})
    now = count_weeks(table, coverage=JANUARY)["incidents"].to_numpy()
    then = count_weeks(later, coverage=JANUARY)["incidents"].to_numpy()
    assert now[:-1].tolist() == then[1:].tolist()
    assert now.sum() == 50


def test_the_last_run_has_no_gap_and_no_week_that_still_grows() -> None:
    weeks = pd.DataFrame(
        {
            "incidents": [5, np.nan, 6, 7, 0, 8, 2],
            "is_complete": [True, False, True, True, True, True, False],
            "is_settled": [True, False, True, True, True, False, False],
        }
    )
    assert last_run(weeks)["incidents"].tolist() == [6, 7, 0]
    assert last_run(weeks.iloc[[1, 6]]).empty


def test_weeks_of_each_place_are_those_of_the_place_alone() -> None:
    days = pd.to_datetime(["2025-01-06", "2025-01-08", "2025-01-20", "2025-02-03", "2025-01-13"])
    incidents = pd.DataFrame(
        {"neighborhood_id": ["warm", "warm", "old", None, "old"], "occurred_on": days}
    )
    coverage = covered(date(2025, 1, 6), date(2025, 2, 9), date(2025, 2, 3))
    each = count_weeks_of_each(incidents, "neighborhood_id", coverage=coverage)
    assert each["neighborhood_id"].unique().tolist() == ["old", "warm"]
    for name, weeks in each.groupby("neighborhood_id"):
        alone = count_weeks(incidents[incidents["neighborhood_id"] == name], coverage=coverage)
        pd.testing.assert_frame_equal(
            weeks.drop(columns="neighborhood_id").reset_index(drop=True), alone
        )
    nobody = count_weeks_of_each(incidents.head(0), "neighborhood_id", coverage=coverage)
    assert nobody.empty


def test_five_weeks_that_happen_to_lie_four_weeks_apart_are_still_weeks() -> None:
    mondays = pd.date_range("2025-01-27", periods=5, freq="28D")
    counts = pd.DataFrame({"week_on": mondays, "incidents": 1})
    coverage = covered(date(2025, 1, 6), date(2025, 6, 29), date(2025, 6, 1))
    assert count_weeks(counts, coverage=coverage)["incidents"].sum() == 5
