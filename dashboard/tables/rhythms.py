"""At which hours of the week, as far as anyone can know?

Counted are whole weeks of settled days, so that each weekday comes as often as any other; what of the period is over is left out.
The hours that the link filters by are not asked for here: the grid that they were picked from shows the whole week. What victims
report shares one grid; what follows where officers look has a grid for each side that found it, since officers find things in the
hours of their shifts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.counts import count_weeks
from analytics.evenness import WEEKDAYS, evenness_sentence, judge_weekdays
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import Period, whole_weeks
from analytics.report.wording import FOUND_BY, side_label
from analytics.rhythms import (
    Rhythm,
    exact_minutes_for,
    join_rhythms,
    measure_rhythm,
    measure_rhythms,
)
from analytics.selection import Selection
from analytics.trends import dispersion_of
from dashboard.context import Reader
from dashboard.urlstate import View
from dashboard.week_hours import clock
from dashboard.wording import mapped_offenses, offenses_words

SHORT_HOURS = 24.0


@dataclass(frozen=True)
class Kind:
    """What one rhythm is of: some offenses, and where they follow officers, who found them."""

    label: str
    offenses: tuple[str, ...]
    found_by: str | None = None

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(sorted({category_of(name) for name in self.offenses}))

    @property
    def is_victim_reported(self) -> bool:
        return all(CATEGORIES[name].is_victim_reported for name in self.categories)

    def holds(self, category: str, found_by: str) -> bool:
        """Tell whether it holds what one side found of a category."""
        return category in self.categories and self.found_by in (None, found_by)


def rhythm_days(reader: Reader, view: View) -> Period | None:
    """Give the last whole weeks of the settled days of a period; None where there is not one."""
    return whole_weeks(view.selection.period, reader.coverage_of(view.selection).settled_until)


def kinds_of(reader: Reader, view: View) -> list[Kind]:
    """List what is asked for, category by category; what follows officers is split by who found it."""
    asked = view.selection.offenses or reader.coverage.categories
    kinds = []
    for name, category in CATEGORIES.items():
        offenses = tuple(offense for offense in asked if category_of(offense) == name)
        if not offenses:
            continue
        what = category.label if name in offenses else offenses_words(offenses)
        if category.is_victim_reported:
            kinds.append(Kind(what, offenses))
            continue
        whole = view.selection.of(*offenses).during(reader.coverage.whole)
        known = reader.count(replace(whole, hours=()), ("found_by",))
        sides = [side for side in FOUND_BY if side in set(known["found_by"])]
        if set(sides) <= {"unknown"}:
            kinds.append(Kind(what, offenses))
        else:
            kinds += [Kind(side_label(what, side), offenses, side) for side in sides]
    return sorted(kinds, key=lambda kind: not kind.is_victim_reported)


def grids_of(reader: Reader, view: View) -> list[Kind]:
    """List what has a grid of its own: all that victims report together, else each kind."""
    kinds = kinds_of(reader, view)
    reported = [kind for kind in kinds if kind.is_victim_reported]
    if len(reported) < 2:
        return reported or kinds
    offenses, _ = mapped_offenses(view.selection, reader.coverage.categories)
    return [Kind(offenses_words(offenses), tuple(offenses))]


def rhythm_of(reader: Reader, view: View, kind: Kind) -> Rhythm | None:
    """Measure one kind's rhythm; None where the period holds no whole week that is settled."""
    days = rhythm_days(reader, view)
    if days is None:
        return None
    longest = SHORT_HOURS if view.key("windows") == "short" else None
    asked = replace(view.selection, hours=()).during(days)

    def join() -> Rhythm:
        parts = reader.once(
            "rhythms", asked, longest, make=lambda: _measure_parts(reader.windows(asked), longest)
        )
        return join_rhythms([part for key, part in parts.items() if kind.holds(*key)])

    def measure() -> Rhythm:
        windows = reader.windows(asked)
        own = windows[windows["category"].isin(kind.categories)]
        return measure_rhythm(own, longest_hours=longest, exact_minutes=exact_minutes)

    # What counts in its first hour for longer than others do is no part of them.
    exact_minutes = exact_minutes_for(kind.categories)
    make = measure if exact_minutes else join
    return reader.once("rhythm", asked, kind, longest, make=make)


