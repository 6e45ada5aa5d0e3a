"""How many incidents fewer, or more, than the control area leads one to expect, moved ones included?

The weighted displacement difference: the change in the treated area, and in the ring around it,
less the changes in a control area and its ring. It is a difference of counts, so it needs a control
area with about as many incidents: against one with four times as many, any fall of the whole city
passes for a rise of the treated area. `ratio_of_ratios` does not have this fault, and
`assess_response` wants both to agree. Areas and rings must not overlap (`lay_rings`), or an
incident counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import nan, sqrt

from scipy.stats import norm

CONFIDENCE = 0.95


@dataclass(frozen=True)
class AreaCounts:
    """Incidents of one area in the days before and after the start of a response.

    `area_weight` divides the counts, to compare areas of different size: km², dwellings, or 1.
    """

    before: int
    after: int
    area_weight: float = 1.0


NO_RING = AreaCounts(0, 0)


@dataclass(frozen=True)
class Displacement:
    """How far the treated area and its ring parted from the control area and its ring.

    All are differences of counts, each divided by its weights: incidents where no weights are
    given. Below 0 is fewer. `local` is of the treated area, `displaced` of its ring, `total` their
    sum with its limits `low` and `high`; `z` is `total` over its standard error, NaN where there
    are no incidents at all.
    """

    local: float
    local_se: float
    displaced: float
    displaced_se: float
    total: float
    total_se: float
    z: float
    low: float
    high: float
    dispersion: float = 1.0


def weighted_displacement(
    treated: AreaCounts,
    control: AreaCounts,
    *,
    ring: AreaCounts = NO_RING,
    control_ring: AreaCounts = NO_RING,
    time_weights: tuple[float, float] = (1.0, 1.0),
    dispersion: float = 1.0,
    confidence: float = CONFIDENCE,
) -> Displacement:
    """Give the weighted displacement difference with its limits.

    `time_weights` divide the counts before and after, where those periods are not equally long:
    (2, 1) where the days before are twice as many. `dispersion` is variance over mean of the counts
    (`trends.dispersion_of`), below 1 it counts as 1; without it the limits allow for chance alone,
    which the counts of a city exceed. Without any incident the limits are 0 and mean nothing.

    Source: Wheeler & Ratcliffe 2018 (Crime Science 7:11); the variance of the difference is the sum
    of the eight counts, each over its weights squared.
    """
    dispersion = max(1.0, dispersion)
    local, local_variance = _difference(treated, control, time_weights)
    displaced, displaced_variance = _difference(ring, control_ring, time_weights)
    total = local + displaced
    total_se = sqrt(dispersion * (local_variance + displaced_variance))
    reach = norm.ppf((1 + confidence) / 2) * total_se
    return Displacement(
        local=local,
        local_se=sqrt(dispersion * local_variance),
        displaced=displaced,
        displaced_se=sqrt(dispersion * displaced_variance),
        total=total,
        total_se=total_se,
        z=total / total_se if total_se else nan,
        low=float(total - reach),
        high=float(total + reach),
        dispersion=dispersion,
    )


def weighted_harm(
    parts: Iterable[tuple[Displacement, float]], *, confidence: float = CONFIDENCE
) -> Displacement:
    """Add the differences of several offenses, each times its harm.

    `parts` are pairs of an offense's difference and the weight of one such incident. The limits
    allow for chance in the counts, not for the choice of the weights: show the counts beside it.
    The offenses must not share incidents. `dispersion` of the result is 1: each part has its own.

    Source: Wheeler & Ratcliffe 2018, as `wdd_harm` of R's ptools.
    """
    listed = list(parts)

    def added(name: str) -> float:
        return sum(weight * getattr(part, name) for part, weight in listed)

    def spread(name: str) -> float:
        return sqrt(sum((weight * getattr(part, name)) ** 2 for part, weight in listed))

    total, total_se = added("total"), spread("total_se")
    reach = norm.ppf((1 + confidence) / 2) * total_se
    return Displacement(
        local=added("local"),
        local_se=spread("local_se"),
        displaced=added("displaced"),
        displaced_se=spread("displaced_se"),
        total=total,
        total_se=total_se,
        z=total / total_se if total_se else nan,
        low=float(total - reach),
        high=float(total + reach),
    )


def displacement_quotient(
    treated: AreaCounts, ring: AreaCounts, control: AreaCounts
) -> float | None:
    """Give the weighted displacement quotient: what happened in the ring for each incident less in
    the treated area, both in proportion to the control area.

    Description only, without limits; small counts make it jump. Above 1 the ring gained more than
    the treated area; between 0 and 1 it fell along, with less; between -1 and 0 some incidents
    moved into it; below -1 more came there than went away. None where the treated area did not fall
    against the control area (a denominator of 0 or more), since nothing can then have moved away,
    and where the control area had none.

    Source: Bowers & Johnson 2003 (J. Quantitative Criminology 19:275).
    """
    if not control.before or not control.after:
        return None
    success = treated.after / control.after - treated.before / control.before
    if success >= 0:
        return None
    return (ring.after / control.after - ring.before / control.before) / success


def _difference(
    area: AreaCounts, control: AreaCounts, time_weights: tuple[float, float]
) -> tuple[float, float]:
    """Give (after - before) of an area less that of its control, and its variance by chance."""
    before, after = time_weights
    cells = [
        (area.after, after * area.area_weight),
        (-area.before, before * area.area_weight),
        (-control.after, after * control.area_weight),
        (control.before, before * control.area_weight),
    ]
    difference = sum(count / weight for count, weight in cells)
    return difference, sum(abs(count) / weight**2 for count, weight in cells)
