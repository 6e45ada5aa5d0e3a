"""Is this count unusual beside those of several earlier periods? One rule that chooses the test.

The well-known Poisson Z, twice the difference of the square roots, flags beyond 3 only what chance
does less than 1 time in 100, but only against a mean that is known: between two single counts it
flags 1 time in 25 with nothing changed, and against a mean below 5 a period without any incident is
flagged although chance makes one. It is therefore asked only of the mean of five or more periods
and of five or more incidents; all else goes to the exact test. Periods that stand for the usual
must be of the same season: the mean of a year says little about a winter month.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from analytics.changes import Change, Verdict, change_sentence, compare_counts

THRESHOLD = 3.0
LEAST_PERIODS = 5
LEAST_MEAN = 5.0


def poisson_z(now: ArrayLike, usual: ArrayLike, *, dispersion: float = 1.0) -> np.ndarray:
    """Give 2(√now − √usual), standard normal where `usual` is a known mean and nothing changed.

    Use it for no single earlier count: see `compare_with_earlier`. Above a `dispersion` of 1 it is
    divided by its root. Takes arrays, too.

    Source: Wheeler 2016, Tables and graphs for monitoring temporal crime trends.
    """
    return 2 * (np.sqrt(now) - np.sqrt(usual)) / sqrt(max(1.0, dispersion))


def usual_range(
    usual: ArrayLike, *, dispersion: float = 1.0, threshold: float = THRESHOLD
) -> tuple[np.ndarray, np.ndarray]:
    """Give the counts between which the Poisson Z stays within its threshold: (√usual ± 3/2)².

    Below a mean of 5 the lower end is too near to zero to tell a fall, see the module.
    """
    root, reach = np.sqrt(usual), threshold / 2 * sqrt(max(1.0, dispersion))
    return np.maximum(root - reach, 0) ** 2, (root + reach) ** 2


def compare_with_earlier(
    now: int, earlier: Sequence[int], *, days: int, dispersion: float = 1.0
) -> Change:
    """Compare a count with those of one or more earlier periods, each of as many days.

    Five or more of them, with a mean of five or more incidents (times the dispersion): the Poisson
    Z against their mean, a change beyond 3; its limits are of the same kind, and `alpha` says how
    seldom chance alone leaves them. One: `compare_counts`, with which the E-test agrees. All else:
    the exact test against all of them together. The result's `before` is the sum of the earlier
    counts and `days_before` all of their days; its ratio compares counts per day. Say it with
    `usual_sentence`: `change_sentence` would take these days for those just before.

    Raises ValueError where there is no earlier count.
    """
    if not earlier:
        raise ValueError("nothing to compare with: give the count of at least one earlier period")
    total, periods = sum(earlier), len(earlier)
    dispersion = max(1.0, dispersion)
    usual = total / periods
    if periods < LEAST_PERIODS or usual < LEAST_MEAN * dispersion:
        return compare_counts(
            now, total, days_now=days, days_before=days * periods, dispersion=dispersion
        )
    z = float(poisson_z(now, usual, dispersion=dispersion))
    low, high = usual_range(now, dispersion=dispersion)
    verdict: Verdict = "can't tell" if abs(z) <= THRESHOLD else "up" if z > 0 else "down"
    return Change(
        now=now,
        before=total,
        days_now=days,
        days_before=days * periods,
        ratio=now / usual,
        ratio_low=float(low) / usual,
        ratio_high=float(high) / usual,
        p_value=2 * float(norm.sf(abs(z))),
        verdict=verdict,
        dispersion=dispersion,
        alpha=2 * float(norm.sf(THRESHOLD)),
    )


def usual_sentence(
    change: Change, what: str, where: str | None = None, *, now_words: str | None = None
) -> str:
    """Say how a count compares with those of the same days of earlier years.

    `change` comes from `compare_with_earlier`, its earlier periods from `windows.earlier_years`;
    `now_words` is as for `change_sentence`.
    """
    years = change.days_before // change.days_now
    earlier = "the year before" if years == 1 else f"the {years} years before"
    return change_sentence(
        change, what, where, now_words=now_words, before_words=f"the same days of {earlier}"
    )
