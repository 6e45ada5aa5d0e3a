"""Which neighborhood and which block holds each incident, and if none, why not?

Points are looked up in a grid over the polygons: a cell that lies wholly in one polygon answers at once, and only points in cells
on an edge are tested exactly. A point on a shared edge is in both neighborhoods; it is counted once, in the one with the first
id, and the second is kept beside it. No row is lost: `len(locate(rows)) == len(rows)`, and a row
without a neighborhood has a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.layers import Layers

CELLS_A_SIDE = 384
_PAD = 1e-6
_NONE = -1
_EDGE = -2


@dataclass(frozen=True)
class RasterIndex:
    """A grid of cells over some polygons: per cell the polygon that holds it, or the ones to test.

    `inside` has one number a cell: a polygon's place, -1 for none, -2 for a cell on an edge. `starts` and `candidates` list the
    polygons to test in an edge cell, in the order of their places.
    """

    polygons: np.ndarray
    west: float
    south: float
    width: float
    height: float
    inside: np.ndarray
    starts: np.ndarray
    candidates: np.ndarray

    @classmethod
    def build(cls, polygons: np.ndarray, cells_a_side: int = CELLS_A_SIDE) -> RasterIndex:
        """Lay a grid over polygons given in the CRS of the points."""
        west, south, east, north = shapely.total_bounds(polygons)
        # Half a cell of margin keeps points on the outermost edge inside the grid.
        width, height = (east - west) / (cells_a_side - 1), (north - south) / (cells_a_side - 1)
        west, south = west - width / 2, south - height / 2
        columns, rows = np.meshgrid(np.arange(cells_a_side), np.arange(cells_a_side))
        x, y = west + columns.ravel() * width, south + rows.ravel() * height
        # A point within rounding of a cell's edge may be looked up in either cell: both must know its polygons.
        pad_x, pad_y = _PAD * width, _PAD * height
        boxes = shapely.box(x - pad_x, y - pad_y, x + width + pad_x, y + height + pad_y)
        cells, places = shapely.STRtree(boxes).query(polygons, predicate="intersects")[::-1]
        order = np.lexsort((places, cells))
        cells, places = cells[order], places[order]
        shapely.prepare(polygons)
        is_whole = shapely.contains_properly(polygons[places], boxes[cells])
        starts = np.searchsorted(cells, np.arange(len(boxes) + 1))
        touching = np.diff(starts)
        inside = np.full(len(boxes), _NONE, dtype="int32")
        inside[touching > 0] = _EDGE
        alone = is_whole & (touching[cells] == 1)
        inside[cells[alone]] = places[alone]
        return cls(polygons, west, south, width, height, inside, starts, places)

    def locate(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give each point's polygon and, on a shared edge, a second one, as places in `polygons`; -1 for none.

        NaN coordinates are in no polygon.
        """
        first = np.full(len(x), _NONE, dtype="int32")
        second = first.copy()
        side = int(np.sqrt(len(self.inside)))
        with np.errstate(invalid="ignore"):
            column = np.floor((x - self.west) / self.width)
            row = np.floor((y - self.south) / self.height)
            is_on_grid = (column >= 0) & (column < side) & (row >= 0) & (row < side)
        on_grid = np.flatnonzero(is_on_grid)
        cell = (row[on_grid] * side + column[on_grid]).astype("int64")
        answer = self.inside[cell]
        first[on_grid] = np.where(answer == _EDGE, _NONE, answer)
        is_edge = answer == _EDGE
        edge_points, edge_cells = on_grid[is_edge], cell[is_edge]
        counts = self.starts[edge_cells + 1] - self.starts[edge_cells]
        points = np.repeat(edge_points, counts)
        offsets = np.arange(len(points)) - np.repeat(np.cumsum(counts) - counts, counts)
        places = self.candidates[np.repeat(self.starts[edge_cells], counts) + offsets]
        by_place = np.argsort(places, kind="stable")
        points, places = points[by_place], places[by_place]
        ends = np.flatnonzero(np.diff(places, append=_NONE)) + 1
        start = 0
        for end in ends.tolist():
            place, here = places[start], points[start:end]
            held = here[shapely.intersects_xy(self.polygons[place], x[here], y[here])]
            again = held[(first[held] != _NONE) & (second[held] == _NONE)]
            second[again] = place
            new = held[first[held] == _NONE]
            first[new] = place
            start = end
        return first, second


@dataclass(frozen=True)
class Locator:
    """The indexes of one place, built once a run."""

    neighborhood_ids: np.ndarray
    neighborhoods: RasterIndex
    city: RasterIndex
    block_ids: np.ndarray
    blocks: RasterIndex | None

    @classmethod
    def build(cls, layers: Layers) -> Locator:
        """Index the neighborhoods, the city and, where there are any, the blocks."""
        neighborhoods = layers.neighborhoods.sort_values("neighborhood_id")
        blocks = None if layers.blocks is None else layers.blocks.sort_values("block_id")
        return cls(
            neighborhood_ids=neighborhoods["neighborhood_id"].to_numpy(dtype=object),
            neighborhoods=_index(neighborhoods),
            city=_index(layers.city),
            block_ids=np.array([], dtype=object)
            if blocks is None
            else blocks["block_id"].to_numpy(dtype=object),
            blocks=None if blocks is None else _index(blocks),
        )


def _index(layer: gpd.GeoDataFrame) -> RasterIndex:
    return RasterIndex.build(layer.geometry.to_numpy())


def locate(rows: pd.DataFrame, locator: Locator) -> pd.DataFrame:
    """Add neighborhood_id, also_neighborhood_id and block_id to rows with lon and lat, and complete unlocated_reason.

    Every row comes back, in order. A point in a neighborhood that reaches over the city's edge is located all the same.
    """
    lon, lat = rows["lon"].to_numpy(dtype="float64"), rows["lat"].to_numpy(dtype="float64")
    first, second = locator.neighborhoods.locate(lon, lat)
    in_city = locator.city.locate(lon, lat)[0] != _NONE
    has_point = np.isfinite(lon) & np.isfinite(lat)
    reason = rows["unlocated_reason"].mask(has_point & in_city, "between_neighborhoods")
    reason = reason.mask(has_point & ~in_city, "outside_city").mask(first != _NONE, None)
    located = rows.copy()
    located["neighborhood_id"] = _named(first, locator.neighborhood_ids)
    located["also_neighborhood_id"] = _named(second, locator.neighborhood_ids)
    located["unlocated_reason"] = reason
    block = (
        np.full(len(rows), _NONE) if locator.blocks is None else locator.blocks.locate(lon, lat)[0]
    )
    located["block_id"] = _named(block, locator.block_ids)
    return located


def _named(places: np.ndarray, ids: np.ndarray) -> pd.api.extensions.ExtensionArray:
    names = np.array([*ids, None], dtype=object)
    return pd.array(names[places], dtype="str")
