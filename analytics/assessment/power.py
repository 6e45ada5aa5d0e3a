"""How large would a fall have to be before anyone could tell it from chance?

Ask before the response starts: with 20 incidents in each count not even the end of all of them can
be told, and no report afterwards will mend that. The answer rests on counts like those before; if
the control area changes much, or counts vary more than the dispersion says, less is seen than it
promises.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from scipy.stats import norm

POWER = 0.8
ALPHA = 0.05


@dataclass(frozen=True)
class Power:
    """The smallest drop in the treated area that would be noticed 4 times in 5.

    `expected` is what the treated area would have if nothing changed. `least_drop` is in the same
    units; more than `expected` where even ending all of them would most likely not be noticed.
    """

    expected: float
    least_drop: float

    @property
    def is_enough(self) -> bool:
        """Whether any possible drop would be noticed 4 times in 5."""
        return self.least_drop <= self.expected


def least_drop(
    treated: float,
    control: float,
    *,
    ring: float = 0,
    control_ring: float = 0,
    area_weights: tuple[float, float, float, float] = (1, 1, 1, 1),
    after_length: float = 1.0,
    dispersion: float = 1.0,
) -> Power:
    """Give the smallest drop that the weighted displacement difference would notice.

    The four are counts of the days before, or expected ones; only these are needed, so it can be
    asked before a response. `area_weights` are of treated, control, ring and control ring.
    `after_length` is how long the days after will be over the days before: a shorter look sees
    less. Two-sided at 5%, noticed in 80%.

    Source: Wheeler & Ratcliffe 2018; the drop d solves d = (1.96 + 0.84) times the standard error
    of the difference once d incidents are gone.
    """
    counts = (treated, control, ring, control_ring)
    unchanged = (1 + 1 / after_length) * sum(
        count / weight**2 for count, weight in zip(counts, area_weights, strict=True)
    )
    reach = (norm.ppf(1 - ALPHA / 2) + norm.ppf(POWER)) ** 2 * max(1.0, dispersion)
    # The root of d² + reach * d / (length * weight) - reach * unchanged.
    half = reach / (after_length * area_weights[0]) / 2
    return Power(treated / area_weights[0], float(sqrt(half**2 + reach * unchanged) - half))


def power_sentence(power: Power) -> str:
    """Say what could have been noticed at all; every assessment begins with it."""
    if power.expected == 0:
        return "There were none before, so no fall could be seen."
    count = f"{power.expected:,.0f}"
    if not power.is_enough:
        return f"With so few incidents ({count}) even ending all of them could not be told from chance."
    return (
        f"Of {count} incidents, a drop of {ceil(power.least_drop):,} or more would be noticed 4"
        " times in 5; a smaller one may be missed."
    )
