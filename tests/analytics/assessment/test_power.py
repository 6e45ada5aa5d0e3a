"""How large a fall must be is known before the response, and said first."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.assessment import (
    AreaCounts,
    Power,
    least_drop,
    power_sentence,
    weighted_displacement,
)

GOLDEN = Path(__file__).parents[4] / "shared" / "golden" / "wheeler" / "calibration.json"


@pytest.mark.parametrize(("count", "share"), [(20, 1.07), (80, 0.58), (320, 0.30)])
def test_the_least_drop_equals_the_published_shares(count: int, share: float) -> None:
    """METHODS of this project after Wheeler & Ratcliffe 2018: over 100%, 58%, 30%."""
    power = least_drop(count, count)
    assert power.least_drop / count == pytest.approx(share, abs=0.005)
    assert power.is_enough == (share < 1)


def test_the_least_drop_equals_the_table() -> None:
    """The table has one decimal."""
    if not GOLDEN.exists():
        pytest.skip(f"no reference values at {GOLDEN}")
    for row in json.loads(GOLDEN.read_text())["wdd_minimum_detectable_effect"]:
        count = row["count_per_cell"]
        power = least_drop(count, count)
        assert power.least_drop == pytest.approx(row["min_detectable_reduction"], abs=0.05001)
        unchanged = AreaCounts(count, count)
        assert weighted_displacement(unchanged, unchanged).total_se == pytest.approx(
            row["se_no_change"], rel=1e-9
        )


@pytest.mark.parametrize(
    ("cells", "weights", "length", "dispersion"),
    [
        ((80, 80, 0, 0), (1, 1, 1, 1), 1.0, 1.0),
        ((200, 400, 100, 120), (1, 2, 1, 1.3), 1.0, 1.0),
        ((200, 200, 0, 0), (1, 1, 1, 1), 0.5, 1.0),
        ((300, 300, 0, 0), (2.5, 2, 1, 1), 2.0, 1.0),
        ((300, 300, 0, 0), (1, 1, 1, 1), 1.0, 2.0),
    ],
)
def test_the_least_drop_is_noticed_4_times_in_5(
    cells: tuple[int, ...], weights: tuple[float, ...], length: float, dispersion: float
) -> None:
    rng = np.random.default_rng(1)
    power = least_drop(
        cells[0],
        cells[1],
        ring=cells[2],
        control_ring=cells[3],
        area_weights=weights,  # type: ignore[arg-type]
        after_length=length,
        dispersion=dispersion,
    )
    means = np.array([cells, np.array(cells) * length], dtype=float).T
    means[0, 1] -= power.least_drop * weights[0] * length
    noticed = 0
    for _ in range(1500):
        chance = rng.gamma(means / (dispersion - 1), dispersion - 1) if dispersion > 1 else means
        areas = [
            AreaCounts(int(before), int(after), weight)
            for (before, after), weight in zip(rng.poisson(chance), weights, strict=True)
        ]
        found = weighted_displacement(
            areas[0],
            areas[1],
            ring=areas[2],
            control_ring=areas[3],
            time_weights=(1, length),
            dispersion=dispersion,
        )
        noticed += found.high < 0
    assert noticed / 1500 == pytest.approx(0.8, abs=0.04)


def test_a_shorter_look_a_smaller_control_and_more_scatter_see_less() -> None:
    plain = least_drop(100, 100).least_drop
    assert least_drop(100, 100, after_length=0.5).least_drop > plain
    assert least_drop(100, 100, ring=50, control_ring=50).least_drop > plain
    assert least_drop(100, 100, dispersion=2).least_drop > plain
    assert least_drop(100, 400, area_weights=(1, 4, 1, 1)).least_drop < plain
    # Without weights, a control area that is much larger hides a drop rather than shows it.
    assert least_drop(100, 400).least_drop > plain


def test_the_sentence_says_when_nothing_could_be_seen() -> None:
    assert power_sentence(least_drop(20, 20)) == (
        "With so few incidents (20) even ending all of them could not be told from chance."
    )
    assert power_sentence(least_drop(80, 80)) == (
        "Of 80 incidents, a drop of 47 or more would be noticed 4 times in 5; a smaller one may be"
        " missed."
    )
    assert power_sentence(Power(0, 3.0)).startswith("There were none before")
