"""Rates are moved toward the city's as published, and intervals hold the truth as often as they
say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, nbinom

from analytics.shrinkage import (
    Prior,
    draw_rates,
    learned_prior,
    log_rates,
    marshall_prior,
    places_in_order,
    rank_intervals,
    shrink_locally,
    shrink_rates,
)

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "eb"
COUNTS = st.lists(st.integers(0, 60), min_size=2, max_size=30).map(np.array)


@pytest.fixture(scope="module")
def auckland() -> pd.DataFrame:
    """Infant deaths by area, as Marshall 1991 and spdep have them."""
    if not GOLDEN.exists():
        pytest.skip(f"no reference values at {GOLDEN}")
    gamma = pd.read_csv(GOLDEN / "auckland_poisson_gamma_python.csv")
    return pd.read_csv(GOLDEN / "auckland_eb_R.csv").merge(gamma, on="area")


def of(auckland: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return auckland["deaths"].to_numpy(), auckland["pop"].to_numpy()


def test_rates_of_auckland_equal_those_of_marshall_in_r(auckland: pd.DataFrame) -> None:
    deaths, births = of(auckland)
    prior = marshall_prior(deaths, births)
    assert prior.rate == pytest.approx(0.002633436193136, abs=1e-15)
    assert prior.rate**2 / prior.alpha == pytest.approx(7.284172900975e-07, rel=1e-12)
    rates = shrink_rates(deaths, births, prior)
    # R wrote twelve digits.
    assert rates["rate"].to_numpy() == pytest.approx(auckland["raw"].to_numpy(), abs=2e-14)
    assert rates["shrunk_rate"].to_numpy() == pytest.approx(
        auckland["eb_global"].to_numpy(), abs=5e-15
    )


def test_rates_of_auckland_are_posterior_means_of_a_gamma(auckland: pd.DataFrame) -> None:
    deaths, births = of(auckland)
    rates = shrink_rates(deaths, births, marshall_prior(deaths, births))
    for column, expected in {"shrunk_rate": "post_mean", "low": "q05", "high": "q95"}.items():
        assert rates[column].to_numpy() == pytest.approx(
            auckland[expected].to_numpy(), rel=0, abs=1e-15
        )


def test_local_rates_are_marshalls_and_not_the_default_of_spdep(auckland: pd.DataFrame) -> None:
    neighbors = [np.array(text.split(), dtype=int) - 1 for text in auckland["neighbours"]]
    rates = shrink_locally(*of(auckland), neighbors)
    assert rates == pytest.approx(auckland["eb_local_geoda"].to_numpy(), abs=3e-14)
    assert (np.abs(rates - auckland["eb_local"]) > 1e-9).sum() == 86


def test_the_highest_raw_rate_of_auckland_may_be_nearly_any_rank(auckland: pd.DataFrame) -> None:
    """One death among few births: of 167 areas, the ranks 6 to 154, the last give or take one."""
    deaths, births = of(auckland)
    top = int((deaths / births).argmax())
    draws = draw_rates(deaths, births, marshall_prior(deaths, births), seed=4)
    assert draws.shape == (10_000, 167)
    low, high = rank_intervals(draws)
    assert low[top] == 6
    assert high[top] == pytest.approx(154, abs=1)


def test_places_that_differ_by_no_more_than_chance_are_all_at_the_mean() -> None:
    counts, years = np.array([4, 5, 4, 6, 5]), np.ones(5)
    rates = shrink_rates(counts, years, marshall_prior(counts, years))
    assert rates["shrunk_rate"].to_numpy() == pytest.approx(np.full(5, 4.8), rel=1e-9)
    # What Marshall's one guess leaves out: that they may differ all the same.
    assert (rates["high"] - rates["low"] < 1e-4).all()
    learned = shrink_rates(counts, years, learned_prior(counts, years))
    assert (learned["high"] - learned["low"] > 1).all()


@pytest.mark.parametrize("estimate", [marshall_prior, learned_prior])
def test_a_city_without_incidents_has_rates_near_zero_and_no_error(estimate) -> None:  # type: ignore[no-untyped-def]
    rates = shrink_rates(np.zeros(4), np.ones(4), estimate(np.zeros(4), np.ones(4)))
    assert (rates["rate"] == 0).all()
    assert rates["shrunk_rate"].between(0, 0.13).all()


def test_the_less_is_known_of_a_place_the_nearer_it_is_to_the_mean() -> None:
    counts, homes = np.array([2, 20, 200, 30, 70]), np.array([10, 100, 1000, 400, 900])
    rates = shrink_rates(counts, homes, marshall_prior(counts, homes))
    mean = counts.sum() / homes.sum()
    kept = (rates["shrunk_rate"] - mean) / (rates["rate"] - mean)
    assert kept.iloc[:3].is_monotonic_increasing
    assert kept.between(0, 1).all()


def test_learned_prior_agrees_with_marshall_where_there_is_much_to_learn() -> None:
    rng = np.random.default_rng(5)
    truth = rng.gamma(4, 25, 400)
    counts, years = rng.poisson(truth), np.ones(400)
    learned, marshall = learned_prior(counts, years), marshall_prior(counts, years)
    assert learned.weight.sum() == pytest.approx(1)
    assert learned.weight @ (1 / learned.alpha) == pytest.approx(1 / marshall.alpha[0], rel=0.1)
    ratio = (
        shrink_rates(counts, years, learned)["shrunk_rate"]
        / shrink_rates(counts, years, marshall)["shrunk_rate"]
    )
    assert ratio.between(0.95, 1.05).all()


@settings(max_examples=40)
@given(COUNTS)
def test_rates_keep_the_order_of_the_counts_and_lie_in_their_intervals(counts: np.ndarray) -> None:
    years = np.ones(len(counts))
    rates = shrink_rates(counts, years, learned_prior(counts, years))
    order = np.argsort(counts, kind="stable")
    for column in ("shrunk_rate", "low", "high"):
        steps = np.diff(rates[column].to_numpy()[order])
        assert (steps >= -1e-9).all()
        assert (steps[np.diff(counts[order]) > 0] > 0).all()
    assert (rates["low"] < rates["shrunk_rate"]).all()
    assert (rates["low"] < rates["high"]).all()


@settings(max_examples=20)
@given(COUNTS, st.integers(2, 12))
def test_a_rate_a_month_is_a_twelfth_of_the_rate_a_year(counts: np.ndarray, parts: int) -> None:
    years = np.ones(len(counts))
    for estimate in (marshall_prior, learned_prior):
        whole = shrink_rates(counts, years, estimate(counts, years))
        part = shrink_rates(counts, years * parts, estimate(counts, years * parts))
        for column in whole:
            assert part[column].to_numpy() * parts == pytest.approx(
                whole[column].to_numpy(), rel=1e-6
            )


def test_draws_have_the_mean_and_the_interval_that_the_table_gives() -> None:
    counts, years = np.array([0, 1, 3, 9, 27]), np.array([1.0, 2, 1, 2, 1])
    prior = learned_prior(counts, years)
    rates = shrink_rates(counts, years, prior)
    draws = draw_rates(counts, years, prior, seed=1, draws=100_000)
    assert draws.mean(axis=0) == pytest.approx(rates["shrunk_rate"].to_numpy(), rel=0.01)
    assert np.quantile(draws, 0.05, axis=0)[1:] == pytest.approx(rates["low"][1:], rel=0.03)
    assert np.quantile(draws, 0.95, axis=0) == pytest.approx(rates["high"], rel=0.02)
    mean, variance = log_rates(counts, years, prior)
    assert np.log(draws).mean(axis=0) == pytest.approx(mean, abs=0.02)
    assert np.log(draws).var(axis=0) == pytest.approx(variance, rel=0.05)


def test_the_same_seed_gives_the_same_draws() -> None:
    counts, years = np.array([3, 0, 8]), np.ones(3)
    prior = learned_prior(counts, years)
    first, again, other = (draw_rates(counts, years, prior, seed=s, draws=5) for s in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_the_highest_is_first_and_ranks_of_a_draw_are_a_permutation() -> None:
    values = np.array([[3.0, 1.0, 2.0], [30.0, 10.0, 20.0]])
    low, high = rank_intervals(values)
    assert low.tolist() == high.tolist() == [1, 3, 2]
    assert places_in_order(values).tolist() == [[2, 0, 1], [2, 0, 1]]


def coverage(estimate, total: int, unevenness: float) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Give how often intervals of rate and rank hold the truth in 40 simulated cities of 52."""
    rng = np.random.default_rng(7)
    in_rate, in_rank = [], []
    years = np.ones(52)
    for seed in range(40):
        truth = rng.gamma(unevenness**-2, size=52) * unevenness**2 * total / 52
        counts = rng.poisson(truth)
        prior: Prior = estimate(counts, years)
        rates = shrink_rates(counts, years, prior)
        in_rate.append((rates["low"] <= truth) & (truth <= rates["high"]))
        low, high = rank_intervals(draw_rates(counts, years, prior, seed=seed, draws=500))
        rank = 52 - places_in_order(truth[None])[0]
        in_rank.append((low <= rank) & (rank <= high))
    return float(np.mean(in_rate)), float(np.mean(in_rank))


