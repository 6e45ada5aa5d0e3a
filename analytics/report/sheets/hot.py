"""Where in a neighborhood without known blocks did it happen? The hotspots of the city, as far as they lie in it.

What stands out is compared with the whole built-up area, so a quiet neighborhood has none, and one that is all city center may be
one area. Only the police have positions to draw them from.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.hotspots import (
    Grid,
    areas_within,
    find_areas,
    find_hotspots,
    hotspot_sentence,
    make_grid,
    radius_for,
)
from analytics.report.drawings import draw_map
from analytics.report.sheets.where import Map
from analytics.report.sheets.whole import Whole
from analytics.selection import Selection

LISTED = 8
WIDTH_IN, HEIGHT_IN = 4.0, 5.0
NOTE = (
    "Colors: density in multiples of the mean of cells with any, darker for more. Outlined and numbered: more than chance puts"
    " there. What is outlined outside of the thick line is the neighbors'."
)


@dataclass(frozen=True)
class Hot:
    """Incidents of a year with their positions, and the cells of the city."""

    incidents: pd.DataFrame
    grid: Grid
    cells: pd.DataFrame


def find_hot(whole: Whole) -> Hot | None:
    """Find the hotspots of the whole city in the sheet's year; None where no incident has a position."""
    told = whole.told
    incidents = whole.store.read_incidents(Selection(told.year, told.reported))
    if not incidents["x_m"].notna().any():
        return None
    grid = make_grid(whole.store.read_shapes("built_up"), crs=told.coverage.analysis_crs)
    radius_m = radius_for(told.reported_categories)
    cells = find_hotspots(incidents, grid, radius_m=radius_m, period_days=told.year.days)
    return Hot(incidents, grid, cells)


def map_hotspots(whole: Whole, place: str) -> Map | None:
    """Draw the hotspots around a neighborhood; None for the public, and without positions."""
    if whole.is_public:
        return None
    hot = whole.once("hotspots", lambda: find_hot(whole))
    if hot is None:
        return None
    told, name = whole.told, whole.names[place]
    here = hot.incidents[hot.incidents["neighborhood_id"] == place]
    areas = find_areas(hot.cells, here, hot.grid, neighborhoods=whole.names, blocks=None)
    own = whole.neighborhoods[whole.neighborhoods["neighborhood_id"] == place]
    areas = areas_within(areas, hot.cells, hot.grid, own).head(LISTED)
    said = hotspot_sentence(areas, int(here["x_m"].notna().sum()))
    sentence = f"In {name}: {said[0].lower()}{said[1:]}"
    return Map(
        f"{told.what}: {len(here):,} in a year",
        draw_map(
            hot.cells,
            hot.grid,
            whole.neighborhoods,
            chosen=(place,),
            streets=whole.streets,
            areas=areas,
            width_in=WIDTH_IN,
            height_in=HEIGHT_IN,
        ),
        f"Map of where incidents were denser than usual. {sentence}",
        WIDTH_IN / HEIGHT_IN,
        tuple((str(area.name), f"{area.incidents:,}") for area in areas.itertuples(index=False)),
        sentence,
        f"{told.year.label()}. {NOTE}",
    )
