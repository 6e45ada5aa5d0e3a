"""The expected range holds its rate, shows its record, and is refused for all that it must not be
asked about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.errors import ContractError, SelectionError
from analytics.expectations import (
    City,
    Expectation,
    Neighborhood,
    expect_month,
    expectation_sentence,
)
from tests.analytics.fourtown import covered

FIRST, END = date(2015, 1, 1), date(2021, 3, 1)
DATA = covered(FIRST, END - timedelta(days=1), END)
DAYS = pd.date_range(FIRST, END + timedelta(days=40), freq="D", inclusive="left")
TOWN = City("Fourtown")


def town(
    rng: np.random.Generator, mean: float, dispersion: float = 1.0, season: float = 0.3
) -> pd.DataFrame:
    """Burglaries of a town that visitors fill in January, by day: `mean` of them in 28 days."""
    turn = 2 * np.pi * DAYS.day_of_year.to_numpy() / 365.25
    means = mean / 28 * np.exp(season * np.cos(turn))
    extra = dispersion - 1
    return pd.DataFrame(
        {
            "category": "burglary",
            "neighborhood_id": "alder",
            "occurred_on": DAYS,
            "incidents": rng.poisson(rng.gamma(means / extra, extra) if extra else means),
        }
    )


def expect(counts: pd.DataFrame, place: Any = TOWN, **arguments: Any) -> Expectation:
    return expect_month(counts, "burglary", place, **{"start": END, "coverage": DATA} | arguments)


def happened(counts: pd.DataFrame, found: Expectation) -> int:
    days = counts["occurred_on"]
    start, end = pd.Timestamp(found.period.start), pd.Timestamp(found.period.end)
    return int(counts.loc[(days >= start) & (days < end), "incidents"].sum())


@pytest.mark.parametrize(("mean", "dispersion", "span"), [(10, 1.0, "28 days"), (60, 2.5, "month")])
def test_the_range_holds_months_to_come_at_its_stated_rate(
    mean: float, dispersion: float, span: str
) -> None:
    rng = np.random.default_rng(int(mean))
    draws, held = 0, np.zeros(2)
    for _ in range(30):
        counts = town(rng, mean, dispersion)
        found = expect(counts, span=span)
        if found.reason is None:
            count = happened(counts, found)
            draws += 1
            held += [found.low_80 <= count <= found.high_80, found.low_95 <= count <= found.high_95]
    assert draws >= 27
    # Counts are whole numbers, so small ones are held a little more often than stated.
    assert 0.65 <= held[0] / draws <= 0.97
    assert held[1] / draws >= 0.88


@pytest.mark.parametrize("delay", [0, 20])
def test_the_record_is_that_of_months_judged_by_what_had_settled_before_them(delay: int) -> None:
    """With days that take 20 to settle, the month before is not known yet."""
    counts = town(np.random.default_rng(5), 30)
    record = expect(counts, coverage=covered(FIRST, END, END - timedelta(days=delay))).record
    assert record is not None
    assert record.months == 36
    held = error = 0.0
    last = 1 if delay == 0 else 2
    for back in range(last, last + 36):
        start = END - timedelta(days=28 * back)
        data = covered(FIRST, END, start - timedelta(days=delay))
        past = expect(counts, start=start, coverage=data)
        held += past.low_80 <= happened(counts, past) <= past.high_80
        error += abs(happened(counts, past) - past.expected)
    assert record.held_80 == held
    assert record.error == pytest.approx(error / 36)


def test_the_simple_ways_are_measured_beside_it() -> None:
    """A town of 10 a month for years, then 20: a year before is off by ten, for a year."""
    steps = -(-((END - FIRST).days) // 28)
    starts = [END - timedelta(days=28 * k) for k in range(steps, 0, -1)]
    counts = pd.DataFrame(
        {
            "category": "burglary",
            "neighborhood_id": "alder",
            "occurred_on": pd.to_datetime(starts),
            "incidents": np.where(np.arange(steps) < steps - 13, 10, 20),
        }
    )
    record = expect(counts).record
    assert record is not None
    assert record.error_last_year == pytest.approx(10 * 13 / 36)
    assert record.error_mean == pytest.approx(sum(10 - 10 * k / 13 for k in range(13)) / 36)


def test_the_range_follows_the_season_and_the_length_of_the_month() -> None:
    counts = town(np.random.default_rng(6), 200, season=0.5)
    january = expect(counts, start=date(2021, 1, 1), span="month")
    july = expect(counts, start=date(2020, 7, 1), span="month")
    assert january.low_95 > july.high_95
    flat = town(np.random.default_rng(7), 300, season=0)
    february = expect(flat, start=date(2021, 2, 1), span="month")
    march = expect(flat, span="month")
    assert (february.period.days, march.period.days) == (28, 31)
    assert march.expected / february.expected == pytest.approx(31 / 28, abs=0.06)


def test_a_level_that_fell_two_years_ago_is_what_is_expected() -> None:
    counts = town(np.random.default_rng(8), 100, season=0)
    late = counts["occurred_on"] >= pd.Timestamp(2019, 3, 1)
    counts.loc[late, "incidents"] = town(np.random.default_rng(9), 50, season=0)["incidents"]
    found = expect(counts)
    assert 45 <= found.expected <= 70


def test_days_still_filling_up_are_neither_learned_from_nor_judged() -> None:
    counts = town(np.random.default_rng(10), 30)
    data = covered(FIRST, END, END - timedelta(days=20))
    plain = expect(counts, coverage=data)
    counts.loc[counts["occurred_on"] >= pd.Timestamp(data.settled_until), "incidents"] = 0
    assert expect(counts, coverage=data) == plain


def test_each_neighborhood_has_its_own_range_and_the_city_has_all() -> None:
    rng = np.random.default_rng(11)
    alder, birch = town(rng, 20), town(rng, 60).assign(neighborhood_id="birch")
    nowhere = town(rng, 10).assign(neighborhood_id=None)
    robbery = town(rng, 500).assign(category="robbery")
    counts = pd.concat([alder, birch, nowhere, robbery])
    assert expect(counts, Neighborhood("alder", "Alder")) == expect(alder)
    city = expect(counts).expected
    assert city == pytest.approx(expect(pd.concat([alder, birch, nowhere])).expected)
    assert city > expect(birch).expected + 20


def test_rows_of_incidents_are_expected_as_their_counts_are() -> None:
    counts = town(np.random.default_rng(12), 30)
    rows = counts.loc[counts.index.repeat(counts["incidents"])].drop(columns="incidents")
    assert expect(rows) == expect(counts)


@pytest.mark.parametrize(
    "offense",
    ["narcotics", "quality_of_life", "narcotics_sale", "public_intoxication", "vandalism"],
)
def test_what_officers_find_is_refused(offense: str) -> None:
    counts = town(np.random.default_rng(1), 50).assign(category=offense, offense=offense)
    with pytest.raises(SelectionError, match="where officers look"):
        expect_month(counts, offense, TOWN, start=END, coverage=DATA)


@pytest.mark.parametrize("place", ["alder", "300 block of N Indian Canyon Dr", ("alder",), None])
def test_a_place_that_is_no_city_or_neighborhood_is_refused(place: Any) -> None:
    with pytest.raises(TypeError, match="nothing finer"):
        expect(town(np.random.default_rng(1), 50), place)


@pytest.mark.parametrize("column", ["block_id", "address", "x_m", "lon", "beat", "person_id"])
def test_a_table_with_anything_finer_than_a_neighborhood_is_refused(column: str) -> None:
    counts = town(np.random.default_rng(1), 50).assign(**{column: 1})
    with pytest.raises(ContractError, match=f"leave out {column}"):
        expect(counts)


def test_an_unknown_span_or_a_month_from_its_middle_is_refused() -> None:
    counts = town(np.random.default_rng(1), 50)
    with pytest.raises(ValueError, match="no such span"):
        expect(counts, span="7 days")
    with pytest.raises(ValueError, match="begins on the first"):
        expect(counts, start=date(2021, 3, 2), span="month")


def test_a_short_history_has_no_range_and_the_reason_is_said() -> None:
    counts = town(np.random.default_rng(12), 50)
    # 26 steps of 28 days to learn from, and 12 to check.
    enough = END - timedelta(days=38 * 28)
    assert expect(counts, coverage=covered(enough, END, END)).reason is None
    short = expect(counts, coverage=covered(enough + timedelta(days=1), END, END))
    assert short.record is None
    assert np.isnan(short.low_80)
    assert expectation_sentence(short, "burglaries", "Warm Sands") == (
        "No expected range for burglaries in Warm Sands in the 28 days from 1 Mar 2021: it takes 2"
        " years of settled months to learn from and 12 months more to check the range, and there"
        " are 37 months in all."
    )


def test_a_handful_a_month_has_no_range() -> None:
    found = expect(town(np.random.default_rng(13), 3))
    assert found.reason is not None
    assert "fewer than 5 a month" in found.reason
    empty = expect(town(np.random.default_rng(13), 3).iloc[:0])
    assert empty.reason == found.reason


def test_a_range_whose_record_is_bad_is_withheld() -> None:
    """A town that loses two fifths of its burglaries a year leaves the range, month after month."""
    years = np.clip((DAYS - pd.Timestamp(2018, 6, 1)).days.to_numpy() / 365.25, 0, None)
    counts = town(np.random.default_rng(14), 100)
    counts["incidents"] = np.random.default_rng(3).poisson(100 / 28 * 0.6**years)
    found = expect(counts)
    assert np.isnan(found.low_80)
    assert found.record is not None
    assert found.record.held_80 < 24
    assert f"in 36 earlier months it held only {found.record.held_80} times" in (
        expectation_sentence(found, "burglaries")
    )


def test_the_sentence_gives_the_range_and_its_record() -> None:
    found = expect(town(np.random.default_rng(15), 50))
    assert expectation_sentence(found, "burglaries").startswith(
        f"Expect {found.low_80:.0f} to {found.high_80:.0f} burglaries in the 28 days from 1 Mar"
        f" 2021; in 36 earlier months such a range held {found.record.held_80} times."
    )
    flat = expect(town(np.random.default_rng(20), 50, season=0))
    assert "For a single number, the mean of the year before came closer." in expectation_sentence(
        flat, "burglaries"
    )