@pytest.mark.parametrize("total", [67, 394])
@pytest.mark.parametrize("unevenness", [0.5, 1.0])
def test_nine_intervals_in_ten_hold_the_true_rate_and_rank(total: int, unevenness: float) -> None:
    """Robberies and burglaries a year of Palm Springs; 2,080 neighborhoods each."""
    in_rate, in_rank = coverage(learned_prior, total, unevenness)
    assert 0.85 <= in_rate <= 0.95
    assert 0.88 <= in_rank <= 0.97


def test_on_few_robberies_intervals_of_one_guess_hold_the_truth_too_seldom() -> None:
    in_rate, _ = coverage(marshall_prior, 67, 0.5)
    assert in_rate < 0.75


@pytest.mark.parametrize("mean", [0.05, 0.7, 30.0, 4_000.0])
def test_limits_leave_five_of_a_hundred_of_what_is_believed_on_each_side(mean: float) -> None:
    """Where incidents are few as where they are many: the weighted gamma distributions at the limits themselves."""
    rng = np.random.default_rng(6)
    years = rng.uniform(0.5, 4, 60)
    counts = rng.poisson(mean * years * rng.gamma(1.5, 1 / 1.5, 60))
    prior = learned_prior(counts, years)
    found = shrink_rates(counts, years, prior)
    for name, share in (("low", 0.05), ("high", 0.95)):
        alpha, beta = prior.alpha[:, None] + counts, prior.beta[:, None] + years
        below = prior.weight @ gamma.cdf(beta * found[name].to_numpy(), alpha)
        # Where hardly anything happened much of the belief lies within a hair's breadth of zero.
        assert below == pytest.approx(share, abs=1e-6 if mean > 0.1 else 0.02)


