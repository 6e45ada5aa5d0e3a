"""How does one neighborhood stand beside the city and beside two others? Shares and counts, stretch by stretch.

A share of the city's incidents says nothing of risk: more people or shops, more incidents. How many people or homes a
neighborhood has is not in the snapshot, so no rate is given (`analytics.rates` would refuse it).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from analytics.changes import Change, compare_counts
from analytics.counts import total_incidents
from analytics.numbers import write
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.selection import Selection
from dashboard.context import NO_NEIGHBORHOOD, Reader
from dashboard.days import compared_days, counted_days
from dashboard.tables.neighborhood import (
    chosen_place,
    city_view,
    dispersion_of_place,
    place_view,
)
from dashboard.tables.places import counted_selection, mapped_selection
from dashboard.urlstate import View
from dashboard.wording import place_title

MOST = 2
STRETCH_DAYS = 28
CITY = "(city)"


@dataclass(frozen=True)
class Beside:
    """One place of the comparison: its counts, its part of the city's, and its stretches of 28 days.

    `change` is None where nothing is compared, `share` where the city has none. `stretches` columns: start_on, incidents (NaN
    where the data do not reach).
    """

    place_id: str
    name: str
    incidents: int
    change: Change | None
    share: float | None
    stretches: pd.DataFrame

    @property
    def is_city(self) -> bool:
        return self.place_id == CITY


def others_chosen(reader: Reader, view: View) -> list[str]:
    """Give the neighborhoods that the link sets beside the page's own, at most two."""
    named = dict.fromkeys(view.key("beside").split(","))
    known = [name for name in named if name in reader.names and name != chosen_place(view)]
    return known[:MOST]


def besides(reader: Reader, view: View) -> list[Beside]:
    """Compare the page's neighborhood, those beside it, and the city, in this order."""
    return reader.once("beside", view, make=lambda: _besides(reader, view))


def _besides(reader: Reader, view: View) -> list[Beside]:
    place = chosen_place(view)
    if place is None:
        return []
    ids = [place, *others_chosen(reader, view), CITY]
    city = counted_selection(reader, city_view(view))
    total = total_incidents(reader.count(city, ("neighborhood_id",)))
    return [_beside(reader, view, each, total) for each in ids]


def _beside(reader: Reader, view: View, place: str, total: int) -> Beside:
    here = city_view(view) if place == CITY else place_view(view, place)
    selection = mapped_selection(reader, here)
    compared = compared_days(reader, here)
    incidents = _total(reader, counted_selection(reader, here), place)
    change = None
    if compared:
        change = compare_counts(
            incidents,
            _total(reader, selection.during(compared.before), place),
            days_now=compared.now.days,
            days_before=compared.before.days,
            dispersion=dispersion_of_place(reader, selection, compared),
        )
    name = place_title(reader.coverage.place) if place == CITY else reader.names[place]
    return Beside(
        place,
        name,
        incidents,
        change,
        incidents / total if total else None,
        stretches_of(reader, replace(here, selection=selection), counted_days(reader, here)),
    )


def _total(reader: Reader, selection: Selection, place: str) -> int:
    # Counted once for all places, as the table of neighborhoods is.
    counts = reader.count(selection.everywhere(), ("neighborhood_id",))
    if place == CITY:
        return total_incidents(counts)
    held = counts["neighborhood_id"].fillna(NO_NEIGHBORHOOD) == place
    return total_incidents(counts[held])


def stretches_of(reader: Reader, view: View, days: Period) -> pd.DataFrame:
    """Count the last year of the days, or all of them, by stretches of 28 days that end with the last one."""
    number = int(np.ceil(max(days.days, YEAR_OF_WEEKS.days) / STRETCH_DAYS))
    first = days.end - timedelta(days=number * STRETCH_DAYS)
    starts = pd.date_range(first, periods=number, freq=f"{STRETCH_DAYS}D")
    coverage = reader.coverage_of(view.selection)
    shown = view.selection.during(Period(max(first, coverage.first_on), days.end))
    counts = reader.count(shown, ("occurred_on",))
    at = (pd.to_datetime(counts["occurred_on"]) - starts[0]).dt.days // STRETCH_DAYS
    totals = counts.groupby(at)["incidents"].sum().reindex(range(number), fill_value=0)
    is_known = starts >= pd.Timestamp(coverage.first_on)
    incidents = np.where(is_known, totals.to_numpy(dtype="float64"), np.nan)
    return pd.DataFrame({"start_on": starts, "incidents": incidents})


def beside_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the places: Place, Incidents, Before, Change, Share of the city."""
    return pd.DataFrame(
        [
            {
                "Place": each.name,
                "Incidents": each.incidents,
                "Before": each.change.before if each.change else None,
                "Change": write("verdict", each.change.verdict) if each.change else "Not compared",
                "Share of the city": each.share,
            }
            for each in besides(reader, view)
        ],
        columns=["Place", "Incidents", "Before", "Change", "Share of the city"],
    )


def stretch_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the stretches of the places: Place, 28 days from, Incidents (missing where the data do not reach)."""
    tables = [
        pd.DataFrame(
            {
                "Place": each.name,
                "28 days from": each.stretches["start_on"].dt.strftime("%Y-%m-%d"),
                "Incidents": each.stretches["incidents"].astype("Int64"),
            }
        )
        for each in besides(reader, view)
    ]
    columns = ["Place", "28 days from", "Incidents"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
