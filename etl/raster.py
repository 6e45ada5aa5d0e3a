"""Which polygon holds each of many points?

A grid over the polygons answers for every cell that lies wholly in one of them or in none; only points in the other cells are
tested exactly. So the answer is that of GEOS for every point, those on edges and corners included, at a small part of the cost.
What lies in any part of a polygon lies in it, even where its parts overlap.
A point on a shared edge is in both polygons, which a plain join counts twice: here it has a first and a second.
"""

from __future__ import annotations

import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import shapely

from etl.raster_cells import Grid, distinct, find_cells, ramp
from geodata.layers import hash_polygons

VERSION = 1  # of what is kept; a change of the numbers below needs another
NONE = -1
_FIRST_TESTED = -2
_POINTS_A_CHUNK = 16_384  # so that what is worked on stays in the processor's cache
# Cells a side by corners: a small place is laid out sooner than a fine grid for it.
_SIDES = ((300, 256), (50_000, 1024))
_MOST_CELLS_A_SIDE = 2048

_Cells = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class RasterIndex:
    """A grid of cells over some polygons: per cell the polygon that holds it, or what to test.

    `parts` are the polygons' single parts, `places` says whose. `inside` has one number a cell: a polygon's place, -1 for none,
    and -2, -3, … for cells whose points are tested. Those of cell -2 - k are tested against the parts
    `candidates[starts[k]:starts[k + 1]]`.
    """

    parts: np.ndarray
    places: np.ndarray
    grid: Grid
    inside: np.ndarray
    starts: np.ndarray
    candidates: np.ndarray

    @classmethod
    def build(
        cls, polygons: np.ndarray, cells_a_side: int | None = None, *, cache: Path | None = None
    ) -> RasterIndex:
        """Lay a grid over polygons given in the CRS of the points.

        With a folder `cache` the grid is kept there, known by its polygons, and read the next time; a file that is damaged is
        written anew.
        """
        parts, places = shapely.get_parts(polygons, return_index=True)
        if cells_a_side is None:
            corners = shapely.get_num_coordinates(parts).sum()
            sides = (side for most, side in _SIDES if corners < most)
            cells_a_side = next(sides, _MOST_CELLS_A_SIDE)
        grid = Grid.around(parts, cells_a_side)
        if cache is None:
            cells = _lay(parts, places, grid)
        else:
            path = cache / f"cells-{VERSION}-{cells_a_side}-{hash_polygons(polygons)}"
            cells = _read(path) or _keep(_lay(parts, places, grid), path)
        # GEOS makes a part's index at the second question, which two threads may not ask at once.
        shapely.prepare(parts)
        corners, asked = shapely.get_coordinates(parts, return_index=True)
        for _ in range(2):
            first = np.flatnonzero(np.diff(asked, prepend=NONE))
            shapely.intersects_xy(parts[asked[first]], *corners[first].T)
        return cls(parts, places, grid, *cells)

    def locate(
        self, x: np.ndarray, y: np.ndarray, *, threads: int = 1
    ) -> tuple[np.ndarray, np.ndarray]:
        """Give each point's polygon and, on a shared edge, a second one, as places in the polygons; -1 for none.

        NaN coordinates are in no polygon.
        """
        first = np.empty(len(x), dtype="int32")
        second = np.full(len(x), NONE, dtype="int32")
        bounds = np.linspace(0, len(x), threads + 1).astype(int).tolist()

        def fill(start: int, end: int) -> None:
            part = slice(start, end)
            self._look_up(x[part], y[part], first[part])
            self._test(x[part], y[part], first[part], second[part])

        if threads == 1:
            fill(*bounds)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(fill, bounds[:-1], bounds[1:]))
        return first, second

    def _look_up(self, x: np.ndarray, y: np.ndarray, numbers: np.ndarray) -> None:
        """Write the number of each point's cell."""
        grid, last = self.grid, self.grid.cells_a_side - 1
        for start in range(0, len(x), _POINTS_A_CHUNK):
            chunk = slice(start, start + _POINTS_A_CHUNK)
            column, row = x[chunk] - grid.west, y[chunk] - grid.south
            column *= grid.columns_per_unit
            row *= grid.rows_per_unit
            for position in (column, row):
                # What is off the grid, NaN included, falls into an outermost cell, which no polygon reaches wholly.
                np.fmin(np.fmax(position, 0, out=position), last, out=position)
                np.floor(position, out=position)
            row *= grid.cells_a_side
            row += column
            numbers[chunk] = self.inside[row.astype("int64")]

    def _test(self, x: np.ndarray, y: np.ndarray, first: np.ndarray, second: np.ndarray) -> None:
        """Put what an exact test says in the place of the numbers of cells to test."""
        points = np.flatnonzero(first <= _FIRST_TESTED)
        cells = _FIRST_TESTED - first[points]
        first[points] = NONE
        counts = self.starts[cells + 1] - self.starts[cells]
        points = np.repeat(points, counts)
        parts = self.candidates[np.repeat(self.starts[cells], counts) + ramp(counts)]
        # One part after the other: its edges then stay in the processor's cache.
        order = np.argsort(parts, kind="stable")
        here = points[order]
        is_held = np.empty(len(points), dtype=bool)
        is_held[order] = shapely.intersects_xy(self.parts[parts[order]], x[here], y[here])
        points, places = points[is_held], self.places[parts[is_held]]
        is_first = np.diff(points, prepend=NONE) != 0
        first[points[is_first]] = places[is_first]
        is_other = places != first[points]
        points, places = points[is_other], places[is_other]
        is_second = np.diff(points, prepend=NONE) != 0
        second[points[is_second]] = places[is_second]


def _lay(parts: np.ndarray, places: np.ndarray, grid: Grid) -> _Cells:
    (edge_cells, edge_parts), (cells, cell_parts) = find_cells(parts, grid)
    inside = np.full(grid.cells_a_side**2, NONE, dtype="int32")
    inside[cells] = places[cell_parts]
    # Tested are cells on an edge, and those in several polygons, whose number cannot say both.
    is_tested = np.zeros(len(inside), dtype=bool)
    is_tested[edge_cells] = True
    is_tested[cells[places[cell_parts] != inside[cells]]] = True
    also = is_tested[cells]
    keys = np.concatenate([edge_cells, cells[also]]) * len(parts)
    tested, candidates = np.divmod(
        distinct(keys + np.concatenate([edge_parts, cell_parts[also]])), len(parts)
    )
    starts = np.flatnonzero(np.diff(tested, prepend=NONE, append=len(inside)))
    inside[tested[starts[:-1]]] = _FIRST_TESTED - np.arange(len(starts) - 1)
    return inside, starts, candidates.astype(np.min_scalar_type(len(parts)))


def _read(path: Path) -> _Cells | None:
    """Read cells whose checksum is right; None where there are none."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    checksum, content = kept[:32], kept[32:]
    if hashlib.sha256(content).digest() != checksum:
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return arrays["inside"], arrays["starts"], arrays["candidates"]


def _keep(cells: _Cells, path: Path) -> _Cells:
    """Write cells behind their checksum, whole or not at all."""
    content = io.BytesIO()
    inside, starts, candidates = cells
    np.savez(content, inside=inside, starts=starts, candidates=candidates)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".cells-", delete=False) as draft:
        draft.write(hashlib.sha256(content.getvalue()).digest() + content.getvalue())
    os.replace(draft.name, path)
    return cells