def _measure_parts(
    windows: pd.DataFrame, longest_hours: float | None
) -> dict[tuple[str, str], Rhythm]:
    """Measure each category, and each side that found it, in one pass over all windows: the kinds are sums of these."""
    category, found_by = windows["category"].array, windows["found_by"].array
    sides = len(found_by.categories)
    code = category.codes * np.int64(sides) + found_by.codes
    held = np.flatnonzero(np.bincount(code, minlength=len(category.categories) * sides))
    number = np.zeros(len(category.categories) * sides, "int64")
    number[held] = np.arange(len(held))
    measured = measure_rhythms(windows, number[code], len(held), longest_hours=longest_hours)
    names = [(category.categories[n // sides], found_by.categories[n % sides]) for n in held]
    return dict(zip(names, measured, strict=True))


def weekdays_sentence(reader: Reader, view: View, kind: Kind) -> str:
    """Say whether incidents prefer a weekday, allowing for how much the weeks before vary."""
    days = rhythm_days(reader, view)
    assert days is not None
    coverage = reader.coverage_of(view.selection)
    whole = replace(view, selection=replace(view.selection, hours=()).during(coverage.whole))
    weeks = count_weeks(count_kind(reader, whole, kind, "week_on"), coverage=coverage)
    dispersion = dispersion_of(weeks, before=days.start)
    within = replace(view, selection=whole.selection.during(days))
    counts = count_kind(reader, within, kind, "occurred_on")
    return evenness_sentence(judge_weekdays(counts, period=days, dispersion=dispersion), kind.label)


def count_kind(reader: Reader, view: View, kind: Kind, *by: str) -> pd.DataFrame:
    """Count a kind in the days and hours of a view."""
    asked = kind_selection(view, kind)
    if kind.found_by is None:
        return reader.count(asked, by)
    counts = reader.count(asked, ("found_by", *by))
    return counts[counts["found_by"] == kind.found_by]


def kind_selection(view: View, kind: Kind) -> Selection:
    """Narrow a selection to the offenses of a kind."""
    return view.selection.of(*kind.offenses)


def standing_in(rhythm: Rhythm) -> tuple[float, float]:
    """Give how much of the stand-ins for an unknown time lies in the hour from midnight, and from noon."""
    by_hour = rhythm.hours.groupby("hour")["unknown"].sum()
    return float(by_hour[0]), float(by_hour[12])


def times_even(incidents: np.ndarray) -> np.ndarray:
    """Give how many times as many each hour has as an even spread would give it."""
    mean = incidents.mean()
    return incidents / mean if mean > 0 else np.zeros(len(incidents))


def rhythm_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the 168 hours of each grid: weight, and what of it comes from stand-ins for an unknown time."""
    listed = []
    for kind in grids_of(reader, view):
        rhythm = rhythm_of(reader, view, kind)
        if rhythm is not None:
            listed.append(hour_table(rhythm).assign(Offenses=kind.label))
    return pd.concat(listed, ignore_index=True) if listed else hour_table(None)


def hour_table(rhythm: Rhythm | None) -> pd.DataFrame:
    """List the hours of a week of one rhythm."""
    if rhythm is None:
        return pd.DataFrame({"Weekday": [], "Hour": [], "Weight": [], "Of unknown time": []})
    hours = rhythm.hours
    return pd.DataFrame(
        {
            "Weekday": [WEEKDAYS[day] for day in hours["weekday"]],
            "Hour": [f"{clock(hour)} to {clock(hour + 1)}" for hour in hours["hour"]],
            "Weight": hours["incidents"],
            "Of unknown time": hours["unknown"],
        }
    )
