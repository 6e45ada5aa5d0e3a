"""How is a place drawn on screen? Outlines and streets of the snapshot itself, and what lies on them.

No tile server is needed. Colors are classes that CSS paints, so that light and dark share one drawing; the counts travel as
numbers and are drawn by assets/maps.js. A symbol's area, not its width, stands for the count.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import dash_leaflet as dl
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from dash import html

from analytics.hotspots import Grid
from analytics.projection import to_degrees
from dashboard import ids
from dashboard.context import Reader, current

LARGEST_PX = 46
MANY_PLACES = 50
LARGEST_PX_OF_MANY = 32
SMALLEST_PX = 8
QUIET_PX = 5
Features = dict[str, Any]


def function(name: str) -> dict[str, str]:
    """Name a function of assets/maps.js."""
    return {"variable": f"crimeMaps.{name}"}


def place_map(
    page: str, layers: Sequence[object], *, label: str, frame: Features | None = None
) -> html.Div:
    """Draw the base map with a page's own layers on it; it opens on `frame`, or on all neighborhoods."""
    reader = current().reader()
    city, streets, everywhere = reader.once("base layers", make=lambda: base_layers(reader))
    tile_url = current().tile_url
    west, south, east, north = reader.neighborhoods.total_bounds
    return html.Div(
        dl.Map(
            [
                dl.TileLayer(url=tile_url) if tile_url else None,
                _ground(city, streets, tile_url),
                dl.GeoJSON(
                    id=f"{page}-frame",
                    data=frame or everywhere,
                    style=function("style"),
                    onEachFeature=function("frame"),
                    interactive=False,
                ),
                *layers,
                dl.GestureHandling(),
                dl.ScaleControl(position="bottomright", imperial=True, metric=True),
            ],
            center=[(south + north) / 2, (west + east) / 2],
            zoom=12,
            zoomSnap=0.25,
            zoomDelta=0.5,
            minZoom=9,
            maxZoom=18,
            trackViewport=False,
            attributionControl=bool(tile_url),
            className="map",
            id=f"map-{page}",
        ),
        className="map-frame",
        role="group",
        **{"aria-label": label},
    )


def _ground(city: Features, streets: Features, tile_url: str | None) -> dl.Pane:
    """Give city and streets a pane of their own: land is opaque, and layers arrive in any order. Tiles show both themselves."""
    drawn = [dl.GeoJSON(data=city, style=function("style"), interactive=False)]
    if not tile_url:
        drawn.append(
            dl.GeoJSON(
                data=streets,
                style=function("style"),
                onEachFeature=function("streets"),
                interactive=False,
            )
        )
    return dl.Pane(
        drawn,
        name="ground",
        className="on-tiles" if tile_url else "",
        style={"zIndex": 350},
    )


def place_layers(page: str) -> list[dl.GeoJSON]:
    """Give the two layers, outlines and symbols, of which a click filters by a neighborhood."""
    return [
        dl.GeoJSON(
            id=ids.place_layer(page, "areas"), data=empty_features(), style=function("style")
        ),
        dl.GeoJSON(
            id=ids.place_layer(page, "symbols"),
            data=empty_features(),
            pointToLayer=function("place"),
        ),
    ]


def base_layers(reader: Reader) -> tuple[Features, Features, Features]:
    """Give city, streets and the frame that the map opens on: the neighborhoods, not the empty desert."""
    city = reader.store.read_shapes("city")
    streets = reader.store.read_shapes("streets")
    return (
        features(city.geometry, [{"class": "city"}] * len(city)),
        street_features(streets),
        frame_features(reader.neighborhoods),
    )


def street_features(streets: gpd.GeoDataFrame) -> Features:
    """Draw the streets of a kind as one shape, each of whose lines has its name: assets/street_names.js writes them."""
    shapes, properties = [], []
    for kind, own in streets.explode().groupby("kind"):
        shapes.append(shapely.MultiLineString(own.geometry.tolist()))
        names = own["name"].fillna("").tolist()
        properties.append({"class": f"street street-{kind}", "kind": kind, "names": names})
    return features(shapes, properties)


def frame_features(neighborhoods: gpd.GeoDataFrame) -> Features:
    """Give the frame that a map shows: around these neighborhoods."""
    return features([shapely.box(*neighborhoods.total_bounds)], [{"class": "frame"}])


