"""The curve equals R's, its limits hold their rate, and trend and season are no effect."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analytics.assessment import Segmented, fit_segmented, segmented_sentence

GOLDEN = Path(__file__).parents[4] / "shared" / "golden" / "assessment" / "its_R.json"
SEAT_BELTS = date(1983, 2, 1)


def golden() -> dict[str, Any]:
    if not GOLDEN.exists():
        pytest.skip(f"no reference values at {GOLDEN}")
    return json.loads(GOLDEN.read_text())


def months_of(counts: Any, first: str = "2018-01-01") -> pd.DataFrame:
    return pd.DataFrame(
        {"month_on": pd.date_range(first, periods=len(counts), freq="MS"), "incidents": counts}
    )


def drawn(
    rng: np.random.Generator,
    mean: float,
    *,
    before: int = 36,
    after: int = 24,
    effect: float = 1.0,
    dispersion: float = 2.0,
) -> Segmented:
    """Fit months with a winter season, a slow rise and an effect of the response."""
    at = np.arange(before + after)
    means = mean * np.exp(0.3 * np.cos(2 * np.pi * at / 12) + 0.002 * at)
    means = np.where(at >= before, means * effect, means)
    extra = dispersion - 1
    months = months_of(rng.poisson(rng.gamma(means / extra, extra) if extra else means))
    return fit_segmented(months, changed_on=months["month_on"].iloc[before].date(), bends=False)


def test_killed_and_injured_drivers_equal_r() -> None:
    """UKDriverDeaths, quasi-Poisson with a level for each month, trend, jump and bend."""
    case = golden()["uk"]
    found = fit_segmented(
        months_of(case["y"], "1969-01-01"),
        changed_on=SEAT_BELTS,
        season="months",
        errors="dispersion",
    )
    for ours, theirs in (("trend", "tt"), ("level", "law"), ("slope", "I(law * (tt - 169))")):
        assert found.terms.loc[ours, "log_ratio"] == pytest.approx(case["coef"][theirs], rel=1e-9)
        assert found.terms.loc[ours, "log_se"] == pytest.approx(case["se"][theirs], rel=1e-9)
    assert found.dispersion == pytest.approx(case["dispersion"], rel=1e-9)
    assert found.verdict == "down"


def test_killed_drivers_equal_r() -> None:
    """Seatbelts, Poisson with a jump only; R's errors know chance alone."""
    case = golden()["drivers_killed"]
    found = fit_segmented(
        months_of(case["y"], "1969-01-01"),
        changed_on=SEAT_BELTS,
        season="months",
        errors="dispersion",
        bends=False,
    )
    level = found.terms.loc["level"]
    assert level["log_ratio"] == pytest.approx(case["coef_law"], rel=1e-9)
    assert level["log_se"] / found.dispersion**0.5 == pytest.approx(case["se_law"], rel=1e-9)
    assert level["ratio"] == pytest.approx(case["irr"], rel=1e-9)
    assert found.terms.loc["slope", ["ratio", "low", "high"]].tolist() == [1, 1, 1]


