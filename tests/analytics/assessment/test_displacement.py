"""The displacement difference equals the published cases, and its limits hold their rate."""

from __future__ import annotations

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.assessment import (
    AreaCounts,
    Displacement,
    displacement_quotient,
    weighted_displacement,
    weighted_harm,
)

GOLDEN = Path(__file__).parents[4] / "shared" / "golden" / "wheeler" / "ptools.json"
CASES = ("readme", "displacement", "paper_2018", "time_weights", "area_weights", "time_area")

counts = st.builds(AreaCounts, st.integers(0, 500), st.integers(0, 500))


def golden() -> dict:
    if not GOLDEN.exists():
        pytest.skip(f"no reference values at {GOLDEN}")
    return json.loads(GOLDEN.read_text())


def test_the_difference_equals_the_paper_of_2018() -> None:
    """Wheeler & Ratcliffe 2018: -118, standard error 39.6, z -2.98, -196 to -40."""
    found = weighted_displacement(
        AreaCounts(207, 110),
        AreaCounts(308, 318),
        ring=AreaCounts(178, 157),
        control_ring=AreaCounts(150, 140),
    )
    assert found.total == -118
    assert found.total_se == pytest.approx(1568**0.5)
    assert round(found.z, 2) == -2.98
    assert (round(found.low), round(found.high)) == (-196, -40)


@pytest.mark.parametrize("name", CASES)
def test_the_difference_equals_ptools(name: str) -> None:
    case = golden()["wdd"][name]
    weights = case.get("area_weights", [1, 1, 1, 1])
    control, treated, control_ring, ring = (
        AreaCounts(*case.get(part, (0, 0)), area_weight=weight)
        for part, weight in zip(
            ("control", "treated", "disp_control", "disp_treated"), weights, strict=True
        )
    )
    found = weighted_displacement(
        treated,
        control,
        ring=ring,
        control_ring=control_ring,
        time_weights=tuple(case.get("time_weights", (1, 1))),
        confidence=1 - case["alpha"],
    )
    expected = {
        "local": "Est_Local",
        "local_se": "SE_Local",
        "displaced": "Est_Displace",
        "displaced_se": "SE_Displace",
        "total": "Est_Total",
        "total_se": "SE_Total",
        "z": "Z",
        "low": "LowCI",
        "high": "HighCI",
    }
    for ours, theirs in expected.items():
        assert getattr(found, ours) == pytest.approx(case[theirs], rel=1e-9), ours


def test_harm_equals_ptools() -> None:
    """-1,721 days of harm with a standard error of 304.1."""
    case = golden()["wdd_harm"]
    parts = [
        (weighted_displacement(AreaCounts(*one["treated"]), AreaCounts(*one["control"])), one["w"])
        for one in case["inputs"].values()
    ]
    found = weighted_harm(parts)
    for ours, theirs in {
        "total": "HarmEst",
        "total_se": "SE_HarmEst",
        "z": "Z",
        "low": "LowCI",
        "high": "HighCI",
    }.items():
        assert getattr(found, ours) == pytest.approx(case["result"][theirs], rel=1e-9), ours


def test_harm_of_one_offense_weighing_one_is_its_difference() -> None:
    part = weighted_displacement(
        AreaCounts(9, 3), AreaCounts(8, 8), ring=AreaCounts(4, 6), control_ring=AreaCounts(5, 5)
    )
    assert weighted_harm([(part, 1)]) == part


@settings(max_examples=60)
@given(counts, counts, counts, counts)
def test_swapping_treated_and_control_flips_the_sign(
    treated: AreaCounts, control: AreaCounts, ring: AreaCounts, control_ring: AreaCounts
) -> None:
    there = weighted_displacement(treated, control, ring=ring, control_ring=control_ring)
    back = weighted_displacement(control, treated, ring=control_ring, control_ring=ring)
    assert back.total == pytest.approx(-there.total)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


@settings(max_examples=60)
@given(counts, counts, st.integers(0, 300), st.integers(0, 300))
def test_the_same_incidents_added_to_both_leave_the_difference(
    treated: AreaCounts, control: AreaCounts, before: int, after: int
) -> None:
    def more(area: AreaCounts) -> AreaCounts:
        return AreaCounts(area.before + before, area.after + after)

    plain = weighted_displacement(treated, control)
    added = weighted_displacement(more(treated), more(control))
    assert added.total == plain.total
    assert added.total_se >= plain.total_se


def test_an_incident_that_moves_into_the_ring_is_no_success() -> None:
    moved = weighted_displacement(
        AreaCounts(80, 40),
        AreaCounts(80, 80),
        ring=AreaCounts(50, 90),
        control_ring=AreaCounts(50, 50),
    )
    assert (moved.local, moved.displaced, moved.total) == (-40, 40, 0)


def test_counts_that_vary_more_than_chance_widen_the_limits_by_the_root() -> None:
    def of(dispersion: float) -> Displacement:
        return weighted_displacement(AreaCounts(80, 40), AreaCounts(80, 90), dispersion=dispersion)

    assert of(4).total_se == pytest.approx(2 * of(1).total_se)
    assert of(4).total == of(1).total
    assert of(0.3) == of(1)


def test_no_incident_at_all_has_no_z() -> None:
    assert isnan(weighted_displacement(AreaCounts(0, 0), AreaCounts(0, 0)).z)


@pytest.mark.parametrize("mean", [5, 20, 100])
def test_the_limits_hold_the_true_difference_19_times_in_20(mean: int) -> None:
    """A fall of 40% while the control falls by 10%, a ring that gains and one that does not."""
    rng = np.random.default_rng(mean)
    means = mean * np.array([[1, 0.6], [1.5, 1.35], [0.8, 0.9], [0.7, 0.7]])
    truth = mean * (-0.4 + 0.15 + 0.1)
    held = 0
    for draw in rng.poisson(means, (2000, 4, 2)):
        treated, control, ring, control_ring = (AreaCounts(*map(int, row)) for row in draw)
        found = weighted_displacement(treated, control, ring=ring, control_ring=control_ring)
        held += found.low <= truth <= found.high
    assert 0.93 <= held / 2000 <= 0.965


def test_the_quotient_describes_where_the_incidents_went() -> None:
    """Bowers & Johnson 2003: below -1 more came to the ring than left, above 1 it gained more."""
    control, treated = AreaCounts(100, 100), AreaCounts(100, 60)
    assert displacement_quotient(treated, AreaCounts(100, 120), control) == pytest.approx(-0.5)
    assert displacement_quotient(treated, AreaCounts(100, 150), control) == pytest.approx(-1.25)
    assert displacement_quotient(treated, AreaCounts(100, 90), control) == pytest.approx(0.25)
    assert displacement_quotient(treated, AreaCounts(100, 50), control) == pytest.approx(1.25)
    # The control area halved: the ring, which halved too, did what all did.
    halved = AreaCounts(100, 50)
    assert displacement_quotient(AreaCounts(100, 20), AreaCounts(80, 40), halved) == 0


def test_the_quotient_is_undefined_where_nothing_left_the_treated_area() -> None:
    ring, control = AreaCounts(50, 60), AreaCounts(100, 100)
    assert displacement_quotient(AreaCounts(80, 80), ring, control) is None
    assert displacement_quotient(AreaCounts(80, 95), ring, control) is None
    assert displacement_quotient(AreaCounts(80, 60), ring, AreaCounts(100, 0)) is None
    assert displacement_quotient(AreaCounts(80, 60), ring, AreaCounts(0, 10)) is None
