"""Which points are no places, but where a system puts what it cannot place?

A geocoder that fails answers with the middle of the city, of a neighborhood, or a police station, and a map shows a hotspot where
nothing happened. Configured points are known beforehand; others show only in the whole of a feed, as points that hold too
many of its rows. A mall or a jail may hold as many in truth: the definition of a feed names those under `guards.true_hotspots`.
"""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from etl.feeds.feed import Guards
from geodata.layers import Layers

STACK_SHARE = 0.005
STACK_ROWS = 20
TIMES_HISTORY = 10
NEAR_M = 1.0
_M_PER_DEGREE = 111_195.0
# Of these kinds no row may be plotted; a stack is for a person to judge.
NOT_PLACES = ("zero", "configured", "centroid")

SUSPECTS = pa.schema(
    [
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("rows", pa.int64()),
        ("share", pa.float64()),
        ("kind", pa.string()),
        ("is_allowed", pa.bool_()),
    ]
)


def is_default_point(lon: np.ndarray, lat: np.ndarray, guards: Guards) -> np.ndarray:
    """Tell which points lie within a meter of a configured default point, and not of a true hotspot."""
    is_default = _is_near(lon, lat, guards.default_points)
    return (
        is_default & ~_is_near(lon, lat, guards.true_hotspots) if is_default.any() else is_default
    )


def suspect_points(
    counts: pa.Table,
    total: int,
    layers: Layers,
    guards: Guards,
    history: pa.Table | None = None,
    history_total: int = 0,
) -> pa.Table:
    """List the points of a feed that hold more of its rows than a place would.

    `counts` has a row per point: lon, lat, rows; `total` is the feed's rows, those without a point included; `history` is
    the same of runs before. Suspect is a point with more than 20 rows and more than 0.5% of all, or ten times its share of the
    history (a point that is new there counts as one row of it); and every configured point and 0, 0, with any number.
    Give as `counts` what a run added: in a whole history no share grows tenfold.

    Result: lon, lat, rows, share, kind (zero, configured, centroid: within a meter of the centroid or the middle of the bounds of
    the city or a neighborhood; stack), is_allowed (within a meter of a true hotspot); most rows first.
    Rows at points of NOT_PLACES that are not allowed may never be plotted.
    """
    lon, lat = (counts[name].to_numpy() for name in ("lon", "lat"))
    rows = counts["rows"].to_numpy()
    share = rows / max(total, 1)
    is_zero = (lon == 0) & (lat == 0)
    is_configured = _is_near(lon, lat, guards.default_points)
    usual = np.full(len(rows), np.inf)
    if history is not None and history_total:
        points = counts.select(["lon", "lat"]).to_pandas()
        before = points.merge(history.to_pandas(), how="left", on=["lon", "lat"])["rows"]
        usual = before.fillna(1).to_numpy() / history_total
    is_many = (rows > STACK_ROWS) & ((share > STACK_SHARE) | (share > TIMES_HISTORY * usual))
    chosen = np.flatnonzero(is_zero | is_configured | is_many)
    chosen = chosen[np.argsort(-rows[chosen], kind="stable")]
    lon, lat = lon[chosen], lat[chosen]
    kind = np.select(
        [is_zero[chosen], is_configured[chosen], _is_near(lon, lat, _middles(layers))],
        ["zero", "configured", "centroid"],
        "stack",
    )
    is_allowed = _is_near(lon, lat, guards.true_hotspots)
    columns = [lon, lat, rows[chosen], share[chosen], kind.astype(object), is_allowed]
    return pa.table(dict(zip(SUSPECTS.names, columns, strict=True)), schema=SUSPECTS)


def _middles(layers: Layers) -> list[tuple[float, float]]:
    """Give the points (lat, lon) that a geocoder may answer with for the city or a neighborhood."""
    outlines = np.concatenate([layers.city.geometry, layers.neighborhoods.geometry])
    in_meters = gpd.GeoSeries(outlines, crs=layers.city.crs).to_crs(layers.analysis_crs).centroid
    points = [
        *shapely.get_coordinates(shapely.centroid(outlines)),
        *shapely.get_coordinates(in_meters.to_crs(layers.city.crs)),
        *shapely.bounds(outlines).reshape(-1, 2, 2).mean(axis=1),
    ]
    return [(lat, lon) for lon, lat in points]


def _is_near(lon: np.ndarray, lat: np.ndarray, points: Iterable[tuple[float, float]]) -> np.ndarray:
    """Tell which of many points lie within a meter of one of a few (lat, lon)."""
    is_near = np.zeros(len(lon), dtype=bool)
    for point_lat, point_lon in points:
        north = (lat - point_lat) * _M_PER_DEGREE
        east = (lon - point_lon) * _M_PER_DEGREE * np.cos(np.radians(point_lat))
        is_near |= north**2 + east**2 <= NEAR_M**2
    return is_near
