"""Did what was done about a problem work, and what could be seen at all?

Counts before and after the response, in the problem's area, in a ring around it and in a control area, judged as
`analytics.assessment` does. Chosen neighborhoods, or the rest of all of them, are the control, and nothing that lies between
neighborhoods: where it goes another way by itself, the verdict misleads. Nothing of it is typed: the sentence follows from the
incidents, every time anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import shapely

from analytics.assessment import (
    AreaCounts,
    Assessment,
    Power,
    assess_response,
    assessment_sentence,
    earlier_years,
    lay_rings,
    least_drop,
    part_of,
    peak_warning,
    power_sentence,
    verdict_sentence,
)
from analytics.coverage import day_words
from analytics.errors import CrimeStatsError, LayerError, SelectionError
from analytics.offenses import CATEGORIES
from analytics.periods import Period
from analytics.selection import Selection
from analytics.trends import dispersion_of
from dashboard.context import Reader
from dashboard.tables.ground import (
    Ground,
    check_counted,
    ground_selection,
    ground_shape,
    ground_words,
)
from dashboard.tables.known import DAYS

LEAST_AFTER = DAYS
PARTS = ("treated", "control", "ring", "control_ring")
# Two years say how many incidents each part usually has, if it has so many in them.
USUAL = timedelta(days=728)
LEAST_USUAL = 10
OFFICERS_LOOK = "These counts follow where officers look: fewer can mean less attention, and more can mean more."


@dataclass(frozen=True)
class Worked:
    """What an assessment says on a day: the counts and the verdict, or only the reason why there is none yet.

    `said` is the verdict or the reason alone, `sentence` all of it. `power` is reckoned from the days before the response alone.
    """

    said: str
    sentence: str
    power: Power | None = None
    assessment: Assessment | None = None


@dataclass(frozen=True)
class Plan:
    """How it will be told: `days` before and after a day; `control` are neighborhoods, none for the rest of all."""

    starts_on: date
    days: int
    ring_m: float
    control: tuple[str, ...] = ()

    @property
    def before(self) -> Period:
        return Period(self.starts_on - timedelta(days=self.days), self.starts_on)

    def after(self, settled_until: date) -> Period | None:
        """Give the settled days after the start, as many as were planned; None where they are less than 28."""
        end = min(self.starts_on + timedelta(days=self.days), settled_until)
        is_enough = end >= self.starts_on + timedelta(days=LEAST_AFTER)
        return Period(self.starts_on, end) if is_enough else None


def too_early(starts_on: date) -> str:
    """Say up to which day, itself counted, the days after a first one have to be settled."""
    last = starts_on + timedelta(days=LEAST_AFTER - 1)
    return f"Too early to tell: that takes {LEAST_AFTER} settled days, up to {day_words(last)}."


def power_before(reader: Reader, ground: Ground, category: str, plan: Plan) -> Worked:
    """Say what could be seen at all, from as many days before the start as will be counted after it.

    Where these are not settled yet, the last settled days stand for them.
    """
    try:
        check_counted(reader, ground, category)
    except SelectionError as error:
        return _cannot(error)
    end = min(plan.starts_on, reader.reach_of(category).settled_until)
    before = Period(end - timedelta(days=plan.days), end)
    try:
        power = _power(_lay_out(reader, ground, category, plan, before), before, plan.days)
    except LayerError as error:
        return _cannot(error)
    return Worked(power_sentence(power), power_sentence(power), power)


def _cannot(error: CrimeStatsError) -> Worked:
    said = f"This cannot be assessed: {error}."
    return Worked(said, said)


def judge(
    reader: Reader, ground: Ground, category: str, plan: Plan, dose: str | None = None
) -> Worked:
    """Say whether a response worked, as far as the settled days tell; `dose` is what was done, in a few words."""
    planned = power_before(reader, ground, category, plan)
    if planned.power is None:
        return planned
    after = plan.after(reader.reach_of(category).settled_until)
    if after is None:
        early = too_early(plan.starts_on)
        return Worked(early, f"{early} {planned.sentence}", planned.power)
    # As many days before as after: with more of them, there would be more incidents with nothing the matter.
    before = Period(plan.starts_on - timedelta(days=after.days), plan.starts_on)
    layout = _lay_out(reader, ground, category, plan, before)
    earlier, later = layout.count(before), layout.count(after)
    counts = {part: AreaCounts(earlier[part], later[part], layout.weights[part]) for part in PARTS}
    found = assess_response(
        counts["treated"],
        counts["control"],
        before=before,
        after=after,
        ring=counts["ring"],
        control_ring=counts["control_ring"],
        dispersion=layout.dispersion,
        dose=dose,
        warnings=_warnings(layout, before),
    )
    what, where = CATEGORIES[category].label, ground_words(reader, ground)
    return Worked(
        verdict_sentence(found), assessment_sentence(found, what, where), found.power, found
    )


@dataclass(frozen=True)
class _Parts:
    """The four parts on the ground: square kilometers of each, and which one each of `Store.all_spots` lies in."""

    sizes: dict[str, float]
    of_spots: np.ndarray

    def count(self, reader: Reader, selection: Selection) -> dict[str, int]:
        """Count the incidents of a selection in each part."""
        *counts, _ = reader.store.count_groups(selection, self.of_spots, len(PARTS) + 1).tolist()
        return dict(zip(PARTS, counts, strict=True))


@dataclass(frozen=True)
class _Layout:
    """The parts, how many incidents each usually has, and how much more than chance they vary."""

    reader: Reader
    selection: Selection
    treated: Selection
    parts: _Parts
    weights: dict[str, float]
    dispersion: float

    def count(self, period: Period) -> dict[str, int]:
        """Count the incidents of each part in a period."""
        return self.parts.count(self.reader, self.selection.during(period))


def _lay_out(reader: Reader, ground: Ground, category: str, plan: Plan, before: Period) -> _Layout:
    """Lay out area, control and rings. Raises LayerError where there can be no control, or the data begin too late."""
    coverage = reader.reach_of(category)
    if before.start < coverage.first_on:
        first = day_words(coverage.first_on)
        raise LayerError(f"the data begin on {first}, after the days before the response")
    place = (ground.neighborhood_id, ground.block_id, ground.area)
    parts = reader.once(
        "parts of a place",
        *(place, plan.ring_m, plan.control),
        make=lambda: _parts(reader, _rings(reader, ground, plan)),
    )
    selection = Selection(before, (category,))
    treated = ground_selection(ground, before, category)
    weeks = reader.weeks(treated)
    usual_days = Period(max(coverage.first_on, before.start - USUAL), before.start)
    usual = parts.count(reader, selection.during(usual_days)) if usual_days.days else {}
    return _Layout(
        reader,
        selection,
        treated,
        parts,
        _weights(usual, parts.sizes),
        dispersion_of(weeks, before=before.start),
    )


def _rings(reader: Reader, ground: Ground, plan: Plan) -> gpd.GeoDataFrame:
    crs = reader.coverage.analysis_crs
    treated = ground_shape(reader, ground).to_crs(crs)
    # What lies nearer could take in what the response did. A rounded corner is drawn a little too tight.
    apart = treated.geometry.union_all().buffer(2.02 * plan.ring_m + 1)
    held_against = reader.once(
        "held against", plan.control, make=lambda: _held_against(reader, plan.control)
    )
    rest = held_against.difference(apart)
    if rest.is_empty:
        raise LayerError(
            "no ground is left to compare with: choose other neighborhoods, or a smaller place"
        )
    control = gpd.GeoDataFrame(geometry=[rest], crs=crs)
    return lay_rings(treated, control, crs=crs, ring_m=plan.ring_m)


def _held_against(reader: Reader, control: tuple[str, ...]) -> shapely.Geometry:
    layer = reader.neighborhoods
    if control:
        layer = layer[layer["neighborhood_id"].isin(control)]
    return layer.to_crs(reader.coverage.analysis_crs).geometry.union_all()


def _parts(reader: Reader, rings: gpd.GeoDataFrame) -> _Parts:
    found = part_of(reader.store.all_spots(), rings).to_numpy()
    # What lies in none of them comes last.
    of_spots = np.full(len(found), len(PARTS))
    for number, part in enumerate(PARTS):
        of_spots[found == part] = number
    return _Parts(dict(zip(rings["part"], rings["area_km2"], strict=True)), of_spots)


def _weights(usual: dict[str, int], sizes: dict[str, float]) -> dict[str, float]:
    """Give how many times as many incidents each part usually has as the treated area, or the ring for the control's ring.

    From days before all that is compared. Where these hold too few to tell, from the sizes of the parts.
    """
    weights = dict.fromkeys(PARTS, 1.0)
    for part, than in (("control", "treated"), ("control_ring", "ring")):
        if usual and min(usual[part], usual[than]) >= LEAST_USUAL:
            weights[part] = usual[part] / usual[than]
        elif sizes[than]:
            weights[part] = sizes[part] / sizes[than]
    return weights


def _power(layout: _Layout, before: Period, days: int) -> Power:
    counts, weights = layout.count(before), layout.weights
    return least_drop(
        counts["treated"],
        counts["control"],
        ring=counts["ring"],
        control_ring=counts["control_ring"],
        area_weights=(1, weights["control"], 1, weights["control_ring"]),
        after_length=days / before.days,
        dispersion=layout.dispersion,
    )


def _warnings(layout: _Layout, before: Period) -> list[str]:
    reader, treated = layout.reader, layout.treated
    category = treated.offenses[0]
    coverage = reader.reach_of(category)
    daily = reader.count(treated.during(coverage.whole), ("occurred_on",))
    rows = daily.loc[daily.index.repeat(daily["incidents"])]
    found = [peak_warning(earlier_years(rows, before, first_on=coverage.first_on))]
    if not CATEGORIES[category].is_victim_reported:
        found.append(OFFICERS_LOOK)
    return [warning for warning in found if warning]
