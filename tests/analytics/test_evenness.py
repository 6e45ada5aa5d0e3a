"""Tests of weekdays and months agree with R's, look at the days there were, and cry no pattern."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, kruskal

from analytics.counts import FIRST_MONDAY
from analytics.errors import SelectionError
from analytics.evenness import (
    MOST_EXACT,
    even_chi_square,
    evenness_sentence,
    exact_test,
    judge_months,
    judge_weekdays,
    kruskal_wallis,
)
from analytics.periods import Period

GOLDEN = Path(__file__).parents[3] / "shared" / "golden"
EVEN = np.ones(7)
FOUR_WEEKS = Period(date(2024, 1, 1), date(2024, 1, 29))


def golden(*names: str) -> Path:
    path = GOLDEN.joinpath(*names)
    if not path.exists():
        pytest.skip(f"no reference values at {path}")
    return path


def on_days(days: pd.DatetimeIndex | list[pd.Timestamp]) -> pd.DataFrame:
    return pd.DataFrame({"occurred_on": days})


def months_of(per_month: np.ndarray) -> pd.DataFrame:
    month_on = pd.date_range("2015-01-01", periods=len(per_month), freq="MS")
    return pd.DataFrame(
        {
            "month_on": month_on,
            "incidents": per_month.astype("float64"),
            "per_month": per_month.astype("float64"),
            "days": month_on.days_in_month,
            "is_complete": True,
            "is_settled": True,
        }
    )


def test_chi_squares_of_shootings_equal_those_of_r() -> None:
    expected = json.loads(golden("trends", "seasonality_R.json").read_text())
    weekdays = np.array(list(expected["dow"].values()))
    assert even_chi_square(weekdays, EVEN) == pytest.approx(expected["dow_chisq"], abs=1e-9)
    totals, days = np.array(expected["month_totals"]), np.array(expected["month_days"])
    assert even_chi_square(totals, days) == pytest.approx(expected["month_chisq"], abs=1e-9)


def test_rank_test_of_shootings_by_month_equals_that_of_r() -> None:
    """The chi-square's p-value is smaller still, so the one given is Kruskal and Wallis'."""
    expected = json.loads(golden("trends", "seasonality_R.json").read_text())
    counts = pd.read_csv(golden("trends", "nyc_shootings_monthly.csv"))["n"].to_numpy()
    found = judge_months(months_of(counts))
    assert found is not None
    assert found.p_value == pytest.approx(expected["kruskal_p"], rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "statistic"),
    [([3, 0, 0, 0, 0, 0, 0], 11.68), ([2, 1, 0, 0, 0, 0, 0], 7.86), ([1, 1, 1, 0, 0, 0, 0], 5.08)],
)
def test_g_of_three_crimes_equals_the_published_values(counts: list[int], statistic: float) -> None:
    """Wheeler 2016, Testing serial crime events for randomness in day-of-week patterns."""
    assert round(exact_test(np.array(counts), EVEN)[0], 2) == statistic


def test_exact_p_values_equal_those_of_ptools() -> None:
    cases = json.loads(golden("wheeler", "ptools.json").read_text())["small_sample_exact"]
    compared = [case for case in cases if case["type"] == "G"]
    assert compared
    for case in compared:
        found = exact_test(np.array(case["counts"]), EVEN)
        assert found == pytest.approx((case["stat"], case["p"]), abs=1e-9)


@pytest.mark.parametrize("statistic", ["G", "Kuiper"])
def test_no_test_depends_on_the_day_the_week_begins_with(statistic: str) -> None:
    """ptools' Kuiper gives 0.003 for three crimes on the first day and more on any other."""
    for counts in ([3, 0, 0, 0, 0, 0, 0], [2, 2, 0, 0, 0, 0, 1]):
        turned = [exact_test(np.roll(counts, day), EVEN, statistic=statistic) for day in range(7)]
        assert np.ptp(turned, axis=0) == pytest.approx(0, abs=1e-12)
    assert exact_test(np.array([3, 0, 0, 0, 0, 0, 0]), EVEN, statistic="Kuiper")[
        1
    ] == pytest.approx(7 / 7**3)


def test_kuiper_sees_neighboring_days_where_g_sees_scattered_ones_as_well() -> None:
    together, apart = np.array([3, 3, 2, 0, 0, 0, 0]), np.array([3, 0, 3, 0, 2, 0, 0])
    assert exact_test(together, EVEN)[1] == pytest.approx(exact_test(apart, EVEN)[1])
    near, far = (exact_test(x, EVEN, statistic="Kuiper")[1] for x in (together, apart))
    assert near < 0.05 < far


def test_weekdays_are_compared_per_day_that_was_looked_at() -> None:
    """30 days from a Monday hold five Mondays and Tuesdays: two a day is even."""
    month = Period(date(2024, 1, 1), date(2024, 1, 31))
    twice_daily = on_days(pd.date_range("2024-01-01", "2024-01-30").repeat(2))
    found = judge_weekdays(twice_daily, period=month)
    assert found.table["incidents"].tolist() == [10, 10, 8, 8, 8, 8, 8]
    assert found.table["days"].tolist() == [5, 5, 4, 4, 4, 4, 4]
    assert found.p_value == pytest.approx(1)


