"""A change is called one only when it is more than chance; p-value, limits and verdict agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from math import inf, isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.changes import (
    ALPHA,
    Change,
    comparable_periods,
    compare_counts,
    compare_places,
    e_test,
)
from analytics.periods import Period
from tests.analytics.fourtown import covered

WHEELER = Path(__file__).parents[3] / "shared" / "golden" / "wheeler"
CHANGES = {"up", "down", "new"}


def compare(now: int, before: int, days_now: int = 28, days_before: int = 28) -> Change:
    return compare_counts(now, before, days_now=days_now, days_before=days_before)


def golden(name: str) -> dict[str, list[dict[str, float]]]:
    if not (WHEELER / name).exists():
        pytest.skip(f"no reference values at {WHEELER / name}")
    values: dict[str, list[dict[str, float]]] = json.loads((WHEELER / name).read_text())
    return values


@pytest.mark.parametrize(
    ("now", "before", "p"), [(3, 0, 0.0884), (6, 2, 0.1749), (25, 16, 0.1648), (0, 3, 0.0884)]
)
def test_e_test_gives_the_published_values(now: int, before: int, p: float) -> None:
    """Krishnamoorthy & Thomson 2004, and R's ptools, which agrees where periods are equal."""
    assert e_test(now, before) == pytest.approx(p, abs=5e-5)


def test_numpys_counts_leave_nothing_of_theirs_for_the_next_who_asks() -> None:
    of_numpy = compare_counts(np.int64(4711), np.int64(4700), days_now=28, days_before=28)
    kept = compare_counts(4711, 4700, days_now=28, days_before=28)
    assert kept is of_numpy
    assert json.loads(json.dumps(asdict(kept)))["now"] == 4711


def test_e_test_equals_ptools_where_periods_are_equally_long() -> None:
    """Elsewhere ptools and crimepy standardize by the pooled mean, which is another test."""
    cases = [case for case in golden("ptools.json")["e_test"] if case["d"] == 0]
    equal = [case for case in cases if case["n1"] == case["n2"]]
    assert len(equal) == 16
    for case in equal:
        p = e_test(case["k1"], case["k2"], case["n1"], case["n2"])
        assert p == pytest.approx(case["p"], abs=1e-9)


def test_e_test_of_different_lengths_equals_scipys_and_no_verdict_rests_on_it() -> None:
    for case in golden("etest_unequal_exposure.json")["cases"]:
        counts = int(case["k1"]), int(case["k2"])
        days = int(case["n1"]), int(case["n2"])
        expected = case["scipy_poisson_means_test"]
        assert e_test(*counts, *days) == pytest.approx(expected, abs=1e-9)
        assert compare(*counts, *days).p_value != pytest.approx(expected, abs=1e-3)


def test_the_p_value_doubles_the_smaller_tail_so_that_it_agrees_with_the_limits() -> None:
    """R's poisson.test sums all outcomes as unlikely: 0.0632 for 25 in one and 64 in four."""
    change = compare(25, 64, 7, 28)
    exact = binomtest(25, 89, 0.2)
    assert exact.pvalue == pytest.approx(0.06320329661301, abs=1e-9)
    tails = [binomtest(25, 89, 0.2, side).pvalue for side in ("less", "greater")]
    assert change.p_value == pytest.approx(2 * min(tails), abs=1e-12)


def test_periods_of_different_length_use_the_conditional_test() -> None:
    change = compare(25, 64, 7, 28)
    assert change.ratio == pytest.approx(25 / 16)
    assert change.verdict == "can't tell"
    assert change.ratio_low < 1 < change.ratio_high
    # The E-test as scipy standardizes it would miss this; five in four weeks after none in a year.
    assert compare(5, 0, 28, 364).verdict == "new"
    assert e_test(5, 0, 28, 364) > 0.3


@pytest.mark.parametrize(
    ("now", "before", "days", "ratio", "low", "high"),
    [
        (60, 90, (28, 28), 0.6666666666667, 0.4726738224075, 0.9344930055419),
        (25, 64, (7, 28), 1.5625, 0.9427521982741, 2.516308421016),
        (11, 21, (800, 3011), 1.971488, 0.8584264, 4.2772659),
    ],
)
def test_limits_of_the_ratio_equal_those_of_poisson_test_in_r(
    now: int, before: int, days: tuple[int, int], ratio: float, low: float, high: float
) -> None:
    change = compare_counts(now, before, days_now=days[0], days_before=days[1], alpha=0.05)
    assert change.ratio == pytest.approx(ratio, rel=1e-6)
    assert change.ratio_low == pytest.approx(low, rel=1e-6)
    assert change.ratio_high == pytest.approx(high, rel=1e-6)


def test_verdict_limits_and_p_value_agree_for_every_pair_of_counts() -> None:
    for now in range(60):
        for before in range(60):
            change = compare(now, before)
            is_change = change.verdict in CHANGES
            assert is_change == (change.p_value < ALPHA)
            assert is_change == (not change.ratio_low <= 1 <= change.ratio_high)
            # Both tests must agree; the exact one never says less than the other.
            assert e_test(now, before) <= change.p_value + 1e-9


