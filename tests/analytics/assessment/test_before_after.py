"""The ratio of ratios equals Fisher's limits, and forgives what hits both areas alike."""

from __future__ import annotations

from math import inf, isnan

import numpy as np
import pytest
from scipy.stats import nchypergeom_fisher

from analytics.assessment import AreaCounts, ratio_of_ratios


def test_the_limits_equal_fisher_test_in_r() -> None:
    """Convictions of like-sex twins (Fisher 1962), as the help of R's fisher.test has them; R's
    search stops at three digits."""
    twins = ratio_of_ratios(AreaCounts(15, 2), AreaCounts(3, 10))
    assert twins.ratio == pytest.approx(0.04)
    assert (twins.low, twins.high) == pytest.approx((0.003325764, 0.363182271), rel=3e-3)


def test_each_limit_leaves_one_time_in_forty_beyond_it() -> None:
    found = ratio_of_ratios(AreaCounts(30, 18), AreaCounts(28, 33))
    table = {"M": 30 + 18 + 28 + 33, "n": 18 + 33, "N": 30 + 18}
    assert nchypergeom_fisher.sf(17, **table, odds=found.low) == pytest.approx(0.025, rel=1e-6)
    assert nchypergeom_fisher.cdf(18, **table, odds=found.high) == pytest.approx(0.025, rel=1e-6)


def test_a_fall_of_the_whole_city_is_no_fall_of_the_treated_area() -> None:
    found = ratio_of_ratios(AreaCounts(200, 140), AreaCounts(1000, 700))
    assert found.ratio == 1
    assert found.low < 1 < found.high


def test_swapping_treated_and_control_turns_the_ratio_over() -> None:
    treated, control = AreaCounts(40, 20), AreaCounts(35, 45)
    for dispersion in (1.0, 2.0):
        there = ratio_of_ratios(treated, control, dispersion=dispersion)
        back = ratio_of_ratios(control, treated, dispersion=dispersion)
        turned = (1 / there.ratio, 1 / there.high, 1 / there.low)
        assert (back.ratio, back.low, back.high) == pytest.approx(turned)


def test_zeros_leave_one_limit_or_both_open() -> None:
    none_after = ratio_of_ratios(AreaCounts(9, 0), AreaCounts(8, 10))
    assert none_after.ratio == none_after.low == 0
    assert none_after.high < 1
    from_none = ratio_of_ratios(AreaCounts(0, 4), AreaCounts(5, 5))
    assert from_none.ratio == from_none.high == inf
    nothing = ratio_of_ratios(AreaCounts(0, 0), AreaCounts(5, 5))
    assert isnan(nothing.ratio)
    assert (nothing.low, nothing.high) == (0, inf)


def test_scattered_counts_have_limits_around_the_ratio_with_half_an_incident_in_each() -> None:
    found = ratio_of_ratios(AreaCounts(10, 0), AreaCounts(10, 10), dispersion=2)
    assert found.ratio == 0
    assert (found.low * found.high) ** 0.5 == pytest.approx(0.5 / 10.5)


def test_many_incidents_have_the_limits_of_the_exact_ones() -> None:
    exact = ratio_of_ratios(AreaCounts(500, 400), AreaCounts(510, 520))
    quasi = ratio_of_ratios(AreaCounts(500, 400), AreaCounts(510, 520), dispersion=1 + 1e-9)
    assert (quasi.low, quasi.high) == pytest.approx((exact.low, exact.high), rel=0.01)
    many = ratio_of_ratios(AreaCounts(50_000, 40_000), AreaCounts(51_000, 52_000))
    assert many.low < many.ratio < many.high < 0.81


@pytest.mark.parametrize(
    ("mean", "dispersion", "draws"), [(10, 1.0, 150), (60, 1.0, 100), (60, 2.5, 1500)]
)
def test_the_limits_hold_the_true_ratio_at_least_19_times_in_20(
    mean: int, dispersion: float, draws: int
) -> None:
    rng = np.random.default_rng(mean)
    means = mean * np.array([[1, 0.6], [1.5, 1.2]])
    held = 0
    for _ in range(draws):
        extra = dispersion - 1
        chance = rng.gamma(means / extra, extra) if extra else means
        (a, b), (c, d) = rng.poisson(chance).tolist()
        found = ratio_of_ratios(AreaCounts(a, b), AreaCounts(c, d), dispersion=dispersion)
        held += found.low <= 0.6 / 0.8 <= found.high
    assert held / draws >= 0.935
