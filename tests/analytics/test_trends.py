"""The expected range holds its rate out of sample, follows the season, and says so where it cannot
be given."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.changes import compare_counts
from analytics.counts import count_weeks
from analytics.periods import Period
from analytics.trends import (
    Trend,
    dispersion_of,
    dispersions_by,
    expected_weeks,
    fit_poisson,
    latest_week,
    season_waves,
    trend_period,
    trend_sentence,
)
from tests.analytics.fourtown import covered

FIRST = pd.Timestamp(2021, 1, 4)


def weeks_of(counts: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "week_on": pd.date_range(FIRST, periods=len(counts), freq="7D"),
            "incidents": counts.astype("float64"),
            "is_complete": True,
            "is_settled": True,
        }
    )


def winters(mean: float, swing: float, weeks: int) -> np.ndarray:
    """Mean counts of a town that visitors fill in January."""
    days = np.arange(weeks) * 7 + 7
    return mean * np.exp(swing * np.cos(2 * np.pi * days / 365.25))


def day_of(weeks: pd.DataFrame, index: int) -> date:
    return weeks["week_on"].iloc[index].date()


def last_year(weeks: pd.DataFrame) -> Trend:
    return expected_weeks(weeks, shown_from=day_of(weeks, len(weeks) - 52))


@pytest.mark.parametrize("mean", [4, 25, 80])
@pytest.mark.parametrize("dispersion", [1, 3])
def test_the_range_holds_weeks_to_come_at_its_stated_rate(mean: int, dispersion: int) -> None:
    rng = np.random.default_rng(100 * mean + dispersion)
    outside = {80: 0.0, 95: 0.0}
    for _ in range(40):
        means = winters(mean, 0.4, 208)
        extra = dispersion - 1
        chance = rng.gamma(means / extra, extra) if extra else means
        counts = rng.poisson(chance)
        shown = last_year(weeks_of(counts)).weeks
        for share in outside:
            low, high = shown[f"low_{share}"], shown[f"high_{share}"]
            outside[share] += 1 - shown["incidents"].between(low, high).mean()
    # Counts are whole numbers, so small ones are held a little more often than stated.
    assert 0.09 <= outside[80] / 40 <= 0.22
    assert 0.015 <= outside[95] / 40 <= 0.065


def test_the_range_follows_the_winter_season() -> None:
    shown = last_year(weeks_of(np.round(winters(20, 0.5, 208)))).weeks
    january, july = shown.iloc[0], shown.iloc[26]
    assert january["low_95"] > july["expected"]
    assert january["expected"] == pytest.approx(20 * np.exp(0.5), rel=0.05)


def test_weeks_shown_do_not_widen_the_range_they_are_judged_by() -> None:
    counts = np.random.default_rng(4).poisson(10, 208)
    calm = last_year(weeks_of(counts)).weeks
    counts[-20:] = 60
    surge = last_year(weeks_of(counts)).weeks
    assert calm["high_95"].tolist() == surge["high_95"].tolist()
    assert surge["is_unusual"].iloc[-20:].all()


def test_dispersed_counts_have_a_wider_range_than_chance_alone() -> None:
    rng = np.random.default_rng(6)
    calm, wild = rng.poisson(20, 208), rng.negative_binomial(5, 0.2, 208)
    wide, narrow = last_year(weeks_of(wild)), last_year(weeks_of(calm))
    assert wide.dispersion > 3 > 1.3 > narrow.dispersion
    spread = [(t.weeks["high_95"] - t.weeks["low_95"]).mean() for t in (wide, narrow)]
    assert spread[0] > 1.7 * spread[1]


def test_two_years_of_weeks_are_needed_and_the_reason_is_said() -> None:
    weeks = weeks_of(np.full(155, 7))
    enough = expected_weeks(weeks, shown_from=day_of(weeks, 104))
    short = expected_weeks(weeks, shown_from=day_of(weeks, 103))
    assert enough.reason is None
    assert enough.weeks["expected"].notna().all()
    assert short.weeks[["expected", "low_80", "high_95"]].isna().all(axis=None)
    assert not short.weeks["is_unusual"].any()
    assert short.reason is not None
    assert "103" in short.reason
    assert "No expected range" in trend_sentence(short, "Robbery")


def test_incomplete_unsettled_and_missing_weeks_are_neither_learned_from_nor_judged() -> None:
    counts = np.full(208, 10)
    weeks = weeks_of(counts)
    weeks.loc[5, ["incidents", "is_complete"]] = [0.0, False]
    weeks.loc[6, "incidents"] = np.nan
    weeks.loc[207, ["incidents", "is_settled"]] = [0.0, False]
    weeks.loc[206, "incidents"] = np.nan
    trend = expected_weeks(weeks, shown_from=day_of(weeks, 156))
    assert trend.history_weeks == 154
    assert trend.weeks["expected"].iloc[0] == pytest.approx(10, rel=0.01)
    assert not trend.weeks["is_unusual"].any()
    week = latest_week(trend)
    assert week is not None
    assert week["week_on"] == weeks["week_on"].iloc[205]


def test_a_place_that_never_had_one_has_a_range_and_a_single_incident_is_not_unusual() -> None:
    counts = np.zeros(208)
    counts[-1] = 1
    trend = last_year(weeks_of(counts))
    assert (trend.weeks["low_95"] == 0).all()
    assert (trend.weeks["high_95"] == 2).all()
    assert not trend.weeks["is_unusual"].any()
    counts[-1] = 3
    assert last_year(weeks_of(counts)).weeks["is_unusual"].iloc[-1]


def test_incidents_in_one_season_only_do_not_break_the_fit() -> None:
    counts = np.where(np.arange(208) % 52 < 4, 30, 0)
    shown = last_year(weeks_of(counts)).weeks
    assert np.isfinite(shown["expected"]).all()
    assert np.isfinite(shown["high_95"]).all()


def test_the_title_says_whether_the_last_settled_week_was_usual() -> None:
    weeks = weeks_of(np.random.default_rng(9).poisson(7, 208))
    weeks.loc[207, "incidents"] = 9
    assert trend_sentence(last_year(weeks), "Burglary") == (
        "Burglary: 9 in the week of 23 Dec, within the usual range of 2 to 13."
    )
    weeks.loc[207, "incidents"] = 40
    assert "40 in the week of 23 Dec, above the usual range" in trend_sentence(
        last_year(weeks), "Burglary", "Warm Sands"
    )
    weeks.loc[207, "incidents"] = 0
    assert "below the usual range" in trend_sentence(last_year(weeks), "Burglary")


def test_no_settled_week_is_said_in_words() -> None:
    weeks = weeks_of(np.full(208, 5))
    weeks.loc[156:, "is_settled"] = False
    assert trend_sentence(last_year(weeks), "Robbery") == (
        "Robbery: no complete week is settled yet."
    )


def test_dispersion_is_measured_around_the_season_before_the_days_compared() -> None:
    rng = np.random.default_rng(8)
    means = winters(40, 0.5, 208)
    calm = weeks_of(rng.poisson(means))
    wild = weeks_of(rng.negative_binomial(means / 1.5, 1 / 2.5))
    start = day_of(calm, 200)
    assert dispersion_of(calm, before=start) < 1.3
    assert dispersion_of(wild, before=start) == pytest.approx(2.5, rel=0.25)
    surge = wild.copy()
    surge.loc[200:, "incidents"] = 900
    assert dispersion_of(surge, before=start) == dispersion_of(wild, before=start)
    # A week that the first compared day cuts is not learned from either.
    surge.loc[199, "incidents"] = 900
    midweek = start - timedelta(days=3)
    assert dispersion_of(surge, before=midweek) == dispersion_of(wild, before=midweek)


def test_dispersion_is_that_of_chance_alone_where_it_cannot_be_told() -> None:
    rng = np.random.default_rng(10)
    wild = weeks_of(rng.negative_binomial(4, 0.2, 208))
    assert dispersion_of(wild, before=day_of(wild, 104)) > 2
    assert dispersion_of(wild, before=day_of(wild, 103)) == 1
    rare = weeks_of(np.where(np.arange(208) % 20 == 0, 15, 0))
    assert dispersion_of(rare, before=day_of(rare, 207)) == 1
    steady = weeks_of(np.full(208, 9))
    assert dispersion_of(steady, before=day_of(steady, 207)) == 1


def test_dispersion_is_given_for_each_offense() -> None:
    rng = np.random.default_rng(12)
    rows = [
        weeks_of(counts).assign(offense=name)[["offense", "week_on", "incidents"]]
        for name, counts in {
            "theft": rng.negative_binomial(10, 0.25, 208),
            "carjacking": np.full(208, 0),
        }.items()
    ]
    last = date(2021, 1, 4) + timedelta(weeks=208)
    data = covered(date(2021, 1, 4), last - timedelta(days=1), last)
    found = dispersions_by(pd.concat(rows), "offense", coverage=data, before=last)
    assert found["theft"] > 2
    assert found["carjacking"] == 1


def test_a_short_period_is_shown_with_a_year_and_learns_from_three_more() -> None:
    data = covered(date(2015, 1, 1), date(2025, 12, 28), date(2025, 12, 15))
    latest, shown_from = trend_period(Period(date(2025, 11, 17), date(2025, 12, 15)), data)
    assert latest.end == date(2025, 12, 29)
    assert shown_from == date(2024, 12, 30)
    assert latest.start == shown_from - timedelta(weeks=156)
    old, shown_from = trend_period(Period(date(2024, 3, 6), date(2024, 4, 3)), data)
    assert old.end == date(2024, 4, 3)
    assert shown_from == date(2023, 4, 5)
    assert old.start == date(2023, 4, 3) - timedelta(weeks=156)


def test_a_long_period_is_shown_whole_and_data_begin_where_they_do() -> None:
    data = covered(date(2022, 1, 5), date(2025, 12, 28), date(2025, 12, 15))
    asked = Period(date(2023, 12, 18), date(2025, 12, 15))
    history, shown_from = trend_period(asked, data)
    assert shown_from == asked.start
    assert history == Period(date(2022, 1, 5), date(2025, 12, 29))
    steps, _ = trend_period(
        Period(date(2025, 11, 17), date(2025, 11, 24)),
        covered(date(2015, 1, 1), date(2025, 12, 28), date(2025, 12, 15)),
        step_weeks=4,
    )
    assert (steps.start - date(2000, 1, 3)).days % 28 == 0
    assert steps.end == date(2025, 12, 29)


def test_where_nothing_changed_a_city_of_dispersed_counts_seldom_says_it_did() -> None:
    """Robbery, burglary and narcotics of a small city, and all offenses of a large one; the
    dispersion is 2.5, and measured from three years of weeks."""
    rng = np.random.default_rng(5)
    weeks = pd.DataFrame(
        {
            "week_on": pd.date_range("2021-01-04", periods=212, freq="7D"),
            "is_complete": True,
            "is_settled": True,
        }
    )
    start = weeks["week_on"].iloc[156].date()
    told = {"chance alone": 0, "dispersion": 0}
    cities = [mean for mean in (67, 394, 900, 32_000) for _ in range(150)]
    for mean in cities:
        counts = rng.negative_binomial(mean / 52 / 1.5, 1 / 2.5, len(weeks))
        measured = dispersion_of(weeks.assign(incidents=counts.astype("float64")), before=start)
        now, before = int(counts[-28:].sum()), int(counts[-56:-28].sum())
        for name, dispersion in (("chance alone", 1.0), ("dispersion", measured)):
            change = compare_counts(
                now, before, days_now=196, days_before=196, dispersion=dispersion
            )
            told[name] += change.verdict in {"up", "down", "new"}
    assert told["dispersion"] / len(cities) <= 0.05
    assert told["chance alone"] / len(cities) > 0.10


def test_dispersions_of_many_series_are_those_of_each_alone() -> None:
    rng = np.random.default_rng(8)
    mondays = pd.date_range("2022-01-03", periods=200, freq="7D")
    coverage = covered(mondays[0].date(), date(2025, 11, 1), date(2025, 10, 27))
    means = {"quiet": 0.3, "once a week": 1.2, "some": 6, "busy": 40}
    series = {name: rng.negative_binomial(4, 4 / (4 + mean), 200) for name, mean in means.items()}
    counts = pd.concat(
        pd.DataFrame({"place": name, "week_on": mondays, "incidents": weeks})
        for name, weeks in series.items()
    )
    before = date(2025, 9, 1)
    together = dispersions_by(counts, "place", coverage=coverage, before=before)
    assert list(together) == sorted(series)
    assert together["quiet"] == 1.0
    for name, rows in counts.groupby("place"):
        alone = dispersion_of(count_weeks(rows, coverage=coverage), before=before)
        assert together[str(name)] == pytest.approx(alone, rel=1e-9)
    # The fit of one series is the one that was compared with other programs.
    learned = (mondays <= "2025-08-25") & (
        mondays > pd.Timestamp(2025, 8, 25) - pd.Timedelta(weeks=156)
    )
    middles = (mondays - pd.Timestamp(2000, 1, 1)).days.to_numpy()[learned] + 3.5
    fitted = fit_poisson(season_waves(middles, 2), series["busy"][learned].astype("float64"))
    assert together["busy"] == pytest.approx(fitted[2], rel=1e-9)


def test_no_series_has_no_dispersion() -> None:
    counts = pd.DataFrame({"place": ["busy"], "week_on": [FIRST], "incidents": [1]}).head(0)
    coverage = covered(FIRST.date(), date(2025, 11, 1), date(2025, 10, 27))
    assert dispersions_by(counts, "place", coverage=coverage, before=date(2025, 9, 1)) == {}
