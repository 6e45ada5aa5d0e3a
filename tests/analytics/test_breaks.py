"""Lasting steps are found where they are, beside the laws that may explain them, and not elsewhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruptures import Dynp

from analytics.breaks import (
    breaks_sentence,
    choose_split,
    find_breaks,
    law_changes_near,
    likely_places,
    scatter,
    split_levels,
)

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "trends"
REFERENCE, SHOOTINGS = GOLDEN / "changepoints_R.json", GOLDEN / "nyc_shootings_monthly.csv"


def golden() -> dict:
    if not REFERENCE.exists():
        pytest.skip(f"no reference values at {REFERENCE}")
    return json.loads(REFERENCE.read_text())


def weeks_of(counts: np.ndarray, step_weeks: int = 1, first: str = "2018-01-01") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "week_on": pd.date_range(first, periods=len(counts), freq=f"{7 * step_weeks}D"),
            "incidents": counts.astype("float64"),
            "is_complete": True,
            "is_settled": True,
        }
    )


def four_weeks(means: np.ndarray, rng: np.random.Generator, dispersion: float = 1) -> pd.DataFrame:
    extra = dispersion - 1
    return weeks_of(rng.poisson(rng.gamma(means / extra, extra) if extra else means), 4)


def winters(level: float, steps: int) -> np.ndarray:
    days = np.arange(steps) * 28 + 14
    return level * np.exp(0.4 * np.cos(2 * np.pi * days / 365.25))


def test_the_nile_fell_after_its_28th_year() -> None:
    """Zeileis et al. 2003: one break, in 1898; ruptures says 30 where it tries every fifth year."""
    flow = np.array(golden()["nile"]["y"], dtype="float64")
    split = choose_split(flow, split_levels(flow, least=15))
    assert split == [28, 100]
    assert Dynp("l2", min_size=15).fit(flow).predict(1) == [30, 100]
    likely = likely_places(flow, split, 0, least=15)
    # strucchange, which reckons the interval in another way: 25 to 32.
    assert (likely[0], likely[-1]) == (26, 29)


def test_levels_of_shootings_equal_those_of_strucchange() -> None:
    expected = golden()["nyc_monthly"]
    counts = pd.read_csv(SHOOTINGS)["n"].to_numpy(dtype="float64")
    splits = split_levels(counts, least=21, most=8)
    squares, information = expected["RSS"]
    assert [scatter(counts, split) for split in splits] == pytest.approx(squares, rel=1e-9)
    assert splits[int(np.argmin(information))][:-1] == expected["bic_breaks"]
    assert splits[3][:-1] == [81, 130, 172]


@given(st.lists(st.integers(0, 30), min_size=12, max_size=40), st.integers(2, 5), st.integers(1, 3))
@settings(max_examples=40)
def test_splits_are_as_good_as_ruptures_finds(counts: list[int], least: int, steps: int) -> None:
    values = np.array(counts, dtype="float64")
    found = split_levels(values, least=least)
    if steps < len(found):
        peer = Dynp("l2", jump=1, min_size=least).fit(values).predict(steps)
        assert scatter(values, found[steps]) == pytest.approx(scatter(values, peer), abs=1e-6)
        assert np.diff([0, *found[steps]]).min() >= least


@given(st.integers(1, 200), st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_incidents_a_week_later_are_a_step_a_week_later(weeks: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(np.where(np.arange(200) < 90, 8, 16))
    here = weeks_of(counts)
    there = here.assign(week_on=here["week_on"] + pd.Timedelta(weeks=weeks))
    steps, later = find_breaks(here).steps, find_breaks(there).steps
    for column in ("week_on", "low_on", "high_on"):
        assert (later[column] - steps[column] == pd.Timedelta(weeks=weeks)).all()
    assert later["after"].to_numpy() == pytest.approx(steps["after"].to_numpy())


def test_a_step_is_found_with_its_levels_a_week() -> None:
    counts = np.where(np.arange(65) < 30, 40, 60)
    steps = find_breaks(weeks_of(counts, 4), step_weeks=4).steps
    assert steps["week_on"].tolist() == [pd.Timestamp("2018-01-01") + pd.Timedelta(weeks=120)]
    assert steps.loc[0, ["before", "after"]].tolist() == pytest.approx([10, 15], rel=0.02)


def test_counts_that_never_vary_have_no_step() -> None:
    found = find_breaks(weeks_of(np.full(160, 9)))
    assert found.steps.empty
    assert found.reason is None
    assert breaks_sentence(found, "Robbery").startswith("Robbery: no lasting change of level seen")


def test_a_step_is_found_beneath_a_winter_that_hides_it() -> None:
    counts = np.round(winters(30, 65) ** 2 / 30 * np.where(np.arange(65) < 35, 1, 1.3))
    roots = np.sqrt(counts)
    assert choose_split(roots, split_levels(roots, least=13)) == [65]
    steps = find_breaks(weeks_of(counts, 4), step_weeks=4).steps
    assert steps["week_on"].tolist() == [pd.Timestamp("2018-01-01") + pd.Timedelta(weeks=140)]
    assert steps["after"].iloc[0] / steps["before"].iloc[0] == pytest.approx(1.3, rel=0.03)


def test_the_season_takes_no_part_of_the_step() -> None:
    """A season fitted before the step is known leaves 1.47 of it."""
    counts = np.round(winters(30, 65) ** 2 / 30 * np.where(np.arange(65) < 20, 1, 1.5))
    steps = find_breaks(weeks_of(counts, 4), step_weeks=4).steps
    assert steps["after"].iloc[0] / steps["before"].iloc[0] == pytest.approx(1.5, abs=0.01)


def test_winters_that_come_and_go_are_no_steps() -> None:
    assert find_breaks(weeks_of(np.round(winters(60, 70)), 4), step_weeks=4).steps.empty


@pytest.mark.parametrize("dispersion", [1, 3])
def test_quiet_years_seldom_have_a_step(dispersion: int) -> None:
    rng = np.random.default_rng(dispersion)
    means = winters(30, 65)
    found = [find_breaks(four_weeks(means, rng, dispersion), step_weeks=4) for _ in range(150)]
    assert np.mean([len(breaks.steps) > 0 for breaks in found]) <= 0.04


@pytest.mark.parametrize("dispersion", [1, 3])
def test_the_interval_holds_the_true_week_at_its_rate(dispersion: int) -> None:
    rng = np.random.default_rng(10 + dispersion)
    means = winters(30, 65) * np.where(np.arange(65) < 33, 1, 1.5)
    true = weeks_of(means, 4)["week_on"][33]
    found = [
        find_breaks(four_weeks(means, rng, dispersion), step_weeks=4).steps for _ in range(150)
    ]
    single = pd.concat([steps for steps in found if len(steps) == 1])
    assert len(single) >= 0.9 * len(found)
    assert true_share(single, true) >= 0.92


def true_share(steps: pd.DataFrame, true: pd.Timestamp) -> float:
    return float(((steps["low_on"] <= true) & (true <= steps["high_on"])).mean())


def test_weeks_that_resemble_the_one_before_are_seldom_taken_for_steps() -> None:
    """With the Bayesian information criterion every third such series has one."""
    rng = np.random.default_rng(6)
    called = 0
    for _ in range(150):
        noise = rng.normal(size=180)
        for week in range(1, 180):
            noise[week] += 0.3 * noise[week - 1]
        values = noise[50:]
        called += len(choose_split(values, split_levels(values, least=13))) > 1
    assert called / 150 <= 0.12


def test_a_law_near_the_step_is_named_before_the_step_is_called_real() -> None:
    """Proposition 36 took effect on 18 December 2024 and concerns theft, not robbery."""
    weeks = weeks_of(np.where(np.arange(200) < 103, 20, 30), first="2023-01-02")
    found = find_breaks(weeks)
    assert found.steps["week_on"].tolist() == [pd.Timestamp("2024-12-23")]
    assert [change.effective_on for change in law_changes_near(found, ["theft"])[0]] == [
        date(2024, 12, 18)
    ]
    sentence = breaks_sentence(found, "Theft", names=["theft"])
    assert "It may be the law or the counting: Proposition 36 from 18 Dec 2024." in sentence
    assert "more since about Dec 2024" in sentence
    assert law_changes_near(found, ["robbery"]) == [()]
    assert "No change of the law is known near it" in breaks_sentence(
        found, "Robbery", names=["robbery"]
    )


def test_three_years_and_five_incidents_are_needed_and_the_reason_is_said() -> None:
    short, quiet = find_breaks(weeks_of(np.full(155, 9))), find_breaks(weeks_of(np.full(156, 1)))
    assert short.reason == "it takes 3 years of settled weeks in a row"
    assert quiet.reason == "it takes 5 incidents in four weeks, and there are 4.0"
    assert "can't tell lasting changes; it takes 3 years" in breaks_sentence(short, "Robbery")


def test_a_dark_stretch_is_no_step() -> None:
    weeks = weeks_of(np.full(260, 12))
    weeks.loc[60:80, "incidents"] = np.nan
    weeks.loc[255:, ["incidents", "is_settled"]] = [0.0, False]
    found = find_breaks(weeks)
    assert found.steps.empty
    assert found.period is not None
    assert found.period.start == weeks["week_on"][81].date()
