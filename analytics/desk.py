"""Where does it concentrate, in three lines? What a notebook asks most often, and how its figures are shown.

The hotspots are those of the page and the report: a year of settled days, because 28 days hold too few incidents. They say
where incidents were, not where they will be, and change with the radius more than with anything else: ask for another one beside.
Figures are shown without the button that uploads them, and load nothing from the network.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import plotly.graph_objects as go

from analytics.errors import SelectionError
from analytics.figures.maps import hotspot_map
from analytics.figures.theme import CONFIG
from analytics.hotspots import (
    Grid,
    find_areas,
    find_hotspots,
    hotspot_sentence,
    make_grid,
    radius_for,
)
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import Period, recent_period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot

__all__ = ["Hotspots", "Picture", "hotspots_of", "open_snapshot", "show"]

MAP_DAYS = 364
# Without the other renderers of notebooks, which load a script for formulas from the network.
RENDERER = "plotly_mimetype"


@dataclass(frozen=True)
class Picture:
    """A drawing for paper, and the sentence that a reader who cannot see it gets."""

    svg: str = field(repr=False)
    finding: str

    def save(self, path: Path | str) -> None:
        """Write it as an SVG file."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def _repr_html_(self) -> str:
        drawn = base64.b64encode(self.svg.encode()).decode()
        return f'<img alt="{escape(self.finding)}" src="data:image/svg+xml;base64,{drawn}">'


@dataclass(frozen=True, eq=False, repr=False)
class Hotspots:
    """The cells of the built-up area, the areas that stand out from chance, and what may be said of them.

    `cells` is a table of `find_hotspots`, `areas` one of `find_areas`, `names` are those of the neighborhoods by id.
    """

    cells: pd.DataFrame
    grid: Grid
    areas: pd.DataFrame
    period: Period
    sentence: str
    names: Mapping[str, str]
    neighborhoods: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame

    def figure(self) -> go.Figure:
        """Draw the map that can be moved."""
        return hotspot_map(self.cells, self.grid, self.neighborhoods, streets=self.streets)

    def show(self) -> None:
        """Say what stands out, and show the map."""
        show(self.figure(), self.sentence)

    def picture(self, *, width_in: float = 6.5, height_in: float = 5.0) -> Picture:
        """Draw the map for paper, its areas numbered in the order of `areas`."""
        # The drawings of reports load a library that few notebooks need.
        from analytics.report.drawings import draw_map

        drawn = draw_map(
            self.cells, self.grid, self.neighborhoods, chosen=(), streets=self.streets,
            areas=self.areas, width_in=width_in, height_in=height_in,
        )  # fmt: skip
        return Picture(drawn, self.sentence)


def hotspots_of(
    store: Store,
    offense: str,
    *more: str,
    period: Period | None = None,
    radius_m: float | None = None,
) -> Hotspots:
    """Find where the incidents of a category or an offense concentrate in the whole city, or those of several together.

    Without a period, the last 364 settled days; without a radius, that of `radius_for`. Raises SelectionError for an offense that
    does not exist, and where what victims report would be on one map with what officers find by looking.
    """
    coverage = store.coverage()
    selection = Selection(period or coverage.whole, (offense, *more))
    categories = tuple({category_of(name) for name in selection.offenses})
    if len({CATEGORIES[name].is_victim_reported for name in categories}) > 1:
        raise SelectionError(
            "what victims report and what follows where officers look make no one map: ask for each alone"
        )
    if period is None:
        end = min(coverage.settled_until, store.coverage(selection).settled_until)
        year = recent_period(end, MAP_DAYS)
        period = Period(max(year.start, coverage.first_on), end)
        selection = selection.during(period)
    incidents = store.read_spots(selection)
    grid = make_grid(store.read_shapes("built_up"), crs=coverage.analysis_crs)
    radius_m = radius_m or radius_for(categories)
    cells = find_hotspots(incidents, grid, radius_m=radius_m, period_days=period.days)
    neighborhoods, blocks = store.read_neighborhoods(), store.read_blocks()
    names = _names(neighborhoods, "neighborhood_id")
    areas = find_areas(
        cells, incidents, grid, neighborhoods=names, blocks=_names(blocks, "block_id")
    )
    return Hotspots(
        cells=cells,
        grid=grid,
        areas=areas,
        period=period,
        sentence=hotspot_sentence(areas, int(cells["incidents"].sum())),
        names=names,
        neighborhoods=neighborhoods,
        streets=store.read_shapes("streets"),
    )


def show(figure: go.Figure | dict[str, Any], finding: str = "") -> None:
    """Show a figure under the sentence that says what it shows; a plain dictionary is a figure, too."""
    if finding:
        print(finding)
    drawn = go.Figure(figure)
    drawn.layout.meta = {"finding": finding}
    drawn.show(renderer=RENDERER, config=CONFIG)


def _names(shapes: gpd.GeoDataFrame | None, key: str) -> dict[str, str]:
    return {} if shapes is None else dict(zip(shapes[key], shapes["name"], strict=True))
