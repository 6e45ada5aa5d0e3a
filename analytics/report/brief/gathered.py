"""What does a command brief say, in which order? Measures and sentences, gathered before anything is
drawn.

Counts are compared over settled days only, so the days compared may end earlier than those asked
for; the report names them. A change is called one only where it is more than the weeks before vary
by (`trends.dispersion_of`). Narcotics and quality of life follow where officers look: they have
their own sections and are on the map only when asked for alone. The public's figures come in steps
of 28 days, so its trend does too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from analytics.changes import Change, comparable_periods
from analytics.coverage import Coverage
from analytics.errors import SelectionError
from analytics.offenses import FOCUS
from analytics.periods import YEAR_OF_WEEKS, Period, whole_weeks
from analytics.report.brief.compstat import Compstat, make_compstat
from analytics.report.brief.ranked import RankedPart, make_ranked
from analytics.report.brief.sections import Section, make_sections
from analytics.report.brief.tables import count_kinds, list_places
from analytics.report.brief.where import HotspotPart, map_hotspots
from analytics.report.sheets.when import When, measure_when
from analytics.report.shown import leave_out_dark, shown_offenses, whole_steps
from analytics.report.total import added_up, total_change, total_sentence
from analytics.report.wording import (
    footer_words,
    kinds_sentence,
    offenses_words,
    period_words,
    places_words,
    victim_reported,
)
from analytics.selection import Selection
from analytics.store import Store


@dataclass(frozen=True)
class Brief:
    """Everything a command brief prints; of the public's there is no CompStat table, no ranking and no hours."""

    title: str
    headline: str
    total: Change
    total_of: str
    kinds_sentence: str
    now: Period
    before: Period
    sections: tuple[Section, ...]
    hotspots: HotspotPart
    compstat: Compstat | None
    kinds: pd.DataFrame | None
    hours: When | None
    ranked: RankedPart | None
    places: pd.DataFrame | None
    neighborhoods: gpd.GeoDataFrame
    chosen: tuple[str, ...]
    streets: gpd.GeoDataFrame
    coverage: Coverage
    footer: str
    step_weeks: int
    left_out: str | None


def make_brief(store: Store, selection: Selection) -> Brief:
    """Gather the command brief of a selection: no offense means all focus categories of the data.

    What a feed brought that went dark before the last day is left out, and named in `left_out`.
    Raises SelectionError where there are no settled days to compare or nothing is left, for an
    unknown neighborhood, and for offenses that this audience does not see day by day.
    """
    neighborhoods = store.read_neighborhoods()
    names = dict(zip(neighborhoods["neighborhood_id"], neighborhoods["name"], strict=True))
    unknown = [place for place in selection.neighborhoods if place not in names]
    if unknown:
        raise SelectionError(
            f"no neighborhood {', '.join(unknown)}: choose from {', '.join(sorted(names))}"
        )
    asked = selection.of(*shown_offenses(store, selection.offenses, unasked=FOCUS))
    offenses, gone = leave_out_dark(store, asked)
    selection = asked.of(*offenses)
    is_public = store.audience == "public"
    step_weeks = 4 if is_public else 1
    coverage = store.coverage(selection)
    periods = comparable_periods(whole_steps(selection.period, coverage, step_weeks), coverage)
    if periods is None:
        raise SelectionError(
            f"nothing to compare in {selection.period.label()}: choose days settled before"
            f" {coverage.settled_until} and after {coverage.first_on}"
        )
    now, before = periods
    where = places_words(selection.neighborhoods, names)
    sections = make_sections(
        store, selection, now, before, where=where, coverage=coverage, step_weeks=step_weeks
    )
    total = added_up(selection)
    change = total_change(
        store.count_incidents, total, now, before, store.coverage(total), step_weeks=step_weeks
    )
    return Brief(
        title=where or coverage.place,
        total=change,
        total_of=offenses_words(total.offenses),
        headline=total_sentence(change, total, where, **period_words(now, store.coverage())),
        kinds_sentence=kinds_sentence([(s.label, s.change.verdict) for s in sections], now.days),
        now=now,
        before=before,
        sections=sections,
        hotspots=map_hotspots(store, selection, now, neighborhoods, coverage, where),
        compstat=None
        if is_public
        else make_compstat(store, selection, coverage, end=now.end, where=where),
        kinds=count_kinds(store, selection, now, before, coverage, step_weeks)
        if is_public
        else None,
        hours=None if is_public else _hours(store, selection, coverage, now.end),
        ranked=None
        if is_public or selection.neighborhoods
        else make_ranked(store, selection, coverage, neighborhoods, end=now.end),
        places=list_places(store, selection, now, before, neighborhoods),
        neighborhoods=neighborhoods,
        chosen=selection.neighborhoods,
        streets=store.read_shapes("streets"),
        coverage=store.coverage(selection.everywhere()),
        footer=footer_words(selection, store.coverage),
        step_weeks=step_weeks,
        left_out=f"{gone}. Left out of every count, table and map of this report."
        if gone
        else None,
    )


def _hours(store: Store, selection: Selection, coverage: Coverage, end: date) -> When | None:
    """Measure the hours of a year of what victims report: what officers find has the hours of their shifts.

    None without a whole week, without an incident, or where nothing of that is asked for.
    """
    offenses = victim_reported(selection.offenses)
    year = Period(max(end - YEAR_OF_WEEKS, coverage.first_on), end)
    days = whole_weeks(year, coverage.settled_until)
    if days is None or not offenses:
        return None
    found = measure_when(store, selection.of(*offenses).during(days), offenses_words(offenses))
    return found if found.rhythm.incidents else None
