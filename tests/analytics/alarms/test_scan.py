"""Clusters are as likely as simulation says, and published values are met."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import poisson

from analytics.alarms.scan import cluster_chance, cluster_sentence

REFERENCE = Path(__file__).parents[4] / "shared" / "golden" / "wheeler" / "ptools.json"


def left_out_by_ptools(n: int, expected: float) -> float:
    """The last term of Naus' sum A4, for r = n - 1, which scanw never adds."""
    p, f = poisson(expected).pmf, poisson(expected).cdf
    return p(n + 1) * p(n - 1) * ((n - 2) * f(n - 3) - expected * f(n - 4))


def test_chances_equal_those_of_scanw_but_for_the_term_it_leaves_out() -> None:
    """scanw(L, k, mu, n) takes mu for the mean of a window and L - k for Naus' windows less two."""
    if not REFERENCE.exists():
        pytest.skip(f"no reference values at {REFERENCE}")
    for case in json.loads(REFERENCE.read_text())["scanw"]:
        n, expected, windows = case["n"], case["mu"], case["L"] - case["k"] + 2
        two, three = (
            1 - cluster_chance(n, within_weeks=1, weeks=weeks, mean=expected) for weeks in (2, 3)
        )
        three += left_out_by_ptools(n, expected)
        assert 1 - two * (three / two) ** (windows - 2) == pytest.approx(case["p"], abs=1e-9)
        ours = cluster_chance(n, within_weeks=1, weeks=windows, mean=expected)
        assert ours == pytest.approx(case["p"], abs=1.1e-4)


def test_six_cyclists_within_two_of_416_weeks_are_one_chance_in_26() -> None:
    """Aberdein & Spiegelhalter 2013: published 0.0390, of a mean of 0.6 in two weeks."""
    chance = cluster_chance(6, within_weeks=2, weeks=416, mean=0.3)
    assert chance == pytest.approx(0.03902238, abs=1e-6)


@pytest.mark.parametrize("windows", [2, 3])
def test_chance_of_two_close_incidents_equals_the_exact_one(windows: int) -> None:
    """No two within a window: the classical problem of gaps, solved exactly."""
    rate = 0.8
    terms = [1, windows * rate, ((windows - 1) * rate) ** 2 / 2, ((windows - 2) * rate) ** 3 / 6]
    exact = exp(-windows * rate) * sum(terms)
    found = cluster_chance(2, within_weeks=1, weeks=windows, mean=rate)
    assert 1 - found == pytest.approx(exact, abs=1e-12)


def test_chance_agrees_with_simulation_where_scanw_does_not() -> None:
    """Four or more within one of three weeks, at two a week."""
    rng = np.random.default_rng(5)
    total, clustered = 400_000, 0
    number = rng.poisson(6, total)
    for n in range(4, number.max() + 1):
        days = np.sort(rng.uniform(0, 3, ((number == n).sum(), n)), axis=1)
        clustered += int(((days[:, 3:] - days[:, : n - 3]).min(axis=1) <= 1).sum())
    found = cluster_chance(4, within_weeks=1, weeks=3, mean=2)
    error = np.sqrt(found * (1 - found) / total)
    assert abs(clustered / total - found) < 2.5 * error
    assert abs(clustered / total - (found - left_out_by_ptools(4, 2))) > 3.5 * error


def test_looking_at_every_two_weeks_finds_more_than_looking_at_two_given_ones() -> None:
    given = poisson.sf(5, 0.6)
    assert cluster_chance(6, within_weeks=2, weeks=52, mean=0.3) > 20 * given


def test_one_incident_is_no_cluster_and_none_is_certain() -> None:
    assert cluster_chance(0, within_weeks=2, weeks=52, mean=1) == 1
    assert cluster_chance(1, within_weeks=2, weeks=52, mean=0.01) == pytest.approx(1 - exp(-0.52))
    assert cluster_chance(3, within_weeks=1, weeks=52, mean=5000) == 1
    with pytest.raises(ValueError, match="look at more"):
        cluster_chance(3, within_weeks=2, weeks=3, mean=1)


def test_the_sentence_says_how_often_chance_alone_does_it() -> None:
    rare = cluster_sentence(
        6, within_weeks=2, weeks=416, mean=0.3, what="Robbery", where="Deepwell"
    )
    assert rare == (
        "Robbery in Deepwell: 6 within 2 weeks, more than chance explains. With nothing the matter,"
        " about 4 in 100 periods of 416 weeks would hold as many within 2 weeks."
    )
    usual = cluster_sentence(4, within_weeks=1, weeks=104, mean=0.7, what="Robbery")
    assert "4 within a week, can't tell it from chance" in usual
    never = cluster_sentence(20, within_weeks=1, weeks=104, mean=0.7, what="Robbery")
    assert "fewer than 1 in 100" in never


def test_what_mostly_happens_is_not_given_a_number() -> None:
    said = cluster_sentence(2, within_weeks=4, weeks=2080, mean=1.0, what="Robbery")
    assert "can't tell it from chance" in said
    assert "more than 50 in 100 periods of 2,080 weeks" in said
