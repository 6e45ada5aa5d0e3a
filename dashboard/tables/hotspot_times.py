"""How does the map differ from earlier maps? What changed, which hotspots last or fade, and where an incident was just now.

Each is measured over the whole city. What lasted is counted in quarters, whatever days a reader chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pandas as pd
import shapely

from analytics.hotspots.change import find_changed_areas, find_changes
from analytics.hotspots.classes import NO_PATTERN
from analytics.hotspots.history import QUARTERS, History, hotspot_history, whole_quarters
from analytics.open_zones import OPEN_DAYS, list_open_zones
from analytics.periods import Period
from analytics.projection import to_degrees
from analytics.trends import dispersion_of
from dashboard.context import Reader
from dashboard.days import Comparison, compared_days
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View

NOWHERE = "In no neighborhood"


@dataclass(frozen=True)
class Changed:
    """Cells and areas that changed differently from the whole city, and the days compared."""

    cells: pd.DataFrame
    areas: pd.DataFrame
    compared: Comparison


def map_changes(reader: Reader, view: View) -> Changed | None:
    """Compare the map of the days counted with that of the days before; None where nothing can be compared."""
    compared = compared_days(reader, view)
    if compared is None:
        return None
    everywhere = mapped_selection(reader, view).everywhere()

    def make() -> Changed:
        now, before = (
            reader.spots(everywhere.during(days)) for days in (compared.now, compared.before)
        )
        cells = find_changes(
            now, before, reader.grid, dispersion=_dispersion(reader, view, compared)
        )
        areas = find_changed_areas(
            cells, now, before, reader.grid, neighborhoods=reader.names, blocks=reader.block_names
        )
        return Changed(cells, areas, compared)

    return reader.once("map changes", everywhere, compared.now, make=make)


def _dispersion(reader: Reader, view: View, compared: Comparison) -> float:
    selection = mapped_selection(reader, view).everywhere()
    weeks = reader.weeks(selection)
    return dispersion_of(weeks, before=compared.before.start)


def changed_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the areas that changed: Place, Neighborhood, Incidents, Before, Had it changed as the city, Direction."""
    changed = map_changes(reader, view)
    if changed is None:
        return pd.DataFrame(columns=["Place", "Neighborhood", "Incidents", "Before"])
    areas = changed.areas
    return pd.DataFrame(
        {
            "Place": areas["name"],
            "Neighborhood": areas["neighborhood_id"].map(reader.names).fillna(""),
            "Incidents": areas["now"],
            "Before": areas["before"],
            "Had it changed as the city": areas["expected"],
            "Direction": areas["direction"],
        }
    )


def lasting_hotspots(reader: Reader, view: View) -> History:
    """Follow the cells through the last quarters of the offenses asked for, whatever days are asked for."""
    selection = mapped_selection(reader, view).everywhere()
    coverage = reader.coverage_of(selection)
    covered = Period(
        coverage.first_on, max(coverage.settled_until, coverage.first_on + timedelta(days=1))
    )

    def make() -> History:
        starts, end = whole_quarters(covered, most=QUARTERS)
        bounds = [*starts, end]
        spots = [
            reader.spots(selection.during(Period(first, after))).assign(
                occurred_on=pd.Timestamp(first)
            )
            for first, after in pairwise(bounds)
        ]
        table = pd.concat(spots, ignore_index=True) if spots else _no_spots()
        return hotspot_history(table, reader.coarse_grid, covered=covered)

    return reader.once("lasting hotspots", selection.offenses, selection.hours, make=make)


def lasting_places(reader: Reader, history: History) -> pd.DataFrame:
    """Give the cells with a history, each with the name of the neighborhood around its center."""
    held = history.cells[history.cells["history"] != NO_PATTERN]
    return held.assign(name=place_names(reader, held))


def place_names(reader: Reader, cells: pd.DataFrame) -> list[str]:
    """Name cells by the neighborhood of their center."""
    places = reader.neighborhoods.to_crs(reader.coverage.analysis_crs)
    points = shapely.points(*(cells[name].to_numpy(dtype="float64") for name in ("x_m", "y_m")))
    names = [NOWHERE] * len(cells)
    for cell, place in zip(*places.sindex.query(points, predicate="intersects"), strict=True):
        names[cell] = places["name"].iloc[place]
    return names


def _no_spots() -> pd.DataFrame:
    return pd.DataFrame({"x_m": [], "y_m": [], "incidents": [], "occurred_on": []})


def lasting_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the cells with a history: Neighborhood, Longitude, Latitude, Incidents, Quarters hot, History, Esri class."""
    held = lasting_places(reader, lasting_hotspots(reader, view))
    crs = reader.coverage.analysis_crs
    x_m, y_m = (held[name].to_numpy(dtype="float64") for name in ("x_m", "y_m"))
    lon, lat = to_degrees(crs).transform(x_m, y_m)
    return pd.DataFrame(
        {
            "Neighborhood": held["name"],
            "Longitude": lon,
            "Latitude": lat,
            "Incidents": held["incidents"],
            "Quarters hot": held["quarters_hot"],
            "History": held["history"],
            "Esri class": held["esri_class"],
        }
    ).reset_index(drop=True)


def open_zones(reader: Reader, view: View) -> pd.DataFrame:
    """List the places with an incident so lately that the neighbors may want to know, as `list_open_zones` does."""
    selection, days = mapped_selection(reader, view), open_days(reader, view)
    return reader.once(
        "open zones",
        selection.during(days),
        make=lambda: list_open_zones(reader.incidents(selection.during(days)), as_of=days.last_day),
    )


def open_days(reader: Reader, view: View) -> Period:
    """Give the days whose incidents have an open zone: the last one with data, and as many before it as a zone stays open."""
    as_of = reader.coverage_of(mapped_selection(reader, view)).data_as_of
    return Period(as_of - timedelta(days=OPEN_DAYS), as_of + timedelta(days=1))


def zone_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the open zones: Place, Incidents, Last on, Open through."""
    zones = open_zones(reader, view)
    return pd.DataFrame(
        {
            "Place": zones["address"].fillna("(no address)"),
            "Incidents": zones["incidents"],
            "Last on": zones["last_on"].dt.date,
            "Open through": zones["open_through_on"].dt.date,
        }
    )