@settings(max_examples=100)
@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.sampled_from([(28, 28), (28, 364), (60, 59)]),
    st.sampled_from([1.0, 1.7]),
)
def test_swapping_the_periods_swaps_up_and_down(
    now: int, before: int, days: tuple[int, int], dispersion: float
) -> None:
    there = compare_counts(
        now, before, days_now=days[0], days_before=days[1], dispersion=dispersion
    )
    back = compare_counts(before, now, days_now=days[1], days_before=days[0], dispersion=dispersion)
    assert there.p_value == pytest.approx(back.p_value)
    assert there.ratio_low == pytest.approx(1 / back.ratio_high if back.ratio_high else inf)
    assert {there.verdict, back.verdict} in (
        {"up", "down"},
        {"new", "down"},
        {"can't tell"},
        {"none"},
    )


def test_from_zero_is_new_only_when_it_is_more_than_chance() -> None:
    assert compare(6, 0).verdict == "can't tell"
    assert compare(7, 0).verdict == "new"
    assert isnan(compare(7, 0).ratio)


def test_every_neighborhood_is_compared_quiet_ones_too() -> None:
    neighborhoods = pd.DataFrame(
        {"neighborhood_id": ["a", "b", "c"], "name": ["Alder", "Birch", "Cedar"]}
    )
    now = pd.DataFrame({"neighborhood_id": ["a"] * 9 + ["b"] + [None]})
    before = pd.DataFrame({"neighborhood_id": ["b"], "incidents": [2]})
    table = compare_places(now, before, neighborhoods, days_now=28, days_before=28)
    assert table["now"].tolist() == [9, 1, 0]
    assert table["before"].tolist() == [0, 2, 0]
    assert table["difference"].tolist() == [9, -1, 0]
    assert table["verdict"].tolist() == ["new", "can't tell", "none"]


def test_a_steady_rise_beyond_the_dispersion_is_still_called_one() -> None:
    change = compare_counts(140, 60, days_now=28, days_before=28, dispersion=2.5)
    assert change.verdict == "up"
    assert change.ratio == pytest.approx(140 / 60)
    assert change.ratio_low > 1


@pytest.mark.parametrize("dispersion", [1.3, 2.5, 40.0])
def test_dispersion_only_widens_the_limits_and_they_agree_with_the_verdict(
    dispersion: float,
) -> None:
    for now in range(0, 200, 7):
        for before in range(0, 200, 7):
            plain = compare(now, before)
            wide = compare_counts(now, before, days_now=28, days_before=28, dispersion=dispersion)
            assert wide.ratio_low <= plain.ratio_low
            assert wide.ratio_high >= plain.ratio_high
            is_change = wide.verdict in CHANGES
            assert is_change == (wide.p_value < ALPHA)
            assert is_change == (not wide.ratio_low <= 1 <= wide.ratio_high)


def test_dispersion_divides_the_counts_of_the_exact_interval() -> None:
    wide = compare_counts(60 * 3, 90 * 3, days_now=28, days_before=28, dispersion=3)
    plain = compare(60, 90)
    assert (wide.ratio_low, wide.ratio_high) == pytest.approx((plain.ratio_low, plain.ratio_high))
    below = compare_counts(60, 90, days_now=28, days_before=28, dispersion=0.4)
    assert below == plain


def test_the_largest_difference_of_a_year_is_chance_where_weeks_vary_so_much() -> None:
    """Other offenses of St. Louis, 52 weeks to 16 November 2019 and the 52 before."""
    counts = {"now": 32_649, "before": 32_031, "days_now": 364, "days_before": 364}
    assert compare_counts(**counts).verdict == "up"
    assert compare_counts(**counts, dispersion=2.6).verdict == "can't tell"


def test_each_neighborhood_is_judged_by_its_own_dispersion() -> None:
    neighborhoods = pd.DataFrame({"neighborhood_id": ["a", "b"], "name": ["Alder", "Birch"]})
    now = pd.DataFrame({"neighborhood_id": ["a", "b"], "incidents": [60, 60]})
    before = now.assign(incidents=35)
    table = compare_places(
        now, before, neighborhoods, days_now=28, days_before=28, dispersions={"a": 4.0}
    )
    assert table["verdict"].tolist() == ["can't tell", "up"]


def test_days_still_filling_up_are_not_compared() -> None:
    data = covered(date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 16))
    whole = comparable_periods(Period(date(2026, 2, 10), date(2026, 3, 10)), data)
    assert whole == (
        Period(date(2026, 2, 10), date(2026, 3, 10)),
        Period(date(2026, 1, 13), date(2026, 2, 10)),
    )
    cut = comparable_periods(Period(date(2026, 3, 2), date(2026, 3, 30)), data)
    assert cut == (
        Period(date(2026, 3, 2), date(2026, 3, 16)),
        Period(date(2026, 2, 16), date(2026, 3, 2)),
    )
    assert comparable_periods(Period(date(2026, 3, 16), date(2026, 3, 30)), data) is None
    assert comparable_periods(Period(date(2026, 1, 5), date(2026, 2, 2)), data) is None
