"""How often is "up" said where nothing changed, and how often is a true change found?

Simulated with the very functions that readers see; `test_detectable.py` has the exact shares.
"""

from __future__ import annotations

import numpy as np
import pytest

from analytics.changes import compare_counts

CHANGES = {"up", "down", "new"}


def simulated(mean: np.ndarray, dispersion: float, rng: np.random.Generator) -> np.ndarray:
    extra = dispersion - 1
    return rng.poisson(rng.gamma(mean / extra, extra) if extra else mean).ravel()


@pytest.mark.parametrize(
    ("dispersion", "given_one"), [(1.0, 1.0), (1.5, 1.5), (1.5, 1.0), (2.0, 1.0)]
)
def test_where_nothing_changed_at_most_two_sentences_in_a_hundred_say_it_did(
    dispersion: float, given_one: float
) -> None:
    """52 neighborhoods x 3 categories x 28 days, at Palm Springs' volume and with uneven shares.

    Also where offenses come in series, vary more than chance alone, and nobody knows how much.
    """
    rng = np.random.default_rng(2)
    shares = 1 / np.arange(1, 53)
    means = np.outer([10, 60, 70], shares / shares.sum())
    pairs = [
        (int(now), int(before))
        for _ in range(60)
        for now, before in zip(
            simulated(means, dispersion, rng), simulated(means, dispersion, rng), strict=True
        )
    ]
    days = {"days_now": 28, "days_before": 28, "dispersion": given_one}
    verdicts = [compare_counts(*pair, **days).verdict for pair in pairs]
    assert sum(verdict in CHANGES for verdict in verdicts) / len(verdicts) <= 0.02


@pytest.mark.parametrize("dispersion", [1.0, 1.5])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_the_interval_holds_the_true_ratio_98_times_in_100(ratio: float, dispersion: float) -> None:
    rng = np.random.default_rng(4)
    means = np.repeat([3.0, 10.0, 60.0], 1000)
    held = []
    for now, before in zip(
        simulated(ratio * means, dispersion, rng), simulated(means, dispersion, rng), strict=True
    ):
        change = compare_counts(
            int(now), int(before), days_now=28, days_before=28, dispersion=dispersion
        )
        held.append(change.ratio_low <= ratio <= change.ratio_high)
    # Three standard errors of 3,000 draws below 0.98.
    assert np.mean(held) >= 0.972


def test_a_doubling_of_the_citys_burglaries_is_mostly_found() -> None:
    rng = np.random.default_rng(3)
    month = 394 * 28 / 365.25
    pairs = zip(rng.poisson(2 * month, 400), rng.poisson(month, 400), strict=True)
    found = [
        compare_counts(int(now), int(before), days_now=28, days_before=28).verdict == "up"
        for now, before in pairs
    ]
    assert np.mean(found) > 0.7
