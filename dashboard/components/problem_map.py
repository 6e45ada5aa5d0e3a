"""How does a problem's place look on the map? Its outline, the ring that its assessment counts, and the incidents in it.

The ring shows where incidents could have moved to; the control is not drawn: most often it is the rest of the neighborhoods.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import dash_leaflet as dl
import geopandas as gpd
import shapely
from dash import html

from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES
from analytics.periods import YEAR_OF_WEEKS, Period
from dashboard.components.block_map import spot_features
from dashboard.components.map import Features, empty_features, features, frame_features, function
from dashboard.context import Reader
from dashboard.days import period_at
from dashboard.tables.ground import Ground, ground_selection, ground_shape
from dashboard.wording import incidents_words

# A little ground around a small place, so that its streets are seen.
MARGIN = 0.6
LEAST_DEGREES = 0.003


@dataclass(frozen=True)
class Drawn:
    """What the layers of the map hold, and what is said of them."""

    frame: Features
    ring: Features = field(default_factory=empty_features)
    place: Features = field(default_factory=empty_features)
    spots: Features = field(default_factory=empty_features)
    said: str = ""


def problem_layers() -> list[dl.GeoJSON]:
    """Give the layers of the map."""
    return [
        dl.GeoJSON(id="problems-ring", style=function("style"), interactive=False),
        dl.GeoJSON(id="problems-place", style=function("style"), interactive=False),
        dl.GeoJSON(
            id="problems-spots",
            cluster=True,
            superClusterOptions={"radius": 46, "maxZoom": 16},
            zoomToBoundsOnClick=True,
            spiderfyOnMaxZoom=False,
            pointToLayer=function("incident"),
            clusterToLayer=function("incidentCluster"),
        ),
    ]


def draw_place(reader: Reader, ground: Ground, category: str | None, ring_m: float = 0.0) -> Drawn:
    """Draw a place, and of a category the incidents of the last 52 settled weeks in it, or of as many as there are."""
    place = (ground.neighborhood_id, ground.block_id, ground.area)
    return reader.once(
        "problem map",
        *(place, category, ring_m),
        make=lambda: _draw(reader, ground, category, ring_m),
    )


def _draw(reader: Reader, ground: Ground, category: str | None, ring_m: float) -> Drawn:
    everywhere = frame_features(reader.neighborhoods)
    try:
        place = ground_shape(reader, ground)
    except SelectionError as error:
        return Drawn(everywhere, said=f"The place cannot be drawn: {error}.")
    shape = place.geometry.union_all()
    is_city = not (ground.area or ground.block_id or ground.neighborhood_id)
    around = _around(reader, shape, ring_m)
    said, spots = "", empty_features()
    if category and category in reader.coverage.categories:
        end = reader.reach_of(category).settled_until
        year = Period(max(end - YEAR_OF_WEEKS, reader.reach_of(category).first_on), end)
        found = reader.spots(ground_selection(ground, year, category))
        many = int(found["incidents"].sum())
        label = CATEGORIES[category].label
        said = f"{label}: {incidents_words(many)} {period_at(year)}"
        spots = spot_features(found) if not is_city else spots
    return Drawn(
        frame=everywhere if is_city else _frame(shape if around is None else around),
        ring=features([around], [{"class": "problem-ring"}]) if around else empty_features(),
        place=empty_features() if is_city else features([shape], [{"class": "problem-place"}]),
        spots=spots,
        said=said,
    )


def map_legend(ring_m: float, *, has_spots: bool) -> html.Div:
    """Explain what is drawn."""
    items = [("problem-place", "the problem's place")]
    if ring_m:
        items.append(("problem-ring", f"ring of {ring_m:,.0f} m, counted for what may have moved"))
    if has_spots:
        items.append(("bubble-swatch", "incidents, near ones put together"))
    return html.Div(
        [
            html.Span([html.Span(className=f"swatch {kind}"), words], className="legend-item")
            for kind, words in items
        ],
        className="legend",
    )


def _around(reader: Reader, shape: shapely.Geometry, ring_m: float) -> shapely.Geometry | None:
    if not ring_m:
        return None
    meters = gpd.GeoSeries([shape], crs="EPSG:4326").to_crs(reader.coverage.analysis_crs)
    return meters.buffer(ring_m).difference(meters).to_crs("EPSG:4326").iloc[0]


def _frame(shape: shapely.Geometry) -> Features:
    west, south, east, north = shape.bounds
    margin = max(MARGIN * max(east - west, north - south) / 2, LEAST_DEGREES)
    box = shapely.box(west - margin, south - margin, east + margin, north + margin)
    return features([box], [{"class": "frame"}])
