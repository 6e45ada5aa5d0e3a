"""The small map of a problem's place, as SVG text: its outline, the ring that its assessment counts, streets and neighborhoods.

No incident is on it: a sheet is passed on, and a dot is an address.
"""

from __future__ import annotations

import geopandas as gpd
import matplotlib as mpl
import shapely
from matplotlib.figure import Figure

from analytics.drawn_area import DrawnArea
from analytics.report.drawings import (
    COLORS,
    STYLE,
    _box,
    _draw_lines,
    _draw_scale,
    _land,
    _name_places,
    _svg,
)
from analytics.report.problem.told import Ground
from analytics.store import Store

LEAST_M = 120.0


def place_shape(store: Store, ground: Ground) -> gpd.GeoSeries | None:
    """Give the outline of a place in degrees; None for the city, and for what the layers no longer have."""
    if ground.area:
        return gpd.GeoSeries([DrawnArea.read(ground.area).outline()], crs="EPSG:4326")
    layer, key, wanted = store.read_neighborhoods(), "neighborhood_id", ground.neighborhood_id
    if ground.block_id:
        blocks = store.read_blocks()
        if blocks is None:
            return None
        layer, key, wanted = blocks, "block_id", ground.block_id
    found = layer[layer[key] == wanted]
    return None if found.empty else found.geometry


def draw_place(
    store: Store, ground: Ground, ring_m: float, *, width_in: float, height_in: float
) -> str:
    """Draw a place, or all neighborhoods for the city; give the SVG."""
    crs = store.coverage().analysis_crs
    places = store.read_neighborhoods().to_crs(crs)
    found = place_shape(store, ground)
    shape = None if found is None else found.to_crs(crs).union_all()
    around = None if shape is None else shape.buffer(max(ring_m, LEAST_M))
    bounds = places.total_bounds if around is None else shapely.bounds(around)
    box = _box(bounds, 0.0, width_in / height_in)
    frame = shapely.box(*box)
    streets = store.read_shapes("streets")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, height_in))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(box[0], box[2])
        axes.set_ylim(box[1], box[3])
        axes.add_patch(_land(box))
        if not streets.empty:
            _draw_lines(axes, streets.to_crs(crs).geometry, frame, COLORS.line, 0.5)
        _draw_lines(axes, places.boundary, frame, COLORS.outline, 0.6)
        if shape is not None:
            if ring_m:
                ring = gpd.GeoSeries([shape.buffer(ring_m).boundary])
                _draw_lines(axes, ring, frame, COLORS.ink, 0.7, style=(0, (2, 2)))
            for part in shapely.get_parts(shape):
                xy = shapely.get_coordinates(part.exterior)
                axes.fill(xy[:, 0], xy[:, 1], color=COLORS.accent, alpha=0.22, linewidth=0)
            _draw_lines(axes, gpd.GeoSeries([shape.boundary]), frame, COLORS.accent, 1.6)
            _name_places(axes, places, box, width_in)
        _draw_scale(axes, box)
        return _svg(figure)
