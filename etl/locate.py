"""Which neighborhood and which block holds each incident, and if none, why not?

The city's own table of addresses goes first, then the polygon that holds the point, then the nearest edge within the feed's
tolerance; `located_by` says which it was. A point on a shared edge is in both neighborhoods; it is counted once, in the one with
the first id, and the second is kept beside it. A default point is no place and is not looked up. No row is lost:
`len(locate(rows)) == len(rows)`, and a row without a neighborhood has a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from etl.default_points import is_default_point
from etl.feeds.feed import Feed, Guards
from etl.raster import NONE, RasterIndex
from geodata.addresses import Addresses
from geodata.layers import Layers

_ADDRESS, _POLYGON, _NEAREST_EDGE = range(3)
_LOCATED_BY = ["address", "polygon", "nearest_edge"]
_REASONS = ["default_point", "between_neighborhoods", "outside_city"]


@dataclass(frozen=True, eq=False)
class Locator:
    """The indexes of one place, built once a run, and what one feed says of its points.

    `near` finds neighborhoods around a point in meters; None where points must lie in them.
    """

    neighborhoods: gpd.GeoDataFrame
    analysis_crs: str
    neighborhood_index: RasterIndex
    city_index: RasterIndex
    block_ids: pa.Array
    block_index: RasterIndex | None
    addresses: Addresses | None
    guards: Guards = field(default_factory=Guards)
    tolerance_m: float = 0.0
    near: shapely.STRtree | None = None

    @classmethod
    def build(cls, layers: Layers, *, cache: Path | None = None) -> Locator:
        """Index the neighborhoods, the city and, where there are any, the blocks; keep the indexes in the folder `cache`."""
        neighborhoods = layers.neighborhoods.sort_values("neighborhood_id", ignore_index=True)
        blocks = None if layers.blocks is None else layers.blocks.sort_values("block_id")
        return cls(
            neighborhoods=neighborhoods,
            analysis_crs=layers.analysis_crs,
            neighborhood_index=_index(neighborhoods, cache),
            city_index=_index(layers.city, cache),
            block_ids=pa.array([] if blocks is None else blocks["block_id"], pa.string()),
            block_index=None if blocks is None else _index(blocks, cache),
            addresses=layers.addresses,
        )

    def for_feed(self, feed: Feed) -> Locator:
        """Give the same with a feed's default points and tolerance."""
        near = None
        if feed.tolerance_m > 0:
            near = shapely.STRtree(self.neighborhoods.to_crs(self.analysis_crs).geometry.to_numpy())
        return replace(self, guards=feed.guards, tolerance_m=feed.tolerance_m, near=near)


def _index(layer: gpd.GeoDataFrame, cache: Path | None) -> RasterIndex:
    return RasterIndex.build(layer.geometry.to_numpy(), cache=cache)


def locate(rows: pa.Table, locator: Locator) -> pa.Table:
    """Say of each row where it is: every row comes back, in order.

    `rows` has lon, lat, x_m, y_m (null or NaN where unknown), address, unlocated_reason (null where there is a point).
    A point in a neighborhood that reaches over the city's edge is located all the same. A row located by its address keeps the
    block of its point. A default point keeps lon and lat, so that it can be traced, and loses x_m and y_m: it is on no map, even
    where its address names the neighborhood.

    Result: the same columns, unlocated_reason completed, and neighborhood_id, also_neighborhood_id, block_id, located_by
    (address, polygon or nearest_edge; null without a neighborhood).
    """
    lon, lat, x_m, y_m = (
        rows[name].cast(pa.float64()).to_numpy() for name in ("lon", "lat", "x_m", "y_m")
    )
    has_point = np.isfinite(lon) & np.isfinite(lat)
    is_default = is_default_point(lon, lat, locator.guards)
    lon, lat = (np.where(is_default, np.nan, degrees) for degrees in (lon, lat))
    ids = pa.array(locator.neighborhoods["neighborhood_id"], pa.string())
    first, second = locator.neighborhood_index.locate(lon, lat)
    by = np.full(len(rows), _POLYGON)
    if locator.near is not None:
        lost = np.flatnonzero((first == NONE) & has_point & ~is_default)
        first[lost] = _nearest(x_m[lost], y_m[lost], locator.near, locator.tolerance_m)
        by[lost] = _NEAREST_EDGE
    if locator.addresses is not None:
        told = _by_address(rows["address"], locator.addresses, ids)
        is_told = told != NONE
        first[is_told], second[is_told], by[is_told] = told[is_told], NONE, _ADDRESS
    is_in_city = locator.city_index.locate(lon, lat)[0] != NONE
    reason = _named(np.select([is_default, is_in_city], [0, 1], 2), _REASONS)
    given = pc.fill_null(rows["unlocated_reason"].cast(pa.string()), "no_coordinates")
    reason = pc.if_else(pa.array(has_point), reason, given)
    is_located = first != NONE
    block = np.full(len(rows), NONE)
    if locator.block_index is not None:
        block = locator.block_index.locate(lon, lat)[0]
    columns = {
        "x_m": pa.array(np.where(is_default, np.nan, x_m), from_pandas=True),
        "y_m": pa.array(np.where(is_default, np.nan, y_m), from_pandas=True),
        "unlocated_reason": pc.if_else(pa.array(is_located), None, reason),
        "neighborhood_id": _named(first, ids),
        "also_neighborhood_id": _named(second, ids),
        "block_id": _named(block, locator.block_ids),
        "located_by": _named(np.where(is_located, by, NONE), _LOCATED_BY),
    }
    return pa.table(dict(zip(rows.column_names, rows.columns, strict=True)) | columns)


def _nearest(
    x_m: np.ndarray, y_m: np.ndarray, near: shapely.STRtree, within_m: float
) -> np.ndarray:
    """Give the place of the nearest neighborhood within a distance in meters, the first of equally near ones."""
    found = np.full(len(x_m), NONE)
    points, places = near.query_nearest(shapely.points(x_m, y_m), max_distance=within_m)
    order = np.lexsort((-places, points))
    found[points[order]] = places[order]
    return found


def _by_address(texts: pa.ChunkedArray, addresses: Addresses, ids: pa.Array) -> np.ndarray:
    places = {name: place for place, name in enumerate(ids.to_pylist())}
    encoded = texts.combine_chunks().dictionary_encode()
    found = [
        places.get(addresses.find(text) or "", NONE) for text in encoded.dictionary.to_pylist()
    ]
    at = encoded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
    return np.array([*found, NONE], dtype="int32")[at]


def _named(places: np.ndarray, names: pa.Array | list[str]) -> pa.Array:
    """Give the names of places, null for NONE."""
    at = pa.array(places, mask=places == NONE)
    return pa.array(names, pa.string()).take(at)
