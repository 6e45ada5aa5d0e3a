"""Did the response work? Power first, then the counts, then up, down or can't tell.

A change is called one only where the difference of counts and the ratio of ratios both exclude
chance, on the same side: the first alone blames the treated area for what happened to the whole
city wherever the control area is larger. Down means fewer than the control area leads one to
expect, not that the response was the reason: the warnings and what else happened belong beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from analytics.assessment.before_after import RatioOfRatios, ratio_of_ratios
from analytics.assessment.displacement import (
    CONFIDENCE,
    NO_RING,
    AreaCounts,
    Displacement,
    weighted_displacement,
)
from analytics.assessment.power import Power, least_drop, power_sentence
from analytics.changes import Verdict
from analytics.periods import Period

LIMITS = f"{100 * CONFIDENCE:.0f}% limits"


@dataclass(frozen=True)
class Assessment:
    """A response with its power, its counts and what may be said of them.

    `displacement` is in incidents of the treated area and its ring, in as many days as `before`
    has. `verdict` is up, down or can't tell.
    """

    power: Power
    before: Period
    after: Period
    treated: AreaCounts
    control: AreaCounts
    ring: AreaCounts
    control_ring: AreaCounts
    displacement: Displacement
    ratio: RatioOfRatios
    verdict: Verdict
    dose: str | None = None
    warnings: tuple[str, ...] = ()


def assess_response(
    treated: AreaCounts,
    control: AreaCounts,
    *,
    before: Period,
    after: Period,
    ring: AreaCounts = NO_RING,
    control_ring: AreaCounts = NO_RING,
    dispersion: float = 1.0,
    dose: str | None = None,
    warnings: Iterable[str] = (),
) -> Assessment:
    """Assess a response: what it could have shown, what happened, and the verdict.

    The four counts come from `count_parts`. Where areas have weights, the control's counts are
    scaled to the size of the treated area and the control ring's to that of the ring, so that all
    stays in incidents. `dispersion` is variance over mean of such counts (`trends.dispersion_of`).
    `dose` says in a few words what was done and how much; `warnings` are sentences such as
    `peak_warning` gives. Raises ValueError where the days after begin before those before end.
    """
    if after.start < before.end:
        raise ValueError(
            f"the days after begin on {after.start}, before {before.end}: they overlap"
        )
    length = after.days / before.days
    scaled_control = replace(control, area_weight=control.area_weight / treated.area_weight)
    scaled_ring = replace(control_ring, area_weight=control_ring.area_weight / ring.area_weight)
    displacement = weighted_displacement(
        replace(treated, area_weight=1),
        scaled_control,
        ring=replace(ring, area_weight=1),
        control_ring=scaled_ring,
        time_weights=(1, length),
        dispersion=dispersion,
    )
    ratio = ratio_of_ratios(
        _together(treated, ring), _together(control, control_ring), dispersion=dispersion
    )
    verdict: Verdict = "can't tell"
    if displacement.high < 0 and ratio.high < 1:
        verdict = "down"
    elif displacement.low > 0 and ratio.low > 1:
        verdict = "up"
    return Assessment(
        power=least_drop(
            treated.before,
            control.before,
            ring=ring.before,
            control_ring=control_ring.before,
            area_weights=(1, scaled_control.area_weight, 1, scaled_ring.area_weight),
            after_length=length,
            dispersion=dispersion,
        ),
        before=before,
        after=after,
        treated=treated,
        control=control,
        ring=ring,
        control_ring=control_ring,
        displacement=displacement,
        ratio=ratio,
        verdict=verdict,
        dose=dose,
        warnings=tuple(warnings),
    )


def assessment_sentence(assessment: Assessment, what: str, where: str) -> str:
    """Say what could be seen, what was counted, and the verdict in incidents."""
    found = assessment
    counts = (
        f"{what} in {where}: {found.treated.before:,} before ({found.before.label()}),"
        f" {found.treated.after:,} after ({found.after.label()}); in the control area"
        f" {_pair(found.control)}"
    )
    if _has_ring(found):
        counts += f"; in the rings around them {_pair(found.ring)}, {_pair(found.control_ring)}"
    sentences = [
        power_sentence(found.power),
        f"{counts}.",
        *([f"Dose: {found.dose}."] if found.dose else []),
        verdict_sentence(found),
        *found.warnings,
    ]
    return " ".join(sentences)


def verdict_sentence(assessment: Assessment) -> str:
    """Say the verdict alone, in incidents."""
    found = assessment
    lead = "the control area and the rings lead" if _has_ring(found) else "the control area leads"
    days = "" if found.after.days == found.before.days else f" in {found.before.days} days"
    than = f"{days} than {lead} one to expect"
    return effect_words(found.verdict, found.displacement.low, found.displacement.high, than)


def effect_words(verdict: Verdict, low: float, high: float, than: str) -> str:
    """Say a verdict with the limits of the difference in incidents, and their level; below 0 is fewer.

    "More than chance explains" is not said here: in the sentences of counts it stands for 98%.
    `than` follows "12 to 30 incidents fewer" and begins with a space.
    """
    if verdict == "down":
        return f"Down ({LIMITS}): {_span(-high, -low)} fewer{than}."
    if verdict == "up":
        return f"Up ({LIMITS}): {_span(low, high)} more{than}."
    if low == 0 == high:
        return "Can't tell whether that is a change: there are no incidents to judge by."
    if low <= 0 <= high:
        limits = f"from {_amount(-low)} fewer to {_amount(high)} more"
        return f"Can't tell whether that is a change: anything {limits}{than} would fit."
    many = f"{_span(low, high)} more" if low > 0 else f"{_span(-high, -low)} fewer"
    return f"Can't tell whether that is a change: {many}{than}, but in proportion it may be chance."


def _has_ring(found: Assessment) -> bool:
    return found.ring != NO_RING or found.control_ring != NO_RING


def _together(area: AreaCounts, ring: AreaCounts) -> AreaCounts:
    return AreaCounts(area.before + ring.before, area.after + ring.after)


def _pair(counts: AreaCounts) -> str:
    return f"{counts.before:,} and {counts.after:,}"


def _span(low: float, high: float) -> str:
    shortest, longest = _amount(low), _amount(high)
    many = shortest if shortest == longest else f"{shortest} to {longest}"
    return f"{many} incident{'' if many in {'1', 'less than 1'} else 's'}"


def _amount(incidents: float) -> str:
    return "less than 1" if 0 < incidents < 1 else f"{incidents:,.0f}"
