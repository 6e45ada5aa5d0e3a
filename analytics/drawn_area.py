"""Which piece of ground did a reader choose on the map: a box, a circle, a polygon, or squares of the grid?

It is written in a link, so that the same shape comes back from it: degrees to about a meter. A circle is one on the ground,
not on the screen. What lies on its edge belongs to it; an incident without a position lies in no shape at all, so the counts of
shapes that cover the city do not add up to the city's. Squares are those of the grid, exactly, in the analysis CRS: in another
one they would be other ground.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from pyproj import Geod

from analytics.errors import SelectionError
from analytics.projection import to_degrees, to_meters

Kind = Literal["box", "circle", "polygon", "squares"]

MOST_CORNERS = 60
MOST_RUNS = 400
WIDEST_M = 50_000
_SIDES = 64  # of a circle
_KINDS: tuple[Kind, ...] = ("box", "circle", "polygon", "squares")
_NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,9})?")
_WRITTEN = "box:west,south,east,north, circle:lon,lat,meters or polygon:lon,lat,lon,lat,…"
_SQUARES = "squares are their width in meters, column and row of the first, then runs of column,row,length from there"


@dataclass(frozen=True)
class DrawnArea:
    """A shape in degrees, EPSG:4326; `numbers` are as `kind` has them in a link, the radius in meters.

    Squares are their width in meters, the column and row of the least one on the grid, then three numbers for each run of them
    from west to east: columns and rows from there, and how many.

    Raises SelectionError for what is no such shape.
    """

    kind: Kind
    numbers: tuple[float, ...]

    def __post_init__(self) -> None:
        numbers, count = self.numbers, len(self.numbers)
        rounded = tuple(round(number, 6) for number in numbers)
        object.__setattr__(self, "numbers", rounded)
        if not all(map(math.isfinite, numbers)):
            raise SelectionError(f"a shape is written as {_WRITTEN}")
        if self.kind == "circle":
            if count != 3 or not 0 < numbers[2] <= WIDEST_M:
                raise SelectionError(
                    f"a circle is lon,lat and a radius up to {WIDEST_M:,} m, as in circle:-116.54,33.83,400"
                )
        elif self.kind == "box":
            if count != 4 or not (numbers[0] < numbers[2] and numbers[1] < numbers[3]):
                raise SelectionError("a box is west,south,east,north, the smaller ones first")
        elif self.kind == "squares":
            self._check_squares()
            return
        elif count % 2 or not 6 <= count <= 2 * MOST_CORNERS:
            raise SelectionError(f"a polygon is lon,lat for 3 to {MOST_CORNERS} corners")
        if not all(-180 <= lon <= 180 and -85 <= lat <= 85 for lon, lat in self._corners):
            raise SelectionError("a shape has longitudes up to 180 and latitudes up to 85 degrees")
        if self.kind == "polygon" and not self._outline.is_valid:
            raise SelectionError("the sides of a polygon may not cross")

    @classmethod
    def read(cls, text: str) -> DrawnArea:
        """Read a shape as `text` writes it. Raises SelectionError for anything else."""
        name, colon, rest = text.partition(":")
        kind = next((known for known in _KINDS if known == name), None)
        parts = rest.split(",") if colon else []
        if kind is None or not all(_NUMBER.fullmatch(part) for part in parts):
            raise SelectionError(f"a shape is written as {_WRITTEN}")
        return cls(kind, tuple(float(part) for part in parts))

    def _check_squares(self) -> None:
        numbers = self.numbers
        runs = numbers[3:]
        is_whole = all(number == int(number) for number in numbers)
        if len(runs) % 3 or not 3 <= len(runs) <= 3 * MOST_RUNS or not is_whole:
            raise SelectionError(_SQUARES)
        if not 0 < numbers[0] <= WIDEST_M or min(runs) < 0 or not all(runs[2::3]):
            raise SelectionError(_SQUARES)
        if max(runs) * numbers[0] > WIDEST_M:
            raise SelectionError(f"squares lie within {WIDEST_M:,} m")

    @property
    def text(self) -> str:
        """The shape as links write it: "circle:-116.54,33.83,400"."""
        return f"{self.kind}:{','.join(f'{number:.6f}'.rstrip('0').rstrip('.') for number in self.numbers)}"

    @property
    def _corners(self) -> Sequence[tuple[float, float]]:
        numbers = self.numbers[:2] if self.kind == "circle" else self.numbers
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    @property
    def _outline(self) -> shapely.Polygon:
        if self.kind == "box":
            return shapely.box(*self.numbers)
        return shapely.Polygon(self._corners)

    @cached_property
    def _squares(self) -> shapely.Geometry:
        """The squares in meters of the analysis CRS, as one shape, which may be in parts."""
        width, column, row, *runs = self.numbers
        east, north, many = (np.array(runs[part::3]) for part in range(3))
        west, south = (column + east) * width, (row + north) * width
        return shapely.union_all(shapely.box(west, south, west + many * width, south + width))

    def outline(self, crs: str | None = None) -> shapely.Geometry:
        """Give the shape in degrees, to be drawn; of squares the analysis CRS must be told."""
        if self.kind == "squares":
            if crs is None:
                raise SelectionError("squares of a grid need its CRS")
            shape = shapely.transform(self._squares, to_degrees(crs).transform, interleaved=False)
            # Far from where a CRS holds, there are no degrees.
            return shape if np.isfinite(shape.bounds).all() else shapely.Polygon()
        if self.kind != "circle":
            return self._outline
        lon, lat, radius_m = self.numbers
        turns = np.arange(_SIDES) * (360 / _SIDES)
        lons, lats, _ = Geod(ellps="WGS84").fwd(
            np.full(_SIDES, lon), np.full(_SIDES, lat), turns, np.full(_SIDES, radius_m)
        )
        return shapely.Polygon(np.column_stack([lons, lats]))

    def in_meters(self, crs: str) -> shapely.Geometry:
        """Give the shape in a projected system, in meters, prepared; long sides stay straight in degrees."""
        return _in_meters(self, crs)

    @property
    def squares(self) -> int:
        """Of how many squares of the grid it is; 0 for a shape of another kind."""
        return int(sum(self.numbers[5::3])) if self.kind == "squares" else 0

    def label(self) -> str:
        """Name the shape for readers: "circle of 400 m"."""
        if self.kind == "circle":
            return f"circle of {self.numbers[2]:,.0f} m"
        if self.kind == "squares":
            one = f"of {self.numbers[0]:,.0f} m"
            return (
                f"square {one}" if self.squares == 1 else f"patch of {self.squares:,} squares {one}"
            )
        return "drawn box" if self.kind == "box" else f"drawn shape of {len(self._corners)} corners"


def squares_of(columns: np.ndarray, rows: np.ndarray, width_m: float) -> DrawnArea:
    """Make an area of squares of a grid, given by their numbers in it. Raises SelectionError for none, or for too many apart."""
    if not len(columns):
        raise SelectionError(_SQUARES)
    order = np.lexsort((columns, rows))
    east, north = columns[order] - columns.min(), rows[order] - rows.min()
    is_first = np.append(True, (np.diff(north) != 0) | (np.diff(east) != 1))
    first = np.flatnonzero(is_first)
    many = np.diff(np.append(first, len(order)))
    runs = np.column_stack([east[first], north[first], many]).ravel()
    return DrawnArea(
        "squares", (width_m, float(columns.min()), float(rows.min()), *map(float, runs))
    )


def polygon_of(corners: Sequence[tuple[float, float]]) -> DrawnArea:
    """Make a polygon of corners in degrees, the last of which may repeat the first."""
    open_ring = (
        list(corners[:-1]) if len(corners) > 1 and corners[0] == corners[-1] else list(corners)
    )
    distinct = open_ring[:1] + [after for before, after in pairwise(open_ring) if before != after]
    return DrawnArea("polygon", tuple(number for corner in distinct for number in corner))


@lru_cache(maxsize=64)
def _in_meters(area: DrawnArea, crs: str) -> shapely.Geometry:
    if area.kind == "squares":
        shape = area._squares
    else:
        outline = shapely.segmentize(area.outline(), 0.01)
        shape = shapely.transform(outline, to_meters(crs).transform, interleaved=False)
    shapely.prepare(shape)
    return shape
