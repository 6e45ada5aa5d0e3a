"""Which places could be worth a problem of their own? Those that stay hot through the quarters, and addresses that come again.

They are picked because their counts are high, so with nothing done the next year mostly holds fewer: a suggestion is a reason to
look, and no finding. Narcotics and quality of life are never suggested, because they follow where officers look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import pi, sqrt
from typing import Any

import numpy as np
import pandas as pd
import shapely

from analytics.counts import total_incidents
from analytics.coverage import day_words
from analytics.drawn_area import DrawnArea
from analytics.hotspots.classes import EMERGING, PERSISTENT
from analytics.offenses import CATEGORIES, VICTIM_REPORTED, category_of
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.projection import to_degrees
from analytics.repeats import TWELVE_MONTHS_DAYS, address_keys, find_repeats
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.days import period_at
from dashboard.decisions import Problem
from dashboard.tables.hotspot_times import lasting_hotspots
from dashboard.tables.hotspots import standing_out
from dashboard.tables.problems import place_shape
from dashboard.urlstate import View
from dashboard.wording import incidents_words

MOST_EACH = 5
LEAST_HOT = 6
LEAST_REPEATS = 4
# A year with more than that takes too long to go through by address.
MOST_ROWS = 20_000
CIRCLE_M = (150.0, 400.0)
ADDRESS_M = 60.0
BECAUSE_HIGH = (
    "Picked because their counts are high: with nothing done, the next year will mostly hold fewer. Narcotics and quality"
    " of life are not suggested: they follow where officers look."
)


@dataclass(frozen=True)
class Suggestion:
    """A place and a category, the reason in a sentence, and what a link says so that the form is filled."""

    category: str
    place: str
    reason: str
    keys: tuple[tuple[str, str], ...]
    incidents: int
    at: tuple[float, float]


@dataclass(frozen=True)
class Suggestions:
    """The places that last, the addresses that come again, and why there are no more."""

    hotspots: tuple[Suggestion, ...]
    addresses: tuple[Suggestion, ...]
    notes: tuple[str, ...]


def suggest_problems(reader: Reader, view: View, known: Iterable[Problem]) -> Suggestions:
    """Suggest places in the neighborhoods and offenses that a link asks for, where no open problem of the kind lies already."""
    asked = {category_of(name) for name in view.asked.offenses}
    categories = [
        name
        for name, kind in CATEGORIES.items()
        if kind.is_victim_reported
        and name in reader.coverage.categories
        and name in (asked or VICTIM_REPORTED)
    ]
    places = view.selection.neighborhoods
    hotspots: list[Suggestion] = []
    addresses: list[Suggestion] = []
    notes: list[str] = []
    taken = _taken(reader, known)
    for category in categories:
        whole = Selection(reader.coverage.whole, (category,))
        hot, again, note = reader.once(
            "suggested",
            whole.within(*places),
            make=lambda whole=whole: (  # type: ignore[misc]
                _hot(reader, whole.within(*places)),
                *_repeated(reader, whole.within(*places)),
            ),
        )
        hotspots += [each for each in hot if not _is_taken(each, taken)]
        addresses += [each for each in again if not _is_taken(each, taken)]
        notes += [note] if note else []
    order = {"key": lambda each: -each.incidents}
    return Suggestions(
        tuple(sorted(hotspots, **order)),  # type: ignore[call-overload]
        tuple(sorted(addresses, **order)),  # type: ignore[call-overload]
        tuple(notes),
    )


def _taken(reader: Reader, problems: Iterable[Problem]) -> list[tuple[str, shapely.Geometry]]:
    found = []
    for problem in problems:
        # What is everywhere, or a whole neighborhood, leaves room for a place in it.
        if not (problem.area or problem.block_id):
            continue
        shape = place_shape(reader, problem)
        if shape is not None:
            found.append((problem.category, shape))
    return found


def _is_taken(each: Suggestion, taken: Sequence[tuple[str, shapely.Geometry]]) -> bool:
    point = shapely.Point(each.at)
    return any(category == each.category and shape.covers(point) for category, shape in taken)


def _hot(reader: Reader, selection: Selection) -> list[Suggestion]:
    """Give the squares that stay hot; where a city has too few incidents for quarters, what stands out in the last 52 weeks."""
    category = selection.offenses[0]
    coverage = reader.reach_of(category)
    end = coverage.settled_until
    start = max(coverage.first_on, end - YEAR_OF_WEEKS)
    if end <= start:
        return []
    year = selection.during(Period(start, end))
    history = lasting_hotspots(reader, View(selection, ""))
    if history.reason:
        return _standing(reader, year)
    cells = history.cells
    cells = cells[cells["history"].isin((PERSISTENT, EMERGING)) & cells["is_hot_now"]]
    cells = cells.sort_values(["quarters_hot", "incidents"], ascending=False, kind="stable")
    last = day_words(history.end - timedelta(days=1))
    found: list[Suggestion] = []
    kept: list[tuple[float, float]] = []
    for x, y, hot in cells[["x_m", "y_m", "quarters_hot"]].to_numpy().tolist():
        # Squares beside each other are hot together.
        if any(np.hypot(x - other, y - north) < 3 * history.cell_m for other, north in kept):
            continue
        said = f"stood out in {hot:.0f} of the {len(history.quarters)} quarters up to {last}, and still does"
        made = _circle(reader, year, x, y, history.cell_m, said)
        if made:
            found.append(made)
            kept.append((x, y))
        if len(found) == MOST_EACH:
            break
    return found


def _standing(reader: Reader, year: Selection) -> list[Suggestion]:
    areas = standing_out(reader, View(year, "")).areas
    cell = reader.grid.cell_m
    found = []
    for x, y, cells in areas.head(2 * MOST_EACH)[["x_m", "y_m", "cells"]].to_numpy().tolist():
        radius = cell * sqrt(max(cells, 1) / pi) + cell / 2
        said = "stands out from an even spread over the built-up area"
        made = _circle(reader, year, x, y, radius, said)
        if made:
            found.append(made)
    return found[:MOST_EACH]


def _circle(
    reader: Reader, year: Selection, x: float, y: float, radius: float, said: str
) -> Suggestion | None:
    """Suggest a circle; None where it lies in no neighborhood asked for, or holds next to nothing."""
    lon, lat = to_degrees(reader.coverage.analysis_crs).transform(x, y)
    held = reader.neighborhoods.sindex.query(shapely.Point(lon, lat), predicate="intersects")
    place = str(reader.neighborhoods["neighborhood_id"].iloc[held[0]]) if len(held) else None
    if year.neighborhoods and place not in year.neighborhoods:
        return None
    radius = round(min(max(radius, CIRCLE_M[0]), CIRCLE_M[1]), -1)
    area = DrawnArea("circle", (lon, lat, radius))
    category = year.offenses[0]
    count = total_incidents(
        reader.count(Selection(year.period, year.offenses, area=area), ())
    )  # fmt: skip
    if count < LEAST_HOT:
        return None
    where = _where(reader, place)
    days = period_at(year.period)
    keys = [("offense", category), ("area", area.text)]
    return Suggestion(
        category,
        f"{area.label().capitalize()} {where}",
        f"{CATEGORIES[category].label}: {said}, with {incidents_words(count)} {days}.",
        (*keys, ("neighborhood", place)) if place else tuple(keys),
        count,
        (lon, lat),
    )


def _repeated(reader: Reader, selection: Selection) -> tuple[list[Suggestion], str]:
    """Give the addresses that came again in twelve months, or why they cannot be gone through."""
    category = selection.offenses[0]
    label = CATEGORIES[category].label
    coverage = reader.reach_of(category)
    end = coverage.settled_until
    start = max(coverage.first_on, end - timedelta(days=TWELVE_MONTHS_DAYS))
    if end <= start:
        return [], f"{label}: no settled days yet."
    year = selection.during(Period(start, end))
    many = total_incidents(reader.count(year, ()))
    if many > MOST_ROWS:
        return [], (
            f"{label}: {many:,} incidents are too many to go through by address. Choose a neighborhood."
        )
    rows = reader.store.read_addresses(year)
    table = find_repeats(rows, until=end, first_on=coverage.first_on, days=year.period.days).table
    is_again = table["incidents"] >= LEAST_REPEATS
    lasted = (table["last_on"] - table["first_on"]).dt.days > 27
    again = table[is_again & lasted].head(MOST_EACH).to_dict("records")
    if not again:
        return [], ""
    spellings = rows["address"].groupby(address_keys(rows["address"])).first()
    spelled = [str(spellings[row["address"]]) for row in again]
    places = reader.store.read_places_of(year, spelled).to_dict("records")
    at = {place["address"]: place for place in places if not pd.isna(place["lon"])}
    return [
        _address(reader, year, at[name], row)
        for name, row in zip(spelled, again, strict=True)
        if name in at
    ], ""


def _address(
    reader: Reader, year: Selection, place: dict[Any, Any], row: dict[Any, Any]
) -> Suggestion:
    """Suggest the block of an address, or a small circle where there are no blocks."""
    category, at = year.offenses[0], (float(place["lon"]), float(place["lat"]))
    keys = [("offense", category)]
    if isinstance(place["block_id"], str) and place["block_id"] in reader.block_names:
        keys.append(("block", place["block_id"]))
    else:
        keys.append(("area", DrawnArea("circle", (*at, ADDRESS_M)).text))
    if isinstance(place["neighborhood_id"], str):
        keys.append(("neighborhood", place["neighborhood_id"]))
    count, last = int(row["incidents"]), row["last_on"].date()
    return Suggestion(
        category,
        f"{place['address']} {_where(reader, place['neighborhood_id'])}",
        f"{CATEGORIES[category].label}: came again at this address, {incidents_words(count)} {period_at(year.period)},"
        f" the last on {day_words(last)}.",
        tuple(keys),
        count,
        at,
    )


def _where(reader: Reader, place: object) -> str:
    name = reader.names.get(str(place))
    return f"in {name}" if name else "outside all neighborhoods"
