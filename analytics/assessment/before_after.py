"""By what factor did the treated area change, over and above its control area?

A ratio of ratios: what hits both areas alike, a season, a holiday, a rise of the whole city, drops
out whatever their sizes. That the two would have gone alike is an assumption; earlier years beside
each other show whether they used to.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt

import numpy as np
from scipy.stats import norm
from scipy.stats.contingency import odds_ratio

from analytics.assessment.displacement import CONFIDENCE, AreaCounts

# Above it the exact limits take long to find and agree with the approximate ones to 1%.
EXACT_UP_TO = 2000


@dataclass(frozen=True)
class RatioOfRatios:
    """The change of the treated area over that of its control, with 95% limits.

    `ratio` is (after / before) treated over the same for the control; below 1 is a relative fall,
    NaN where it cannot be formed. `low` is 0 and `high` infinite where the counts set no limit.
    """

    ratio: float
    low: float
    high: float


def ratio_of_ratios(
    treated: AreaCounts, control: AreaCounts, *, dispersion: float = 1.0
) -> RatioOfRatios:
    """Compare the change of a treated area with that of its control.

    The lengths of the periods drop out, as both areas have the same ones, and so do area weights.
    The limits are exact for chance alone, and up to 2,000 incidents; with `dispersion` above 1
    (`trends.dispersion_of`), and above that number, they are quasi-Poisson on the log scale with
    half an incident added to each count.

    Source: given the sums the treated count after is hypergeometric (Fisher 1935; limits as
    `fisher.test` of R); Gart & Zweifel 1967 for the half; dispersion as in McCullagh & Nelder 1989.
    """
    cells = np.array([[treated.after, treated.before], [control.after, control.before]])
    if not cells.sum(axis=0).all() or not cells.sum(axis=1).all():
        return RatioOfRatios(nan, 0.0, inf)
    down = int(cells[0, 1] * cells[1, 0])
    up = int(cells[0, 0] * cells[1, 1])
    ratio = up / down if down else inf
    if dispersion <= 1 and cells.sum() <= EXACT_UP_TO:
        limits = odds_ratio(cells).confidence_interval(CONFIDENCE)
        return RatioOfRatios(ratio, float(limits.low), float(limits.high))
    (a, b), (c, d) = cells + 0.5
    reach = norm.ppf((1 + CONFIDENCE) / 2) * sqrt(
        max(1.0, dispersion) * (1 / a + 1 / b + 1 / c + 1 / d)
    )
    center = log(a * d / (b * c))
    return RatioOfRatios(ratio, exp(center - reach), exp(center + reach))
