"""Alarms follow the incidents, spare what is not settled, and are seldom false."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.alarms import alarm_sentence, find_alarms
from analytics.counts import count_weeks
from tests.analytics.fourtown import covered

FIRST = pd.Timestamp(2019, 1, 7)


def weeks_of(counts: np.ndarray, **columns: str) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "week_on": pd.date_range(FIRST, periods=len(counts), freq="7D"),
            "incidents": counts.astype("float64"),
            "is_complete": True,
            "is_settled": True,
        }
    )
    return table.assign(**columns)


def day_of(weeks: pd.DataFrame, index: int) -> date:
    return weeks["week_on"].iloc[index].date()


def quiet(weeks: int = 280, mean: float = 5, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, weeks)


def test_a_surge_is_an_alarm_and_a_quiet_week_none() -> None:
    counts = quiet()
    counts[-3:] = [4, 25, 5]
    weeks = weeks_of(counts)
    found = find_alarms(weeks, shown_from=day_of(weeks, -3))
    assert found["is_alarm"].tolist() == [False, True, False]
    assert found["is_judged"].all()
    assert found["is_seasonal"].all()
    assert (found["limit"] == found["high_season"]).all()


def test_a_short_series_is_judged_by_the_weeks_before_it() -> None:
    counts = quiet(60)
    counts[-1] = 25
    weeks = weeks_of(counts)
    found = find_alarms(weeks, shown_from=day_of(weeks, 0))
    assert not found["is_seasonal"].any()
    assert found["is_judged"].tolist() == [False] * 9 + [True] * 51
    assert found["high_season"].isna().all()
    assert found["is_alarm"].iloc[-1]


@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_incidents_a_week_later_are_alarms_a_week_later(weeks: int, seed: int) -> None:
    """Count, judge and compare, with all incidents moved by whole weeks."""
    days = np.random.default_rng(seed).integers(0, 7 * 290, 1200)
    shift = pd.Timedelta(weeks=weeks)

    def alarms(moved: pd.Timedelta) -> pd.DataFrame:
        incidents = pd.DataFrame({"occurred_on": FIRST + moved + pd.to_timedelta(days, unit="D")})
        first, end = (FIRST + moved).date(), (FIRST + moved + pd.Timedelta(days=7 * 290 - 1)).date()
        counted = count_weeks(incidents, coverage=covered(first, end, end + pd.Timedelta(days=1)))
        return find_alarms(counted, shown_from=first)

    here, there = alarms(pd.Timedelta(0)), alarms(shift)
    assert len(here) == 290
    assert (there["week_on"] - here["week_on"] == shift).all()
    pd.testing.assert_frame_equal(
        here.drop(columns="week_on"), there.drop(columns="week_on"), check_exact=True
    )


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_counts_that_never_vary_raise_no_alarm(count: int) -> None:
    weeks = weeks_of(np.full(300, count))
    assert not find_alarms(weeks, shown_from=FIRST.date())["is_alarm"].any()


def test_dark_cut_and_unsettled_weeks_are_neither_judged_nor_learned_from() -> None:
    counts = quiet()
    counts[[-5, -3, -1]] = 90
    weeks = weeks_of(counts)
    clean = find_alarms(weeks.iloc[:-5], shown_from=day_of(weeks, -6))
    weeks.loc[weeks.index[-5], "is_settled"] = False
    weeks.loc[weeks.index[-3], "is_complete"] = False
    weeks.loc[weeks.index[-2], "incidents"] = np.nan
    found = find_alarms(weeks, shown_from=day_of(weeks, -6))
    assert found["is_judged"].tolist() == [True, False, True, False, False, True]
    assert found["is_alarm"].tolist() == [False, False, False, False, False, True]
    assert found["incidents"].iloc[1] == 90
    assert found["limit"].iloc[0] == clean["limit"].iloc[0]


def test_one_or_two_incidents_are_never_an_alarm_nor_fewer_than_five_in_four_weeks() -> None:
    counts = np.zeros(300)
    counts[[-10, -1]] = [2, 4]
    weeks = weeks_of(counts)
    found = find_alarms(weeks, shown_from=day_of(weeks, -12))
    assert (found["incidents"] > found["limit"]).sum() == 2
    assert not found["is_alarm"].any()
    assert alarm_sentence(found, "Robbery").endswith(
        "4 in the week of 30 Sep: too few for an alarm."
    )
    weeks.loc[weeks.index[-2], "incidents"] = 1
    assert find_alarms(weeks, shown_from=day_of(weeks, -1))["is_alarm"].all()


def test_many_series_are_judged_as_each_is_alone() -> None:
    series = {name: quiet(280, 4, seed) for seed, name in enumerate(["nw", "ne", "sw"])}
    late = weeks_of(quiet(280, 4, 9), neighborhood_id="se", category="robbery").iloc[100:]
    tables = [
        weeks_of(counts, neighborhood_id=name, category="robbery")
        for name, counts in series.items()
    ]
    together = find_alarms(
        pd.concat([*tables, late]),
        shown_from=day_of(tables[0], -8),
        by=["neighborhood_id", "category"],
    )
    assert len(together) == 4 * 8
    for table in (*tables, late):
        name = table["neighborhood_id"].iloc[0]
        alone = find_alarms(table, shown_from=day_of(table, -8))
        found = together[together["neighborhood_id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(found[alone.columns], alone)


def test_sums_of_four_weeks_and_missing_weeks_are_refused() -> None:
    weeks = weeks_of(quiet(40))
    by_four = weeks.assign(week_on=pd.date_range(FIRST, periods=40, freq="28D"))
    for table in (by_four, weeks.drop(index=7)):
        with pytest.raises(ValueError, match="step_weeks=1"):
            find_alarms(table, shown_from=FIRST.date())


def test_two_counts_of_one_week_are_refused_rather_than_one_forgotten() -> None:
    both = pd.concat([weeks_of(quiet(40), place="nw"), weeks_of(quiet(40), place="ne")])
    with pytest.raises(ValueError, match="several counts"):
        find_alarms(both, shown_from=FIRST.date())
    assert len(find_alarms(both, shown_from=FIRST.date(), by=["place"])) == 80


def test_nothing_is_shown_after_the_last_week() -> None:
    weeks = weeks_of(quiet(300))
    assert find_alarms(weeks, shown_from=date(2030, 1, 1)).empty


def test_quiet_neighborhoods_seldom_raise_an_alarm() -> None:
    rng = np.random.default_rng(3)
    tables = [
        weeks_of(rng.poisson(mean, 283), place=str(place))
        for place, mean in enumerate(np.repeat([0.3, 1, 3, 8], 50))
    ]
    found = find_alarms(pd.concat(tables), shown_from=day_of(tables[0], -20), by=["place"])
    assert found["is_judged"].all()
    assert found["is_alarm"].mean() <= 0.006


def test_the_sentence_says_count_limit_and_what_it_knows() -> None:
    counts = quiet()
    counts[-1] = 25
    weeks = weeks_of(counts)
    seasonal = find_alarms(weeks, shown_from=day_of(weeks, -1))
    limit = int(seasonal["limit"].iloc[0])
    assert alarm_sentence(seasonal, "Robbery", "Deepwell") == (
        f"Robbery in Deepwell: 25 in the week of 13 May, more than the {limit} that this season"
        " brings at most. Look into it."
    )
    short = find_alarms(weeks.iloc[-60:-1], shown_from=day_of(weeks, -2))
    sentence = alarm_sentence(short, "Robbery")
    assert "no more than the" in sentence
    assert "the season is not known yet" in sentence
    assert "can't tell" in alarm_sentence(short.iloc[:0], "Robbery")
