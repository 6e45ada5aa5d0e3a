"""So many within a few weeks: how often does chance alone bring that?

Somebody who notices six robberies in two weeks has looked at every two weeks there were. The
question is therefore not how rarely two given weeks bring six, but how often some two weeks do, in
all the time looked at; that is far more often. Chance is taken as a constant rate: a season, or
offenders who strike several times, bring clusters more often still. The weeks may begin on any day.
"""

from __future__ import annotations

import numpy as np
from scipy.special import pdtr
from scipy.stats import poisson


def cluster_chance(incidents: int, *, within_weeks: float, weeks: float, mean: float) -> float:
    """Give the chance that some stretch of `within_weeks` holds at least so many incidents.

    `weeks` is all the time looked at, at least twice as long as the stretch; `mean` is incidents a
    week, best known from other years: a cluster that is part of its own mean looks less unlikely.
    Days will do as well as weeks, if they do for all three. An approximation, good to two digits
    where the chance is below one half.

    Raises ValueError where the time is shorter than two stretches.

    Source: Naus 1982. `scanw` in Wheeler's ptools and crimepy ends the last of its sums one term
    early and counts windows differently; it differs from the third digit on.
    """
    if weeks < 2 * within_weeks:
        raise ValueError(f"{weeks} weeks hold no two stretches of {within_weeks}: look at more")
    if incidents < 2:
        return float(-np.expm1(-mean * weeks)) if incidents == 1 else 1.0
    n, expected = incidents, mean * within_weeks
    two, three = _chances_of_fewer(n, expected)
    if min(two, three) <= 0:
        return 1.0
    return float(1 - two * (three / two) ** (weeks / within_weeks - 2))


def cluster_sentence(
    incidents: int,
    *,
    within_weeks: int,
    weeks: int,
    mean: float,
    what: str,
    where: str | None = None,
) -> str:
    """Say how unusual a cluster is: "Robbery: 6 within 2 weeks. Chance alone brings as many to 4 in
    100 periods of 208 weeks"."""
    chance = cluster_chance(incidents, within_weeks=within_weeks, weeks=weeks, mean=mean)
    subject = f"{what} in {where}" if where else what
    span = "a week" if within_weeks == 1 else f"{within_weeks} weeks"
    often = "fewer than 1" if chance < 0.01 else f"about {100 * chance:.0f}"
    if chance > 0.5:
        # There the approximation is no good, and every answer the same.
        often = "more than 50"
    verdict = "more than chance explains" if chance < 0.05 else "can't tell it from chance"
    return (
        f"{subject}: {incidents:,} within {span}, {verdict}. With nothing the matter, {often} in 100"
        f" periods of {weeks:,} weeks would hold as many within {span}."
    )


def _chances_of_fewer(n: int, expected: float) -> tuple[float, float]:
    """Give the chances that no stretch, in a time of two and of three stretches, holds n."""

    def p(k: int | np.ndarray) -> np.ndarray:
        return poisson.pmf(k, expected)

    def f(k: int | np.ndarray) -> np.ndarray:
        return np.where(np.asarray(k) < 0, 0.0, pdtr(np.maximum(k, 0), expected))

    few, exact = f(n - 1), p(n)
    two = few**2 - (n - 1) * exact * p(n - 2) - (n - 1 - expected) * exact * f(n - 3)
    r = np.arange(1, n)
    a1 = 2 * exact * few * ((n - 1) * f(n - 2) - expected * f(n - 3))
    a2 = (n - 1) * (n - 2) * f(n - 3) - 2 * (n - 2) * expected * f(n - 4) + expected**2 * f(n - 5)
    a2 = exact**2 / 2 * a2
    a3 = (p(2 * n - r) * f(r - 1) ** 2).sum()
    r = r[1:]
    a4 = (p(2 * n - r) * p(r) * ((r - 1) * f(r - 2) - expected * f(r - 3))).sum()
    return float(two), float(few**3 - a1 + a2 + a3 - a4)
