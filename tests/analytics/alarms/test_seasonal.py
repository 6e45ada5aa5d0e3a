"""Farrington's flexible limits agree with R's surveillance and hold their rate on quiet series."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from analytics.alarms.seasonal import HISTORY_WEEKS, farrington_limits
from analytics.trends import count_quantile

GOLDEN = Path(__file__).parents[4] / "shared" / "golden" / "trends"
REFERENCE, SHOOTINGS = GOLDEN / "surveillance_R.json", GOLDEN / "nyc_shootings_weekly.csv"


def limits_of(counts: np.ndarray, weeks: int = 1, chance: float = 0.005) -> np.ndarray:
    return farrington_limits(counts, first=counts.shape[1] - weeks, chance=chance)[0]


def winters(mean: float, weeks: int) -> np.ndarray:
    return mean * np.exp(0.4 * np.cos(2 * np.pi * np.arange(weeks) * 7 / 365.25))


def test_limits_of_shootings_equal_those_of_r() -> None:
    if not REFERENCE.exists():
        pytest.skip(f"no reference values at {REFERENCE}")
    golden = json.loads(REFERENCE.read_text())["farrington_flexible"]
    counts = pd.read_csv(SHOOTINGS)["n"].to_numpy(dtype="float64")
    weeks = np.array(golden["index"]) - 1
    found, _ = farrington_limits(counts[None, : weeks[-1] + 1], first=weeks[0], chance=0.01)
    assert found[0].tolist() == golden["upper"]
    assert (counts[weeks] > found[0]).tolist() == [bool(alarm) for alarm in golden["alarm"]]


def test_negative_binomial_quantiles_equal_those_of_r() -> None:
    """qnbinom(c(.025, .975), mu, size): its variance is mean × (1 + mean / size)."""
    for mean, size, low, high in [(8, 4, 1, 20), (8, 20, 2, 15), (20, 5, 5, 43)]:
        scatter = np.array(1 + mean / size)
        found = [count_quantile(share, np.array(float(mean)), scatter) for share in (0.025, 0.975)]
        assert found == [low, high]


def test_the_fit_is_that_of_a_regression_with_seasons_and_trend() -> None:
    """By the slow way: statsmodels' quasi-Poisson regression, twice."""
    import statsmodels.api as sm

    counts = np.random.default_rng(5).negative_binomial(4, 0.4, 270).astype("float64")
    counts[100] = 60
    limit, expected = farrington_limits(counts[None], first=269)
    lags = np.arange(263, 26, -1)
    ahead = -lags % 52
    season = np.where((ahead <= 3) | (ahead >= 49), 9, (ahead - 4) // 5)
    design = np.column_stack([np.eye(10)[season], -lags / 52])
    y = counts[269 - lags]
    weights = np.ones(len(y))
    for _ in range(2):
        model = sm.GLM(y, design, family=sm.families.Poisson(), freq_weights=weights)
        fitted = model.fit(tol=1e-13)
        mean = fitted.fittedvalues
        scatter = (weights * (y - mean) ** 2 / mean).sum() / (len(y) - 11)
        root = np.sqrt(weights * mean)[:, None] * design
        leverage = np.einsum("ij,ji->i", root, np.linalg.pinv(root))
        residual = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - mean**0.5)
        residual /= np.sqrt(max(1, scatter) * (1 - leverage))
        weights = np.where(residual > 2.58, np.abs(residual) ** -2.0, 1)
        weights *= len(y) / weights.sum()
    mean_now = np.exp(fitted.params[9])
    assert expected[0, 0] == pytest.approx(mean_now, rel=1e-6)
    assert limit[0, 0] == nbinom.ppf(0.995, mean_now / (scatter - 1), 1 / scatter)


def test_each_series_and_week_is_judged_alone() -> None:
    counts = np.random.default_rng(6).poisson(4, (7, 300)).astype("float64")
    together = limits_of(counts, weeks=30)
    for series in (0, 6):
        for week in (0, 17, 29):
            alone = limits_of(counts[series : series + 1, : 271 + week])
            assert alone[0, 0] == together[series, week]


def test_the_limit_follows_the_winter_and_a_trend() -> None:
    means = winters(60, 314) * 0.85 ** (np.arange(314) / 52)
    _, expected = farrington_limits(np.round(means)[None], first=HISTORY_WEEKS)
    assert expected[0] == pytest.approx(means[HISTORY_WEEKS:], rel=0.07)


def test_the_last_half_year_has_no_part_in_the_limit() -> None:
    counts = np.random.default_rng(7).poisson(6, (1, 264)).astype("float64")
    rise = counts.copy()
    rise[0, -27:] += 20
    assert limits_of(counts)[0, 0] == limits_of(rise)[0, 0]


def test_an_earlier_outbreak_hardly_raises_the_limit() -> None:
    counts = np.random.default_rng(8).poisson(6, (1, 264)).astype("float64")
    outbreak = counts.copy()
    outbreak[0, 264 - 1 - 104] = 80
    assert limits_of(outbreak)[0, 0] <= limits_of(counts)[0, 0] + 3


def test_a_trend_that_foretells_more_than_any_week_had_is_not_believed() -> None:
    counts = np.concatenate([np.zeros(200), np.full(64, 4.0)])[None]
    _, expected = farrington_limits(counts, first=263)
    assert expected[0, 0] < 4


def test_five_years_are_needed_and_at_most_one_of_them_may_be_dark() -> None:
    counts = np.random.default_rng(9).poisson(6, (1, 264)).astype("float64")
    assert np.isnan(limits_of(counts[:, 1:])[0, 0])
    assert np.isfinite(limits_of(counts)[0, 0])
    dark = counts.copy()
    dark[0, 20:72] = np.nan
    assert abs(limits_of(dark)[0, 0] - limits_of(counts)[0, 0]) <= 2
    dark[0, 72] = np.nan
    assert np.isnan(limits_of(dark)[0, 0])


def test_a_dark_stretch_is_no_year_without_incidents() -> None:
    counts = np.full((1, 264), 8.0)
    dark = np.where(np.arange(264) < 50, np.nan, counts)
    _, expected = farrington_limits(dark, first=263)
    assert expected[0, 0] == pytest.approx(8)


@pytest.mark.parametrize(("mean", "dispersion"), [(1, 1), (5, 1), (5, 2), (30, 2)])
def test_quiet_winters_pass_the_limit_at_its_rate(mean: float, dispersion: float) -> None:
    rng = np.random.default_rng(int(10 * mean + dispersion))
    means = np.tile(winters(mean, 284), (300, 1))
    extra = dispersion - 1
    counts = rng.poisson(rng.gamma(means / extra, extra) if extra else means).astype("float64")
    above = (counts[:, -20:] > limits_of(counts, weeks=20)).mean()
    assert 0.001 <= above <= 0.01


def test_series_without_any_incident_expect_none() -> None:
    limit, expected = farrington_limits(np.zeros((2, 264)), first=263)
    assert limit.tolist() == expected.tolist() == [[0], [0]]
