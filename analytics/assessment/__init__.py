"""Did a response work? The power to see it first, then counts with control areas and rings, then a
verdict.

Assessing is looking back at one response with its dates and its dose. It says whether incidents
became fewer than elsewhere, not why; what else happened in those months belongs beside it.
"""

from __future__ import annotations

from analytics.assessment.before_after import RatioOfRatios, ratio_of_ratios
from analytics.assessment.displacement import (
    AreaCounts,
    Displacement,
    displacement_quotient,
    weighted_displacement,
    weighted_harm,
)
from analytics.assessment.peak import earlier_years, peak_warning
from analytics.assessment.power import Power, least_drop, power_sentence
from analytics.assessment.rings import count_parts, lay_rings, part_of
from analytics.assessment.segmented import Segmented, fit_segmented, segmented_sentence
from analytics.assessment.synthetic import SyntheticControl, fit_synthetic, placebo_ratios
from analytics.assessment.verdict import (
    Assessment,
    assess_response,
    assessment_sentence,
    verdict_sentence,
)

__all__ = [
    "AreaCounts",
    "Assessment",
    "Displacement",
    "Power",
    "RatioOfRatios",
    "Segmented",
    "SyntheticControl",
    "assess_response",
    "assessment_sentence",
    "count_parts",
    "displacement_quotient",
    "earlier_years",
    "fit_segmented",
    "fit_synthetic",
    "lay_rings",
    "least_drop",
    "part_of",
    "peak_warning",
    "placebo_ratios",
    "power_sentence",
    "ratio_of_ratios",
    "segmented_sentence",
    "verdict_sentence",
    "weighted_displacement",
    "weighted_harm",
]
