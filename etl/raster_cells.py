"""Which cells of a grid does each polygon's edge touch, and which lie inside it?

Edges are followed in floating point, so a cell that an edge only grazes may be given as touched; one that it touches is never
missed. Polygons are of one part each. Inside is what an odd number of edges separates from the outside, with holes and rings that
cross themselves, which is how GEOS judges a point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

# In cells. Edges are computed to about 1e-10 of a cell; what they may touch within rounding counts as touched.
_PAD = 1e-6

Pairs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Grid:
    """Square many cells, numbered row by row, over an area and one cell more on each side; per unit of the coordinates."""

    west: float
    south: float
    columns_per_unit: float
    rows_per_unit: float
    cells_a_side: int

    @classmethod
    def around(cls, polygons: np.ndarray, cells_a_side: int) -> Grid:
        """Lay a grid around polygons."""
        west, south, east, north = shapely.total_bounds(polygons).tolist()
        width, height = (east - west) / (cells_a_side - 2), (north - south) / (cells_a_side - 2)
        return cls(west - width, south - height, 1 / width, 1 / height, cells_a_side)


def find_cells(polygons: np.ndarray, grid: Grid) -> tuple[Pairs, Pairs]:
    """Give the cells that edges may touch, and those that lie inside: each as cells with the places of their polygons.

    A cell inside a polygon that its edge does not touch lies wholly in it. The touched are sorted by cell and place, the inside
    ones by place.
    """
    rings, place_of_ring = shapely.get_rings(polygons, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    corners = (corners - (grid.west, grid.south)) * (grid.columns_per_unit, grid.rows_per_unit)
    is_segment = ring[1:] == ring[:-1]
    start, end = corners[:-1][is_segment], corners[1:][is_segment]
    places = place_of_ring[ring[1:][is_segment]]
    return _touched(start, end, places, grid), _inside(start, end, places, grid)


def _touched(start: np.ndarray, end: np.ndarray, places: np.ndarray, grid: Grid) -> Pairs:
    # A piece no longer than a cell reaches over two columns and two rows at most: the cells of its corners are all it can touch.
    pieces = np.ceil(np.abs(end - start).max(axis=1)).astype("int64").clip(1)
    segment, number = np.repeat(np.arange(len(pieces)), pieces), ramp(pieces)[:, None]
    step = ((end - start) / pieces[:, None])[segment]
    one, other = start[segment] + number * step, start[segment] + (number + 1) * step
    low = np.floor(np.minimum(one, other) - _PAD).astype("int64")
    high = np.floor(np.maximum(one, other) + _PAD).astype("int64")
    base = places.max() + 1
    keys = [
        (row * grid.cells_a_side + column) * base + places[segment]
        for row in (low[:, 1], high[:, 1])
        for column in (low[:, 0], high[:, 0])
    ]
    cells, touching = np.divmod(distinct(np.concatenate(keys)), base)
    return cells, touching


def _inside(start: np.ndarray, end: np.ndarray, places: np.ndarray, grid: Grid) -> Pairs:
    # The line through the middles of a row's cells enters a polygon at one edge and leaves it at the next.
    first = np.ceil(np.minimum(start[:, 1], end[:, 1]) - 0.5).astype("int64")
    after = np.ceil(np.maximum(start[:, 1], end[:, 1]) - 0.5).astype("int64")
    segment = np.repeat(np.arange(len(places)), after - first)
    row = first[segment] + ramp(after - first)
    run, rise = (end - start)[segment].T
    column = start[segment, 0] + (row + 0.5 - start[segment, 1]) / rise * run
    order = np.lexsort((column, places[segment] * grid.cells_a_side + row))
    crossed = row[order] * grid.cells_a_side + np.floor(column[order]).astype("int64")
    enter, leave = crossed[::2] + 1, crossed[1::2]
    lengths = (leave - enter).clip(0)
    cells = np.repeat(enter, lengths) + ramp(lengths)
    return cells, np.repeat(places[segment[order][::2]], lengths)


def ramp(counts: np.ndarray) -> np.ndarray:
    """Count from 0 in each of several groups: 2, 3 gives 0, 1, 0, 1, 2."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def distinct(numbers: np.ndarray) -> np.ndarray:
    """Sort numbers and drop repeats; of millions, np.unique takes several times as long."""
    numbers = np.sort(numbers)
    return numbers[np.diff(numbers, prepend=-1) != 0]