def test_places_with_the_same_counts_have_the_same_limits_to_the_last_digit() -> None:
    counts, years = np.array([4, 0, 4, 9, 0]), np.array([2.0, 1.0, 2.0, 2.0, 1.0])
    found = shrink_rates(counts, years, learned_prior(counts, years))
    assert found.iloc[0].equals(found.iloc[2])
    assert found.iloc[1].equals(found.iloc[4])
    assert (found["rate"] == counts / years).all()


def test_many_places_with_few_different_counts_teach_what_each_of_them_would_alone() -> None:
    """Against the likelihood summed place by place."""
    rng = np.random.default_rng(9)
    years = rng.choice([0.5, 1.0, 3.0], 400)
    counts = rng.poisson(2 * years * rng.gamma(2, 0.5, 400))
    prior = learned_prior(counts, years)
    mean = prior.alpha / prior.beta
    plain = np.array(
        [
            nbinom.logpmf(counts, alpha, 1 / (1 + each * years / alpha)).sum()
            for alpha, each in zip(prior.alpha, mean, strict=True)
        ]
    )
    odds = prior.alpha / (counts.sum() / years.sum() * years.mean())
    belief = np.exp(plain - plain.max()) * odds / (1 + odds) ** 2
    assert prior.weight == pytest.approx(belief / belief.sum(), rel=1e-9)
