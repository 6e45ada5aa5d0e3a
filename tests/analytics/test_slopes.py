"""Trend tests agree with R's and pymannkendall's, and say so where nothing can be told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from analytics.slopes import find_slope, find_slopes, slope_sentence

REFERENCE = Path(__file__).parents[3] / "shared" / "golden" / "trends" / "mann_kendall_R.json"

counts_of_cells = st.integers(5, 12).flatmap(
    lambda periods: st.lists(
        st.lists(st.integers(0, 6), min_size=periods, max_size=periods), min_size=1, max_size=8
    )
)


@pytest.mark.parametrize("name", ["nyc_annual_2006_2019", "nyc_monthly_first36", "nile"])
def test_trend_test_equals_that_of_r(name: str) -> None:
    if not REFERENCE.exists():
        pytest.skip(f"no reference values at {REFERENCE}")
    golden = json.loads(REFERENCE.read_text())[name]
    found = find_slopes(np.array([golden["x"]])).iloc[0]
    assert found["s"] == golden["S"]
    assert found["variance"] == pytest.approx(golden["varS"], abs=1e-9)
    assert found["z"] == pytest.approx(golden["z"], abs=1e-9)
    assert found["p_value"] == pytest.approx(golden["p"], abs=1e-9)
    assert found["slope"] == pytest.approx(golden["sen"], abs=1e-9)
    # pymannkendall's Tau is tau-a, which ties pull towards zero.
    assert found["tau_b"] == pytest.approx(golden["tau_b"], abs=1e-9)


def test_seasonal_test_equals_pymannkendall_s() -> None:
    peer = pytest.importorskip("pymannkendall", reason="pymannkendall is for comparison only")
    rng = np.random.default_rng(2)
    winters = 9 * (1 + 0.5 * np.cos(np.arange(60) * np.pi / 6)) * np.linspace(1, 1.4, 60)
    for counts in rng.poisson(winters, (20, 60)).astype("float64"):
        found, expected = find_slope(counts, season=12), peer.seasonal_test(counts, period=12)
        assert found.p_value == pytest.approx(expected.p, abs=1e-9)
        assert found.slope == pytest.approx(expected.slope, abs=1e-9)
        assert found.rounds == 5


@given(counts_of_cells)
@settings(max_examples=60)
def test_a_cell_s_trend_does_not_depend_on_the_other_cells(cells: list[list[int]]) -> None:
    together = find_slopes(np.array(cells))
    for counts, (_, found) in zip(cells, together.iterrows(), strict=True):
        alone = find_slopes(np.array([counts])).iloc[0]
        np.testing.assert_array_equal(alone.to_numpy(), found.to_numpy())
        if len(set(counts)) > 1:
            expected = kendalltau(np.arange(len(counts)), counts).statistic
            assert found["tau_b"] == pytest.approx(expected, abs=1e-12)


@given(counts_of_cells)
@settings(max_examples=40)
def test_a_series_told_backwards_has_the_opposite_trend(cells: list[list[int]]) -> None:
    forth, back = find_slopes(np.array(cells)), find_slopes(np.array(cells)[:, ::-1])
    assert (forth["s"] == -back["s"]).all()
    assert forth["slope"].to_numpy() == pytest.approx(-back["slope"].to_numpy())
    assert forth["p_value"].to_numpy() == pytest.approx(back["p_value"].to_numpy())


def test_more_cells_than_are_measured_at_once_are_all_measured() -> None:
    counts = np.random.default_rng(3).poisson(2, (7000, 12))
    found = find_slopes(counts)
    assert found.notna()["slope"].all()
    assert find_slopes(counts[-5:])["s"].tolist() == found["s"].tail(5).tolist()


def test_of_cells_where_nothing_changes_few_have_a_trend() -> None:
    counts = np.random.default_rng(4).poisson(5, (4000, 12))
    assert 0.02 <= (find_slopes(counts)["p_value"] < 0.05).mean() <= 0.05


def test_months_of_winters_that_never_change_have_no_trend_by_season() -> None:
    winter_last = np.tile([2, 2, 2, 3, 3, 4, 4, 5, 6, 8, 9, 9], 3).astype("float64")
    assert find_slope(winter_last).is_clear
    by_season = find_slope(winter_last, season=12)
    assert by_season.p_value == 1
    assert by_season.slope == 0


def test_a_dark_period_is_left_out_and_its_time_is_kept() -> None:
    counts = np.array([[1.0, 2.0, np.nan, 4.0, 5.0, 6.0, 7.0], [3.0] * 7])
    found = find_slopes(counts)
    assert found["periods"].tolist() == [6, 6]
    assert found["slope"].tolist() == [1, 0]


def test_four_years_tell_no_trend_and_five_that_always_rise_do() -> None:
    short, enough = find_slope(np.arange(4)), find_slope(np.arange(5))
    assert np.isnan(short.p_value)
    assert not short.is_clear
    assert enough.is_clear
    assert slope_sentence(short, "Robbery") == "Robbery: can't tell a trend from 4 years."


def test_a_series_that_never_varies_has_no_trend() -> None:
    found = find_slopes(np.full((1, 6), 3.0)).iloc[0]
    assert (found["slope"], found["z"], found["p_value"]) == (0, 0, 1)
    assert np.isnan(found["tau_b"])


def test_the_sentence_says_direction_size_and_place() -> None:
    falling = find_slope([30, 28, 25, 21, 20, 16])
    assert (
        slope_sentence(falling, "Burglary", "Sunrise Park")
        == "Burglary in Sunrise Park: falling over 6 years, by about 2.8 a year."
    )
    noise = find_slope([3, 5, 4, 4, 5, 3])
    assert slope_sentence(noise, "Burglary").endswith(
        "can't tell a trend from chance over 6 years."
    )
    seldom = find_slope([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
    assert "rising over 12 quarters, by less than 0.1 a quarter" in slope_sentence(
        seldom, "Robbery", unit="quarter"
    )