def test_newey_and_west_equal_statsmodels_and_never_narrow_the_limits() -> None:
    rng = np.random.default_rng(3)
    level = np.zeros(96)
    for at in range(1, 96):
        level[at] = 0.7 * level[at - 1] + 0.15 * rng.normal()
    months = months_of(rng.poisson(60 * np.exp(level)))
    changed_on = months["month_on"].iloc[60].date()
    arguments: dict[str, Any] = {"changed_on": changed_on, "season": "months"}
    plain = fit_segmented(months, **arguments, errors="dispersion").terms["log_se"]
    wide = fit_segmented(months, **arguments).terms["log_se"]

    at = np.arange(1, 97)
    after = at > 60
    is_month = months["month_on"].dt.month.to_numpy()[:, None] == np.arange(2, 13)
    design = np.column_stack([np.ones(96), at, after, after * (at - 60), is_month])
    model = sm.GLM(months["incidents"].to_numpy(), design, family=sm.families.Poisson())
    reference = model.fit(
        tol=1e-14, cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    theirs = pd.Series(reference.bse[1:4], index=["trend", "level", "slope"])
    assert (theirs > plain[:3]).any()
    assert wide[:3].to_numpy() == pytest.approx(np.maximum(theirs, plain[:3]).to_numpy(), rel=1e-9)
    assert (wide >= plain).all()


@pytest.mark.parametrize(
    ("mean", "dispersion", "effect"), [(10, 1.0, 1.0), (40, 2.5, 1.0), (40, 2.5, 0.7)]
)
def test_the_limits_hold_the_true_level_19_times_in_20(
    mean: float, dispersion: float, effect: float
) -> None:
    rng = np.random.default_rng(int(mean))
    draws = [drawn(rng, mean, effect=effect, dispersion=dispersion) for _ in range(150)]
    held = [f.terms.loc["level", "low"] <= effect <= f.terms.loc["level", "high"] for f in draws]
    assert 0.9 <= np.mean(held) <= 0.99
    if effect == 1:
        assert np.mean([found.verdict != "can't tell" for found in draws]) <= 0.08


def test_the_least_drop_is_noticed_about_4_times_in_5() -> None:
    rng = np.random.default_rng(4)
    power = drawn(rng, 40).power
    assert power is not None
    effect = 1 - power.least_drop / power.expected
    noticed = [drawn(rng, 40, effect=effect).verdict == "down" for _ in range(120)]
    assert 0.65 <= np.mean(noticed) <= 0.93


def test_a_fall_that_began_years_before_is_no_effect_of_the_response() -> None:
    counts = np.round(80 * 0.985 ** np.arange(60)) + np.tile([1, -1], 30)
    found = fit_segmented(months_of(counts), changed_on=date(2021, 7, 1))
    assert counts[42:].mean() < 0.7 * counts[:42].mean()
    assert found.verdict == "can't tell"
    assert found.terms.loc["trend", "ratio"] == pytest.approx(0.985, abs=0.003)


def test_the_quiet_season_is_no_effect_of_the_response() -> None:
    counts = np.round(40 * np.exp(0.5 * np.cos(2 * np.pi * np.arange(53) / 12)))
    found = fit_segmented(months_of(counts), changed_on=date(2021, 4, 1))
    assert found.verdict == "can't tell"


def test_a_level_that_halves_is_found_with_its_incidents() -> None:
    counts = np.where(np.arange(60) < 36, 40, 20) + np.tile([2, -2], 30)
    found = fit_segmented(months_of(counts), changed_on=date(2021, 1, 1), bends=False)
    assert found.verdict == "down"
    assert found.terms.loc["level", "ratio"] == pytest.approx(0.5, abs=0.06)
    assert found.low < found.difference < found.high < 0
    assert -700 < found.low < -480 < found.high < -250


def test_a_month_that_the_start_cuts_and_months_without_data_are_left_out() -> None:
    counts = np.full(60, 40.0) + np.tile([2, -2], 30)
    counts[[5, 20]] = np.nan
    counts[36] = 400
    found = fit_segmented(months_of(counts), changed_on=date(2021, 1, 12))
    assert (found.months_before, found.months_after) == (34, 23)
    assert found.verdict == "can't tell"
    assert found.terms.loc["level", "ratio"] == pytest.approx(1, abs=0.1)


def test_months_that_are_cut_or_still_fill_up_are_left_out() -> None:
    months = months_of(np.full(60, 20)).assign(is_complete=True, is_settled=True)
    months.loc[0, ["incidents", "is_complete"]] = 1, False
    months.loc[59, ["incidents", "is_settled"]] = 2, False
    found = fit_segmented(months, changed_on=date(2021, 1, 1))
    assert (found.months_before, found.months_after) == (35, 23)
    pd.testing.assert_frame_equal(
        found.terms, fit_segmented(months[1:59], changed_on=date(2021, 1, 1)).terms
    )


def test_two_years_before_and_one_after_are_needed_and_the_reason_is_said() -> None:
    months = months_of(np.full(60, 9))
    assert fit_segmented(months[:36], changed_on=date(2020, 1, 1)).reason is None
    for changed_on in (date(2019, 12, 1), date(2022, 2, 1)):
        found = fit_segmented(months, changed_on=changed_on)
        assert found.power is None
        assert found.verdict == "can't tell"
        assert found.terms.isna().all(axis=None)
        assert segmented_sentence(found, "Burglary", "Warm Sands").startswith(
            "Burglary in Warm Sands: can't tell: it takes 24 months before and 12 after"
        )


def test_few_incidents_make_no_curve() -> None:
    counts = np.where(np.arange(60) < 36, 3, 0)
    found = fit_segmented(months_of(counts), changed_on=date(2021, 1, 1))
    assert found.reason is not None
    assert "there are 108 and 0" in found.reason


def test_the_sentence_begins_with_the_power_and_ends_with_the_verdict() -> None:
    counts = np.where(np.arange(60) < 36, 40, 20) + np.tile([2, -2], 30)
    found = fit_segmented(months_of(counts), changed_on=date(2021, 1, 1), bends=False)
    sentence = segmented_sentence(found, "Burglary", "Warm Sands")
    assert sentence.startswith("Of 9")
    assert (
        "Burglary in Warm Sands: 480 in the 24 months after 1 Jan 2021, judged by the 36 months"
        " before. Down (95% limits):" in sentence
    )
    assert sentence.endswith("fewer than the months before lead one to expect.")
