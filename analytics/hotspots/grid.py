"""Which squares can hold an incident? The grid of 150 m cells over the built-up area.

Cells lie on whole multiples of their size in the analysis CRS, so that every period, feed and
snapshot of a place shares them and `i`, `j` name a cell for good. The mask matters more than it
looks: with the empty desert counted as "no crime", every street in town would stand out from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analytics.errors import LayerError
from analytics.projection import to_degrees

CELL_M = 150.0


@dataclass(frozen=True, eq=False)
class Grid:
    """Square cells in the analysis CRS, of which those in the mask can hold incidents.

    `mask[i - i0, j - j0]` tells whether cell (i, j) is one of them; i counts eastward, j northward,
    and the cell's south-west corner lies at (i, j) times `cell_m`.
    """

    cell_m: float
    i0: int
    j0: int
    mask: np.ndarray
    crs: str

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Cells of the mask: i, j, x_m and y_m of the center."""
        i, j = np.nonzero(self.mask)
        return pd.DataFrame(
            {
                "i": i + self.i0,
                "j": j + self.j0,
                "x_m": (i + self.i0 + 0.5) * self.cell_m,
                "y_m": (j + self.j0 + 0.5) * self.cell_m,
            }
        )

    def on_mask(self, values: np.ndarray) -> np.ndarray:
        """Give the values of an array shaped like the mask, in the order of `cells`."""
        return values[self.mask]

    def locate(self, x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give for each point its row and column in the mask, and whether the mask holds it.

        A point without coordinates is not held.
        """
        row = np.floor(x_m / self.cell_m) - self.i0
        column = np.floor(y_m / self.cell_m) - self.j0
        rows, columns = self.mask.shape
        held = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        row, column = (np.where(held, place, 0).astype("int64") for place in (row, column))
        return row, column, held & self.mask[row, column]

    def count(self, points: pd.DataFrame) -> np.ndarray:
        """Count the points of each cell, in an array shaped like the mask.

        `points` has x_m and y_m in the grid's CRS, one row an incident, or one a place with a column `incidents`; those without
        a position, or off the mask, are in no cell.
        """
        row, column, held = self.locate(*positions(points))
        cell = row[held] * self.mask.shape[1] + column[held]
        weights = weights_of(points)
        if weights is not None:
            weights = weights[held]
        counts = np.bincount(cell, weights=weights, minlength=self.mask.size)
        return counts.astype("int64").reshape(self.mask.shape)

    def polygons(self, cells: pd.DataFrame) -> gpd.GeoDataFrame:
        """Give the cells of a table as squares in EPSG:4326, with the table's columns."""
        west, south = cells["i"].to_numpy() * self.cell_m, cells["j"].to_numpy() * self.cell_m
        corners_x = np.column_stack([west, west + self.cell_m, west + self.cell_m, west, west])
        corners_y = np.column_stack([south, south, south + self.cell_m, south + self.cell_m, south])
        lon, lat = to_degrees(self.crs).transform(corners_x, corners_y)
        squares = shapely.polygons(np.stack([lon, lat], axis=-1)) if len(cells) else []
        return gpd.GeoDataFrame(cells.reset_index(drop=True), geometry=squares, crs="EPSG:4326")


def positions(points: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give x_m and y_m of a table of points, NaN where unknown."""
    return points["x_m"].to_numpy(dtype="float64"), points["y_m"].to_numpy(dtype="float64")


def weights_of(points: pd.DataFrame) -> np.ndarray | None:
    """Give how many incidents each row stands for; None where each is one."""
    return points["incidents"].to_numpy(dtype="float64") if "incidents" in points else None


def make_grid(built_up: gpd.GeoDataFrame, *, crs: str, cell_m: float = CELL_M) -> Grid:
    """Lay the grid over the built-up area: all cells that touch it.

    `built_up` may be in any CRS; `crs` is the place's analysis CRS, in metres. Raises LayerError
    for an empty area.
    """
    area = built_up.to_crs(crs).geometry.union_all()
    if area.is_empty:
        raise LayerError(
            "the built-up area is empty: hotspots need a polygon of where incidents can be"
        )
    west, south, east, north = np.asarray(area.bounds) / cell_m
    i0, j0 = int(np.floor(west)), int(np.floor(south))
    i = np.arange(i0, int(np.floor(east)) + 1)
    j = np.arange(j0, int(np.floor(north)) + 1)
    x, y = np.meshgrid(i * cell_m, j * cell_m, indexing="ij")
    shapely.prepare(area)
    mask = shapely.intersects(area, shapely.box(x, y, x + cell_m, y + cell_m))
    return Grid(cell_m=cell_m, i0=i0, j0=j0, mask=mask, crs=crs)
