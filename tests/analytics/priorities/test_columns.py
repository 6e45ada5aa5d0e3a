"""Each column says what is known, allows for chance, and blames no neighborhood for having few
incidents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from analytics.periods import YEAR_DAYS
from analytics.priorities.columns import (
    concentration_column,
    trend_column,
    volume_column,
)
from analytics.priorities.concerns import count_on_blocks
from analytics.shrinkage import learned_prior
from tests.analytics.priorities.made_town import (
    YEAR,
    YEARS,
    blocks_of,
    places,
    simulate_town,
)

DAYS = {"days_now": YEAR, "days_before": YEARS}


def rise(now: list[int], before: list[int]) -> np.ndarray:
    column = trend_column(np.array(now), np.array(before), **DAYS, seed=(1,), draws=4_000)
    return column.values


def top_shares(counts: np.ndarray) -> np.ndarray:
    """Give the shares of neighborhoods (rows) with so many incidents in each block."""
    n, each = counts.shape
    column = concentration_column(
        counts.ravel(), np.repeat(np.arange(n), each), n, seed=(1,), draws=2_000
    )
    return column.values


def test_volume_is_a_count_a_year_whatever_the_days_counted() -> None:
    counts = np.array([300, 900, 4000])
    half = volume_column(counts, np.ones(3), days_now=182, seed=(1,), draws=10)
    assert half.values == pytest.approx(counts * YEAR_DAYS / 182, rel=0.01)
    whole = volume_column(counts * 2, np.ones(3), days_now=364, seed=(1,), draws=10)
    assert whole.values == pytest.approx(half.values, rel=0.01)
    assert (whole.shown["volume_high"] < half.shown["volume_high"]).all()


def test_with_dwellings_a_count_moves_toward_what_the_citys_rate_would_give() -> None:
    """Three burglaries where a hundred live: few for a neighborhood, many for so few homes."""
    counts, homes = np.array([3, 9, 11, 10, 8, 12, 10]), np.array([100.0] + [1000] * 6)
    by_homes = volume_column(counts, homes, days_now=YEAR, seed=(1,), draws=10)
    by_places = volume_column(counts, np.ones(7), days_now=YEAR, seed=(1,), draws=10)
    assert by_homes.values[0] < 3 < by_places.values[0]


def test_chance_of_a_rise_is_that_of_the_binomial_share() -> None:
    """Given the sum, with the prior worth so many incidents at an unchanged share of a quarter."""
    strength = 1 / (0.25 * 0.75 * (np.log(1.5) / 1.645) ** 2)
    limit = 1.1 / (1.1 + 3)
    expected = beta.sf(limit, 14 + strength / 4, 20 + strength * 3 / 4)
    assert rise([14], [20])[0] == pytest.approx(expected, abs=1e-12)


def test_draws_of_the_change_agree_with_the_chances_shown() -> None:
    now, before = np.array([0, 4, 14, 60]), np.array([0, 12, 20, 260])
    column = trend_column(now, before, **DAYS, seed=(2,), draws=40_000)
    unchanged = 1 / 3
    rose = (column.draws > 1.1 * unchanged).mean(axis=0)
    fell = (column.draws < unchanged / 1.1).mean(axis=0)
    assert rose == pytest.approx(column.shown["rise_chance"], abs=0.01)
    assert fell == pytest.approx(column.shown["fall_chance"], abs=0.01)


def test_no_incident_at_all_and_a_handful_more_are_no_probable_rise() -> None:
    nothing, from_zero, doubled = rise([0, 3, 4], [0, 0, 6])
    assert nothing < 0.4
    assert from_zero < 0.6
    assert doubled < 0.6


def test_many_more_is_a_rise_and_the_same_is_none() -> None:
    more, same, fewer = rise([80, 40, 20], [120, 120, 120])
    assert more > 0.99
    assert 0.05 < same < 0.5
    assert fewer < 0.01


@settings(max_examples=60)
@given(st.integers(0, 200), st.integers(0, 600))
def test_one_more_incident_now_never_lowers_the_chance_of_a_rise(now: int, before: int) -> None:
    fewer, more = rise([now, now + 1], [before, before])
    assert more > fewer or more > 1 - 1e-12
    assert rise([now], [before])[0] >= rise([now], [before + 1])[0] - 1e-12


def test_four_incidents_in_four_blocks_are_not_concentrated() -> None:
    """As counted, all of them are in five blocks."""
    rng = np.random.default_rng(3)
    counts = rng.multinomial(100, np.full(25, 1 / 25), size=20)
    counts[0] = [1, 1, 1, 1] + [0] * 21
    shares = top_shares(counts)
    assert shares[0] < 0.35
    assert shares == pytest.approx(np.full(20, 0.2), abs=0.15)


def test_many_incidents_in_five_blocks_are_concentrated_as_counted() -> None:
    counts = np.full((10, 30), 4)
    counts[:, :5] = 100
    assert top_shares(counts) == pytest.approx(np.full(10, 500 / 600), abs=0.02)


def test_share_in_five_blocks_is_that_of_blocks_allowed_for_chance() -> None:
    """Against the plain sum over the same prior's blocks, each shrunk on its own."""
    counts = np.random.default_rng(4).poisson(np.geomspace(0.05, 8, 20), size=(6, 20))
    even = np.repeat(counts.sum(axis=1) / 20, 20)
    prior = learned_prior(counts.ravel(), even)
    expected = []
    for row in counts:
        by_prior = [sum(sorted(alpha + row)[-5:]) / sum(alpha + row) for alpha in prior.alpha]
        expected.append(prior.weight @ by_prior)
    assert top_shares(counts) == pytest.approx(expected, abs=1e-12)


def test_no_share_is_told_without_incidents_or_with_five_blocks() -> None:
    neighborhoods = places(3)
    between = pd.DataFrame({"block_id": ["between"], "neighborhood_id": [None]})
    parts = [(neighborhoods.iloc[:2], 12), (neighborhoods.iloc[2:], 5)]
    blocks = pd.concat([*(blocks_of(places, each) for places, each in parts), between])
    rows = pd.DataFrame({"block_id": ["n00-01", "n00-02", "n02-03", None, "between"]})
    rows["neighborhood_id"] = ["n00", "n00", "n02", "n01", None]
    rows["category"] = "burglary"
    counts, place = count_on_blocks([rows], ["burglary"], blocks, neighborhoods["neighborhood_id"])
    column = concentration_column(counts[0], place, 3, seed=(1,), draws=50)
    assert np.isnan(column.values).tolist() == [False, True, True]
    assert np.isnan(column.draws).all(axis=0).tolist() == [False, True, True]


def test_chances_of_a_rise_come_true_as_often_as_they_say() -> None:
    """In 30 simulated years of 52 neighborhoods with 394 burglaries, changes of a quarter."""
    chance, did_rise = [], []
    for seed in range(30):
        town = simulate_town(seed, a_year=394)
        now, before = (
            table.groupby("neighborhood_id")["incidents"].sum().to_numpy()
            for table in (town.now, town.before)
        )
        chance.append(trend_column(now, before, **DAYS, seed=(1,), draws=1).values)
        did_rise.append(town.change > 1.1)
    chances, rises = np.concatenate(chance), np.concatenate(did_rise)
    assert chances.mean() == pytest.approx(rises.mean(), abs=0.04)
    is_sure = chances > 0.7
    assert is_sure.sum() > 50
    assert rises[is_sure].mean() == pytest.approx(chances[is_sure].mean(), abs=0.12)
