"""Where do incidents concentrate? The map of a year, and the areas that stand out in the places asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import geopandas as gpd
import pandas as pd

from analytics.coverage import Coverage
from analytics.hotspots import (
    Grid,
    areas_within,
    find_areas,
    find_hotspots,
    hotspot_sentence,
    make_grid,
    radius_for,
)
from analytics.offenses import category_of, label_of
from analytics.periods import Period
from analytics.report.total import added_up
from analytics.report.wording import joined, ordered
from analytics.selection import Selection
from analytics.store import Store

MAP_DAYS = 364
NO_POSITIONS = (
    "There is no map: none of these incidents has a position that may be shown to this audience."
)


@dataclass(frozen=True)
class HotspotPart:
    """The map: cells of the whole city, the areas within the places asked for, and what may be
    said. Without positions there is only the sentence."""

    cells: pd.DataFrame
    grid: Grid
    areas: pd.DataFrame
    offenses: str
    period: Period
    sentence: str
    has_positions: bool


def map_hotspots(
    store: Store,
    selection: Selection,
    now: Period,
    neighborhoods: gpd.GeoDataFrame,
    coverage: Coverage,
    where: str | None,
) -> HotspotPart:
    """Map what may be added up of a selection, in the year up to the days counted or in those where they are longer."""
    offenses = ordered(added_up(selection).offenses)
    days = max(MAP_DAYS, now.days)
    period = Period(max(now.end - timedelta(days=days), coverage.first_on), now.end)
    incidents = store.read_incidents(Selection(period, offenses))
    grid = make_grid(store.read_shapes("built_up"), crs=coverage.analysis_crs)
    categories = tuple({category_of(name) for name in offenses})
    cells = find_hotspots(incidents, grid, radius_m=radius_for(categories), period_days=period.days)
    has_positions = incidents.empty or bool(incidents["x_m"].notna().any())
    if selection.neighborhoods:
        incidents = incidents[incidents["neighborhood_id"].isin(selection.neighborhoods)]
    blocks = store.read_blocks()
    areas = find_areas(
        cells,
        incidents,
        grid,
        neighborhoods=dict(
            zip(neighborhoods["neighborhood_id"], neighborhoods["name"], strict=True)
        ),
        blocks=None
        if blocks is None
        else dict(zip(blocks["block_id"], blocks["name"], strict=True)),
    )
    if selection.neighborhoods:
        chosen = neighborhoods["neighborhood_id"].isin(selection.neighborhoods)
        areas = areas_within(areas, cells, grid, neighborhoods[chosen])
    on_map = int(incidents["x_m"].notna().sum())
    said = hotspot_sentence(areas, on_map)
    if where:
        # The map reaches over the edge of a place: what is outlined there is not meant.
        said = f"In {where}: {said[0].lower()}{said[1:]}"
    return HotspotPart(
        cells=cells,
        grid=grid,
        areas=areas,
        offenses=joined([label_of(name) for name in offenses]),
        period=period,
        sentence=said if has_positions else NO_POSITIONS,
        has_positions=has_positions,
    )
