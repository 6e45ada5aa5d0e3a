"""A count is called unusual beside several earlier ones by the test that fits them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from analytics.changes import change_sentence, compare_counts, verdict_words
from analytics.usual import (
    THRESHOLD,
    compare_with_earlier,
    poisson_z,
    usual_range,
    usual_sentence,
)

GOLDEN = Path(__file__).parents[3] / "shared" / "golden"


def golden(name: str) -> dict[str, list[dict[str, float]]]:
    if not (GOLDEN / name).exists():
        pytest.skip(f"no reference values at {GOLDEN / name}")
    values: dict[str, list[dict[str, float]]] = json.loads((GOLDEN / name).read_text())
    return values


def test_false_signals_of_the_poisson_z_are_those_of_exact_enumeration() -> None:
    """With two noisy counts, and against a known mean; and those of percentages, which are why
    there is none here."""
    for row in golden("wheeler/calibration.json")["no_real_change_false_signal_probabilities"]:
        mean = row["mean_per_period"]
        # The reference leaves out what lies beyond eight standard deviations and a few counts.
        counts = np.arange(int(mean + 12 * np.sqrt(mean) + 20))
        chance = poisson.pmf(counts, mean)
        pairs = np.outer(chance, chance)
        now, before = counts[:, None], counts[None, :]
        z, z_known = np.abs(poisson_z(now, before)), np.abs(poisson_z(counts, mean))
        with np.errstate(divide="ignore", invalid="ignore"):
            percent = np.abs(now - before) / before
        expected = {
            "P(|Z|>2) both noisy": pairs[z > 2].sum(),
            "P(|Z|>3) both noisy": pairs[z > 3].sum(),
            "P(|Z/sqrt2|>1.96) both noisy": pairs[z / np.sqrt(2) > 1.96].sum(),
            "P(|Z|>2) baseline known": chance[z_known > 2].sum(),
            "P(|Z|>3) baseline known": chance[z_known > 3].sum(),
            "P(|pct change|>=25%)": pairs[percent >= 0.25].sum(),
            "P(|pct change|>=50%)": pairs[percent >= 0.5].sum(),
        }
        for name, share in expected.items():
            assert row[name] == pytest.approx(share, abs=1e-9), (mean, name)


def test_the_usual_range_equals_the_table_made_in_r() -> None:
    for row in golden("trends/poisson_tables_R.json")["prediction"]:
        low, high = usual_range(row["mu"])
        assert low == pytest.approx(row["sqrt_lo_z3"], abs=1e-9)
        assert high == pytest.approx(row["sqrt_hi_z3"], abs=1e-9)


def test_five_periods_with_incidents_enough_are_judged_by_the_poisson_z() -> None:
    """Known by hand: 2(√25 − √9) is 4 and 2(√16 − √9) is 2."""
    assert poisson_z(25, 9) == pytest.approx(4)
    assert poisson_z(4, 9, dispersion=4) == pytest.approx(-1)
    change = compare_with_earlier(25, [9, 8, 10, 7, 11], days=28)
    assert change.verdict == "up"
    assert change.ratio == pytest.approx(25 / 9)
    assert change.ratio_low == pytest.approx((5 - 1.5) ** 2 / 9)
    assert change.ratio_high == pytest.approx((5 + 1.5) ** 2 / 9)
    assert compare_with_earlier(16, [9] * 5, days=28).verdict == "can't tell"
    assert compare_with_earlier(1, [9] * 5, days=28).verdict == "down"


def test_one_earlier_period_is_judged_as_any_two_periods_are() -> None:
    """Against a single count, Z is beyond 3 one time in 25 with nothing changed."""
    single = compare_with_earlier(19, [8], days=28)
    assert single == compare_counts(19, 8, days_now=28, days_before=28)
    assert abs(poisson_z(19, 8)) > THRESHOLD
    assert single.verdict == "can't tell"


@pytest.mark.parametrize("earlier", [[9, 9], [9] * 4, [3] * 5, [0] * 12])
def test_a_few_periods_or_quiet_ones_are_judged_by_the_exact_test(earlier: list[int]) -> None:
    expected = compare_counts(12, sum(earlier), days_now=28, days_before=28 * len(earlier))
    assert compare_with_earlier(12, earlier, days=28) == expected


def test_a_quiet_month_after_quiet_months_is_no_fall() -> None:
    """Chance makes no incident 1 time in 20 where 3 are usual, and Z is then below -3."""
    assert poisson_z(0, 3) < -THRESHOLD
    assert compare_with_earlier(0, [3] * 5, days=28).verdict == "can't tell"


def test_more_dispersion_needs_more_incidents_before_the_poisson_z_is_asked() -> None:
    """With a dispersion of 2, chance makes no incident 1 time in 32 where 5 are usual."""
    assert poisson_z(0, 5, dispersion=2) < -THRESHOLD
    assert compare_with_earlier(0, [5] * 5, days=28, dispersion=2).verdict == "can't tell"


def test_nothing_earlier_is_nothing_to_compare_with() -> None:
    with pytest.raises(ValueError, match="at least one earlier period"):
        compare_with_earlier(3, [], days=28)


@pytest.mark.parametrize("periods", [1, 2, 5, 12])
@pytest.mark.parametrize("mean", [0.5, 2.0, 4.0, 5.0, 7.0, 25.0])
def test_where_nothing_changed_it_is_seldom_called_a_change(mean: float, periods: int) -> None:
    """The chance of a false change by enumeration, the earlier periods being noisy, too."""
    first, last = poisson.ppf([1e-6, 1 - 1e-6], mean * periods)
    totals = np.arange(int(first), int(last) + 1)
    counts = np.arange(int(poisson.ppf(1 - 1e-7, mean)) + 1)
    chance_now = poisson.pmf(counts, mean)
    chance = 0.0
    for total, weight in zip(totals, poisson.pmf(totals, mean * periods), strict=True):
        earlier = [int(total)] + [0] * (periods - 1)
        verdicts = [compare_with_earlier(int(now), earlier, days=28).verdict for now in counts]
        chance += weight * chance_now[[word in {"up", "down", "new"} for word in verdicts]].sum()
    assert chance <= 0.02


@settings(max_examples=150)
@given(st.integers(0, 200), st.lists(st.integers(0, 120), min_size=1, max_size=8), st.floats(1, 4))
def test_limits_p_value_verdict_and_words_agree(
    now: int, earlier: list[int], dispersion: float
) -> None:
    change = compare_with_earlier(now, earlier, days=28, dispersion=dispersion)
    is_change = change.verdict in {"up", "down", "new"}
    assert is_change == (change.p_value < change.alpha)
    assert is_change == (not change.ratio_low <= 1 <= change.ratio_high)
    sentence = change_sentence(change, "Burglary", before_words="the same days of earlier years")
    assert sentence.endswith(verdict_words(change)) or change.verdict == "none"
    assert "%" not in sentence


def test_bands_of_weekly_robberies_are_those_that_crimepy_draws() -> None:
    weeks = _table("wheeler/crimepy_weekly_memphis.csv").dropna()
    low, high = usual_range(weeks["PriorMean"].to_numpy())
    assert len(weeks) > 40
    np.testing.assert_allclose(low, weeks["Low"], rtol=1e-12)
    np.testing.assert_allclose(high, weeks["High"], rtol=1e-12)


def test_z_of_the_year_to_date_is_that_of_crimepy() -> None:
    table = _table("wheeler/crimepy_ytd_memphis.csv")
    z = poisson_z(table["2019"].to_numpy(), table["2018"].to_numpy())
    np.testing.assert_allclose(z, table["PoissonZ"], rtol=1e-12)


def _table(name: str) -> pd.DataFrame:
    if not (GOLDEN / name).exists():
        pytest.skip(f"no reference values at {GOLDEN / name}")
    return pd.read_csv(GOLDEN / name)


def test_the_sentence_names_the_years_and_not_the_days_just_before() -> None:
    five = compare_with_earlier(51, [27, 25, 28, 26, 26], days=28)
    assert usual_sentence(five, "Burglary") == (
        "Burglary: 51 in the last 28 days, 132 in the same days of the 5 years before, 26.4 in 28"
        f" days. {verdict_words(five)}"
    )
    one = compare_with_earlier(51, [27], days=28)
    assert usual_sentence(one, "Burglary", "Sunmor").startswith(
        "Burglary in Sunmor: 51 in the last 28 days, 27 in the same days of the year before. Up"
    )