def features(shapes: Sequence[Any], properties: Sequence[Mapping[str, Any]]) -> Features:
    """Make GeoJSON of shapes in EPSG:4326, to about a meter."""
    rounded = shapely.transform(np.asarray(shapes, dtype=object), lambda xy: xy.round(5))
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": json.loads(text), "properties": dict(own)}
            for text, own in zip(shapely.to_geojson(rounded), properties, strict=True)
        ],
    }


def empty_features() -> Features:
    return {"type": "FeatureCollection", "features": []}


def area_features(neighborhoods: gpd.GeoDataFrame, chosen: Sequence[str]) -> Features:
    """Give the outlines of neighborhoods, the chosen ones marked."""
    has_choice = bool(chosen)
    properties = [
        {
            "id": place,
            "name": name,
            "class": "outline"
            + (" is-chosen" if place in chosen else " is-other" if has_choice else ""),
        }
        for place, name in zip(neighborhoods["neighborhood_id"], neighborhoods["name"], strict=True)
    ]
    return features(neighborhoods.geometry, properties)


def symbol_features(
    neighborhoods: gpd.GeoDataFrame, counts: pd.Series, chosen: Sequence[str]
) -> Features:
    """Give one symbol a neighborhood; `counts` is indexed by neighborhood_id."""
    largest = int(counts.max()) if len(counts) else 0
    properties = []
    for place, name in zip(neighborhoods["neighborhood_id"], neighborhoods["name"], strict=True):
        count = int(counts.get(place, 0))
        action = "let go of this filter" if place in chosen else "filter by it"
        properties.append(
            {
                "id": place,
                "name": name,
                "count": count,
                "size": symbol_px(count, largest, len(neighborhoods)),
                "label": f"{name}: {count:,}. Click to {action}.",
                "chosen": place in chosen,
                "button": True,
            }
        )
    return features(neighborhoods.geometry.representative_point(), properties)


def name_features(neighborhoods: gpd.GeoDataFrame) -> Features:
    """Give the names of neighborhoods without symbols."""
    properties = [
        {"name": name, "count": 0, "size": 0, "label": name, "chosen": False, "button": False}
        for name in neighborhoods["name"]
    ]
    return features(neighborhoods.geometry.representative_point(), properties)


def symbol_px(count: int, largest: int, places: int) -> float:
    """Give the width of a symbol whose area stands for its count."""
    if count == 0:
        return QUIET_PX
    widest = LARGEST_PX if places < MANY_PLACES else LARGEST_PX_OF_MANY
    return round(max(SMALLEST_PX, widest * math.sqrt(count / max(largest, 12))), 1)


def symbol_legend(counts: pd.Series, what: str) -> html.Div:
    """Explain the symbols by two or three that look like those on the map."""
    largest = int(counts.max()) if len(counts) else 0
    steps = sorted({1, _nice(largest / 4), _nice(largest)} - {0}) if largest else []
    return html.Div(
        [
            html.Span(what, className="legend-title"),
            *(
                html.Span(
                    [
                        html.Span(
                            className="place-dot",
                            style={
                                "width": (size := symbol_px(step, largest, len(counts))),
                                "height": size,
                            },
                        ),
                        f"{step:,}",
                    ],
                    className="legend-item",
                )
                for step in steps
            ),
            html.Span(
                [html.Span(className="place-dot is-none", style={"width": 6, "height": 6}), "none"],
                className="legend-item",
            ),
        ],
        className="legend",
    )


def _nice(value: float) -> int:
    if value < 1:
        return 0
    power = 10 ** math.floor(math.log10(value))
    return int(max(step for step in (1, 2, 5) if step * power <= value) * power)


def grid_cells(grid: Grid, cells: pd.DataFrame, classes: pd.Series) -> dict[str, Any]:
    """Give cells as [column, row, class] with the corners of the grid, for assets/maps.js to draw."""
    columns, rows = grid.mask.shape
    west, south = grid.i0 * grid.cell_m, grid.j0 * grid.cell_m
    east, north = west + columns * grid.cell_m, south + rows * grid.cell_m
    lon, lat = to_degrees(grid.crs).transform(
        [west, east, east, west], [south, south, north, north]
    )
    drawn = classes > 0
    return {
        "corners": [[round(x, 7), round(y, 7)] for x, y in zip(lon, lat, strict=True)],
        "columns": columns,
        "rows": rows,
        "cells": np.column_stack(
            [cells["i"][drawn] - grid.i0, cells["j"][drawn] - grid.j0, classes[drawn]]
        ).tolist(),
    }
