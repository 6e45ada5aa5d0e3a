"""The hotspot map for notebooks: neighborhoods, and on them the cells where incidents are denser
than usual.

Computed cells are drawn, never a heat layer whose kernel is in screen pixels and so changes with
the zoom. The style is inline: no tiles, no glyphs, no request leaves the machine, hence names
appear on hover only. Interactive pages draw the same cells with Leaflet.
"""

from __future__ import annotations

import json
import math
from typing import Any

import geopandas as gpd
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.theme import PALETTES, Mode, Palette, base_layout
from analytics.hotspots import Grid

SHOWN_FROM_CLASS = 2


def hotspot_map(
    cells: pd.DataFrame,
    grid: Grid,
    neighborhoods: gpd.GeoDataFrame,
    *,
    streets: gpd.GeoDataFrame | None = None,
    mode: Mode = "light",
    height: int = 620,
) -> go.Figure:
    """Draw the cells denser than the mean of non-zero cells, and outline the areas that stand out
    from chance.

    `cells` comes from `find_hotspots`; polygons and lines are in EPSG:4326.
    """
    colors = PALETTES[mode]
    layers = [_lines(neighborhoods, colors.outline, 1)]
    if streets is not None and not streets.empty:
        layers.append(_lines(streets, colors.line, 1) | {"below": "traces"})
    hot = grid.polygons(cells[cells["is_hot"]])
    if not hot.empty:
        outline = gpd.GeoDataFrame(geometry=hot.dissolve(hot["area"]).boundary, crs=hot.crs)
        layers.append(_lines(outline, colors.ink, 2))
    squares = grid.polygons(shown_cells(cells))
    west, south, east, north = pd.concat([neighborhoods.geometry, squares.geometry]).total_bounds
    layout = base_layout(mode) | {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "map": {
            "style": {
                "version": 8,
                "sources": {},
                "layers": [
                    {
                        "id": "land",
                        "type": "background",
                        "paint": {"background-color": colors.land},
                    }
                ],
            },
            "center": {"lon": (west + east) / 2, "lat": (south + north) / 2},
            "zoom": _zoom(west, south, east, north, height),
            "layers": layers,
        },
    }
    del layout["xaxis"], layout["yaxis"]
    return go.Figure(
        {
            "data": [_names(neighborhoods), _cells(squares, colors)],
            "layout": layout,
        }
    )


def shown_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Keep the cells that a hotspot map colors: denser than the mean of non-zero cells, or standing
    out from chance."""
    return cells[(cells["density_class"] >= SHOWN_FROM_CLASS) | cells["is_hot"]]


def cell_words(cells: pd.DataFrame) -> list[str]:
    """Say of each cell what it holds."""
    return [
        f"{near} incident{'' if near == 1 else 's'} here and in the 8 cells around"
        + (" · stands out" if is_hot else "")
        for near, is_hot in zip(cells["incidents_near"], cells["is_hot"], strict=True)
    ]


def _names(neighborhoods: gpd.GeoDataFrame) -> dict[str, Any]:
    return {
        "type": "choroplethmap",
        "geojson": _geojson(neighborhoods[["geometry"]]),
        "locations": [str(row) for row in range(len(neighborhoods))],
        "z": [0] * len(neighborhoods),
        "colorscale": [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        "showscale": False,
        "marker": {"line": {"width": 0}},
        "text": neighborhoods["name"].tolist(),
        "hovertemplate": "%{text}<extra></extra>",
    }


def _cells(squares: gpd.GeoDataFrame, colors: Palette) -> dict[str, Any]:
    shades = colors.heat[SHOWN_FROM_CLASS - 1 :]
    steps = len(shades)
    scale = [
        [edge / steps, color] for step, color in enumerate(shades) for edge in (step, step + 1)
    ]
    return {
        "type": "choroplethmap",
        "geojson": _geojson(squares[["geometry"]]),
        "locations": [str(row) for row in range(len(squares))],
        "z": squares["density_class"].tolist(),
        "zmin": SHOWN_FROM_CLASS - 0.5,
        "zmax": SHOWN_FROM_CLASS + steps - 0.5,
        "colorscale": scale,
        "marker": {"line": {"width": 0}, "opacity": 0.85},
        "colorbar": {
            "title": {"text": "Density, in multiples<br>of the mean", "font": {"size": 12}},
            "tickvals": [2, 3, 4, 5],
            "ticktext": ["1 to 2", "2 to 3", "3 to 5", "over 5"],
            "len": 0.4,
            "thickness": 12,
            "x": 0.01,
            "y": 0.02,
            "xanchor": "left",
            "yanchor": "bottom",
            "bgcolor": colors.surface,
            "outlinewidth": 0,
        },
        "text": cell_words(squares),
        "hovertemplate": "%{text}<extra></extra>",
    }


def _lines(shapes: gpd.GeoDataFrame, color: str, width: float) -> dict[str, Any]:
    return {
        "sourcetype": "geojson",
        "source": _geojson(shapes[["geometry"]]),
        "type": "line",
        "color": color,
        "line": {"width": width},
    }


def _geojson(shapes: gpd.GeoDataFrame) -> dict[str, Any]:
    return json.loads(shapes.reset_index(drop=True).to_json(drop_id=False))


def _zoom(west: float, south: float, east: float, north: float, height: int) -> float:
    """Give the zoom at which the box fills the height, or the like width."""
    pixels_at_zero = 512
    turn = (north - south) / 360 / math.cos(math.radians((south + north) / 2))
    return math.log2(0.9 * height / pixels_at_zero / max(turn, (east - west) / 360))
