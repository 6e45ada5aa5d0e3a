"""EARS limits agree with R's surveillance, and never look at a gap or at the week itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.alarms.recent import ears_limits

GOLDEN = Path(__file__).parents[4] / "shared" / "golden" / "trends"
REFERENCE, SHOOTINGS = GOLDEN / "surveillance_R.json", GOLDEN / "nyc_shootings_weekly.csv"


@pytest.mark.parametrize(("name", "lag_weeks"), [("C1", 0), ("C2", 2)])
def test_limits_of_shootings_equal_those_of_r(name: str, lag_weeks: int) -> None:
    if not REFERENCE.exists():
        pytest.skip(f"no reference values at {REFERENCE}")
    golden = json.loads(REFERENCE.read_text())["ears"][name]
    counts = pd.read_csv(SHOOTINGS)["n"].to_numpy(dtype="float64")
    weeks = np.array(golden["index"]) - 1
    found = ears_limits(counts, lag_weeks=lag_weeks)[weeks]
    assert found == pytest.approx(np.array(golden["upper"]), abs=5e-13)
    assert (counts[weeks] > found).tolist() == [bool(alarm) for alarm in golden["alarm"]]


def test_a_week_has_no_part_in_its_own_limit() -> None:
    counts = np.array([4.0, 6, 5, 3, 7, 5, 4, 5, 6, 4])
    surge = counts.copy()
    surge[-1] = 90
    for lag_weeks in (0, 2):
        limits = [ears_limits(x, lag_weeks=lag_weeks)[-1] for x in (counts, surge)]
        assert limits[0] == limits[1] > 5


def test_c2_is_not_raised_by_the_two_weeks_before() -> None:
    counts = np.array([4.0, 6, 5, 3, 7, 5, 4, 30, 40, 50])
    assert ears_limits(counts)[-1] > 50 > 12 > ears_limits(counts, lag_weeks=2)[-1]


def test_a_gap_leaves_the_next_seven_weeks_without_a_limit() -> None:
    counts = np.full(30, 5.0)
    counts[10] = np.nan
    known = np.isfinite(ears_limits(counts))
    assert np.flatnonzero(~known).tolist() == [*range(7), *range(11, 18)]
    assert np.flatnonzero(~np.isfinite(ears_limits(counts, lag_weeks=2))).tolist() == [
        *range(9),
        *range(13, 20),
    ]


def test_series_are_judged_alone_and_together_alike() -> None:
    counts = np.random.default_rng(1).poisson(6, (4, 40)).astype("float64")
    together = ears_limits(counts, lag_weeks=2)
    for row, limits in zip(counts, together, strict=True):
        np.testing.assert_array_equal(ears_limits(row, lag_weeks=2), limits)


def test_quiet_weeks_pass_the_limits_more_often_than_the_method_says() -> None:
    """It says one in a thousand; seven weeks tell too little of how much counts vary."""
    counts = np.random.default_rng(2).poisson(5, (1000, 60)).astype("float64")
    for lag_weeks in (0, 2):
        above = (counts > ears_limits(counts, lag_weeks=lag_weeks))[:, 10:].mean()
        assert 0.015 <= above <= 0.03
