"""Quiet months count zero, dark ones are gaps, and February is not a fall."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.counts import FIRST_MONDAY
from analytics.errors import SelectionError
from analytics.months import MONTH_DAYS, count_months
from analytics.periods import Period
from tests.analytics.fourtown import covered

# From 10 January 2024; the data end on 20 May, and days from 20 April on still grow.
SPRING = covered(date(2024, 1, 10), date(2024, 5, 20), date(2024, 4, 20))


GOLDEN = Path(__file__).parents[3] / "shared" / "golden"
ROBBERIES = GOLDEN / "sfhotspot" / "memphis_robberies_2019_points.csv"
REFERENCE = GOLDEN / "wheeler" / "crimepy_monthly_memphis.csv"


def days_of(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"occurred_on": pd.to_datetime(list(days))})


def test_a_month_without_incidents_is_zero_and_a_month_without_data_is_a_gap() -> None:
    asked = Period(date(2023, 12, 1), date(2024, 7, 1))
    months = count_months(
        days_of("2024-02-29", "2024-02-01", "2024-04-30"), coverage=SPRING, period=asked
    )
    assert months["month_on"].dt.strftime("%m").tolist() == [
        "12",
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
    ]
    assert months["incidents"].fillna(-1).tolist() == [-1, 0, 2, 0, 1, 0, -1]
    assert months["days"].tolist() == [0, 22, 29, 31, 30, 20, 0]
    assert months["is_complete"].tolist() == [False, False, True, True, True, False, False]
    assert months["is_settled"].tolist() == [False, True, True, True, False, False, False]


def test_as_many_incidents_a_day_are_as_many_a_month_in_february() -> None:
    every_day = pd.DataFrame({"occurred_on": pd.date_range("2024-01-10", "2024-05-20")})
    months = count_months(every_day, coverage=SPRING)
    assert months["incidents"].tolist() == [22, 29, 31, 30, 20]
    assert months["per_month"].iloc[1:4].to_numpy() == pytest.approx(MONTH_DAYS)
    assert months["per_month"].iloc[[0, 4]].isna().all()


def test_counts_made_by_the_store_and_rows_make_the_same_months() -> None:
    rows = days_of("2024-02-29", "2024-02-29", "2024-03-01")
    counts = days_of("2024-02-29", "2024-03-01").assign(incidents=[2, 1])
    pd.testing.assert_frame_equal(
        count_months(rows, coverage=SPRING), count_months(counts, coverage=SPRING)
    )


def test_robberies_of_memphis_by_month_equal_crimepy_s() -> None:
    for file in (ROBBERIES, REFERENCE):
        if not file.exists():
            pytest.skip(f"no reference values at {file}")
    occurred_on = pd.to_datetime(pd.read_csv(ROBBERIES)["date"]).dt.normalize()
    year = covered(date(2019, 1, 1), date(2019, 12, 31), date(2020, 1, 1))
    months = count_months(pd.DataFrame({"occurred_on": occurred_on}), coverage=year)
    expected = pd.read_csv(REFERENCE, parse_dates=["Month"])
    found = months.set_index("month_on")["incidents"].reindex(expected["Month"])
    assert found.tolist() == expected["Counts"].tolist()


@given(st.lists(st.integers(0, 131), max_size=60))
@settings(max_examples=40)
def test_months_add_up_to_all_incidents(days: list[int]) -> None:
    occurred_on = pd.to_datetime(date(2024, 1, 10)) + pd.to_timedelta(days, unit="D")
    months = count_months(pd.DataFrame({"occurred_on": occurred_on}), coverage=SPRING)
    assert np.nansum(months["incidents"]) == len(days)


def test_months_of_the_steps_that_the_public_sees_are_refused() -> None:
    steps = pd.date_range(FIRST_MONDAY, periods=26, freq="28D")
    coverage = covered(steps[0].date(), steps[-1].date(), steps[-1].date())
    with pytest.raises(SelectionError, match="steps of 28 days"):
        count_months(pd.DataFrame({"occurred_on": steps, "incidents": 3}), coverage=coverage)
    one_off = steps[:5].append(steps[5:6] + pd.Timedelta(days=1))
    count_months(pd.DataFrame({"occurred_on": one_off, "incidents": 3}), coverage=coverage)