def test_incidents_outside_the_period_are_not_counted() -> None:
    days = on_days(
        [pd.Timestamp("2023-12-31"), pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-29")]
    )
    assert judge_weekdays(days, period=FOUR_WEEKS).table["incidents"].sum() == 1


def test_a_week_without_incidents_prefers_no_day() -> None:
    found = judge_weekdays(on_days(pd.DatetimeIndex([])), period=FOUR_WEEKS)
    assert found.p_value == pytest.approx(1)
    assert "can't tell the days of the week apart" in evenness_sentence(found, "Robbery")
    with pytest.raises(ValueError, match="seven days"):
        judge_weekdays(on_days([]), period=Period(date(2024, 1, 1), date(2024, 1, 4)))


def test_twenty_incidents_are_judged_exactly_and_more_by_chi_square() -> None:
    days = pd.date_range("2024-01-01", periods=28)
    few, more = (judge_weekdays(on_days(days[:n]), period=FOUR_WEEKS) for n in (20, 21))
    assert (few.method, more.method) == ("exact G", "chi-square")
    assert few.table["incidents"].sum() == MOST_EXACT


def test_dispersed_counts_need_more_of_a_pattern() -> None:
    saturdays = pd.date_range("2024-01-06", periods=4, freq="7D").repeat(5)
    days = on_days(pd.date_range("2024-01-01", periods=28).repeat(2).append(saturdays))
    calm = judge_weekdays(days, period=FOUR_WEEKS)
    wild = judge_weekdays(days, period=FOUR_WEEKS, dispersion=4)
    assert calm.is_uneven
    assert not wild.is_uneven
    statistic = even_chi_square(calm.table["incidents"].to_numpy(), calm.table["days"].to_numpy())
    assert wild.p_value == pytest.approx(chi2.sf(statistic / 4, 6))
    assert evenness_sentence(calm, "Robbery", "Warm Sands") == (
        "Robbery in Warm Sands: more on Saturday than chance explains, 28 of 76 incidents where"
        " even days would bring 11."
    )


@pytest.mark.parametrize("incidents", [6, 15, 60])
def test_even_weeks_are_seldom_called_uneven(incidents: int) -> None:
    rng = np.random.default_rng(incidents)
    days = pd.date_range("2024-01-01", periods=28)
    called = [
        judge_weekdays(on_days(rng.choice(days, incidents)), period=FOUR_WEEKS).is_uneven
        for _ in range(300)
    ]
    assert np.mean(called) <= 0.08


def test_even_months_have_no_season_though_february_has_fewer() -> None:
    months = months_of(np.zeros(60))
    months["incidents"] = 2.0 * months["days"]
    months["per_month"] = 60.9
    found = judge_months(months)
    assert found is not None
    assert found.p_value == pytest.approx(1)


def test_one_wild_summer_is_no_season() -> None:
    counts = np.random.default_rng(8).poisson(20, 60)
    counts[30] = 120
    found = judge_months(months_of(counts))
    assert found is not None
    assert even_chi_square(*found.table[["incidents", "days"]].to_numpy().T) > 90
    assert not found.is_uneven


def test_every_month_must_have_come_three_times() -> None:
    assert judge_months(months_of(np.full(35, 9))) is None
    unsettled = months_of(np.full(36, 9)).assign(is_settled=[True] * 35 + [False])
    assert judge_months(unsettled) is None
    assert judge_months(months_of(np.full(36, 9))) is not None


def test_the_month_that_stands_out_is_named() -> None:
    summers = np.round(20 * (1 - 0.6 * np.cos(2 * np.pi * np.arange(48) / 12)))
    found = judge_months(months_of(summers))
    assert found is not None
    assert "more in July than chance explains, 128 of 960 incidents" in evenness_sentence(
        found, "Burglary"
    )


def test_steps_of_28_days_are_no_mondays() -> None:
    steps = pd.date_range(FIRST_MONDAY, periods=8, freq="28D")
    period = Period(steps[0].date(), date(2001, 1, 1))
    with pytest.raises(SelectionError, match="steps of 28 days"):
        judge_weekdays(on_days(steps), period=period)


def test_one_busy_offender_makes_no_pattern_of_few_incidents_either() -> None:
    burst = on_days([pd.Timestamp(2024, 1, 6)] * 5 + [pd.Timestamp(2024, 1, 9)])
    assert judge_weekdays(burst, period=FOUR_WEEKS).is_uneven
    assert not judge_weekdays(burst, period=FOUR_WEEKS, dispersion=4.0).is_uneven


@pytest.mark.parametrize("highest", [2, 40])
def test_ranks_of_months_are_judged_as_scipy_judges_them_ties_too(highest: int) -> None:
    rng = np.random.default_rng(highest)
    month = np.tile(np.arange(12), 4)
    for _ in range(20):
        values = rng.integers(0, highest, len(month)).astype("float64")
        levels = [values[month == number] for number in range(12)]
        assert kruskal_wallis(values, month) == pytest.approx(kruskal(*levels).pvalue, abs=1e-12)
    assert kruskal_wallis(np.full(48, 3.0), month) == 1.0


def test_the_exact_test_goes_through_every_way_to_place_the_incidents() -> None:
    days = np.array([1.0, 2, 1, 1, 1, 1, 1])
    for incidents in (1, 2, 6):
        placed = np.bincount([0] * incidents, minlength=7)
        statistic, chance = exact_test(placed, days)
        # All on one of the six short days: as uneven as it gets.
        assert statistic == pytest.approx(2 * incidents * np.log(8))
        assert chance == pytest.approx(6 * (1 / 8) ** incidents)
