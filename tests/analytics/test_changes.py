"""A change is called one only when it is more than chance, and what the reader sees never
contradicts itself."""

from __future__ import annotations

from datetime import date
from math import inf, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.changes import (
    Change,
    change_sentence,
    comparable_periods,
    compare_counts,
    compare_places,
    e_test,
    ratio_words,
)
from analytics.periods import Period
from tests.analytics.fourtown import covered


def compare(now: int, before: int, days_now: int = 28, days_before: int = 28) -> Change:
    return compare_counts(now, before, days_now=days_now, days_before=days_before)


@pytest.mark.parametrize(
    ("now", "before", "p"), [(3, 0, 0.0884), (6, 2, 0.1749), (25, 16, 0.1648), (0, 3, 0.0884)]
)
def test_e_test_gives_the_published_values(now: int, before: int, p: float) -> None:
    """Krishnamoorthy & Thomson 2004, and R's ptools, which agrees where periods are equal."""
    assert e_test(now, before) == pytest.approx(p, abs=5e-5)


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
    change = compare(now, before, *days)
    assert change.ratio == pytest.approx(ratio, rel=1e-6)
    assert change.ratio_low == pytest.approx(low, rel=1e-6)
    assert change.ratio_high == pytest.approx(high, rel=1e-6)


def test_verdict_limits_and_p_value_agree_for_every_pair_of_counts() -> None:
    for now in range(60):
        for before in range(60):
            change = compare(now, before)
            is_change = change.verdict in {"up", "down", "new"}
            assert is_change == (change.p_value < 0.05)
            assert is_change == (not change.ratio_low <= 1 <= change.ratio_high)
            if is_change:
                assert e_test(now, before) < 0.05


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.sampled_from([(7, 7), (28, 28), (28, 364), (364, 28), (1, 1)]),
)
def test_the_words_never_contradict_the_verdict(
    now: int, before: int, days: tuple[int, int]
) -> None:
    change = compare(now, before, *days)
    sentence = change_sentence(change, "Burglary", "Warm Sands")
    assert "%" not in sentence
    limits = [
        float(word.replace(",", ""))
        for word in ratio_words(change).split()
        if word[0].isdigit() and word != "or"
    ]
    low, high = (0.0, *limits) if len(limits) == 1 and change.ratio_low == 0 else (*limits, inf)[:2]
    if change.verdict in {"up", "new"}:
        assert low > 1
    elif change.verdict == "down":
        assert high < 1
    elif change.verdict == "can't tell":
        assert low <= 1 <= high


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_looking_back_mirrors_looking_ahead(now: int, before: int) -> None:
    there, back = compare(now, before), compare(before, now)
    assert there.p_value == pytest.approx(back.p_value)
    assert {there.verdict, back.verdict} in (
        {"up", "down"},
        {"new", "down"},
        {"can't tell"},
        {"none"},
    )


def test_from_zero_is_new_only_when_it_is_more_than_chance() -> None:
    assert compare(3, 0).verdict == "can't tell"
    assert compare(6, 0).verdict == "new"
    assert isnan(compare(6, 0).ratio)


def test_two_zeros_are_no_change_and_no_finding() -> None:
    change = compare(0, 0)
    assert change.verdict == "none"
    assert change_sentence(change, "Robbery", "Baristo") == (
        "Robbery in Baristo: none in the last 28 days, none in the 28 days before."
    )


def test_the_sentence_that_residents_read() -> None:
    assert change_sentence(compare(6, 4), "Burglary", "Warm Sands") == (
        "Burglary in Warm Sands: 6 in the last 28 days, 4 in the 28 days before."
        " Can't tell whether that is a change."
    )
    assert change_sentence(compare(14, 4), "Burglary") == (
        "Burglary: 14 in the last 28 days, 4 in the 28 days before."
        " Up, more than chance explains: 1.1 to 15 times as many."
    )
    assert change_sentence(
        compare(0, 9), "Burglary", now_words="3 to 30 Nov 2025", before_words="the 28 days before"
    ) == (
        "Burglary: none from 3 to 30 Nov 2025, 9 in the 28 days before."
        " Down, more than chance explains: at most 0.5 times as many."
    )


def test_a_narrow_interval_keeps_the_digits_that_tell_it_from_no_change() -> None:
    assert ratio_words(compare(12_100, 11_000)) == "1.07 to 1.13"
    assert ratio_words(compare(3, 14)).startswith("0.04 to")


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


@pytest.mark.parametrize("dispersion", [1.0, 2.0])
def test_where_nothing_changed_at_most_two_sentences_in_a_hundred_say_it_did(
    dispersion: float,
) -> None:
    """52 neighborhoods x 3 categories x 28 days, at Palm Springs' volume and with uneven shares.

    Also where offenses come in series, and vary twice as much as chance alone would make them.
    """
    rng = np.random.default_rng(2)
    shares = 1 / np.arange(1, 53)
    means = np.outer([67, 394, 900], shares / shares.sum()) * 28 / 365.25
    extra = dispersion - 1

    def counts() -> np.ndarray:
        return rng.poisson(rng.gamma(means / extra, extra) if extra else means).ravel()

    verdicts = [
        compare(int(now), int(before)).verdict
        for _ in range(60)
        for now, before in zip(counts(), counts(), strict=True)
    ]
    assert sum(verdict in {"up", "down", "new"} for verdict in verdicts) / len(verdicts) <= 0.02


def test_a_steady_rise_beyond_the_dispersion_is_still_called_one() -> None:
    change = compare_counts(130, 60, days_now=28, days_before=28, dispersion=2.5)
    assert change.verdict == "up"
    assert change.ratio == pytest.approx(130 / 60)
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
            is_change = wide.verdict in {"up", "down", "new"}
            assert is_change == (wide.p_value < 0.05)
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


def test_a_doubling_of_the_citys_burglaries_is_mostly_found() -> None:
    rng = np.random.default_rng(3)
    month = 394 * 28 / 365.25
    pairs = zip(rng.poisson(2 * month, 400), rng.poisson(month, 400), strict=True)
    found = [compare(int(now), int(before)).verdict == "up" for now, before in pairs]
    assert np.mean(found) > 0.8


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
