"""Which piece of ground did a reader draw on the map: a box, a circle or a polygon?

It is written in a link, so that the same shape comes back from it: degrees to about a meter. A circle is one on the ground,
not on the screen. What lies on its edge belongs to it; an incident without a position lies in no shape at all, so the counts of
shapes that cover the city do not add up to the city's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from pyproj import Geod

from analytics.errors import SelectionError
from analytics.projection import to_meters

Kind = Literal["box", "circle", "polygon"]

MOST_CORNERS = 60
WIDEST_M = 50_000
_SIDES = 64  # of a circle
_KINDS: tuple[Kind, ...] = ("box", "circle", "polygon")
_NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,9})?")
_WRITTEN = "box:west,south,east,north, circle:lon,lat,meters or polygon:lon,lat,lon,lat,…"


@dataclass(frozen=True)
class DrawnArea:
    """A shape in degrees, EPSG:4326; `numbers` are as `kind` has them in a link, the radius in meters.

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

    def outline(self) -> shapely.Polygon:
        """Give the shape in degrees, to be drawn."""
        if self.kind != "circle":
            return self._outline
        lon, lat, radius_m = self.numbers
        turns = np.arange(_SIDES) * (360 / _SIDES)
        lons, lats, _ = Geod(ellps="WGS84").fwd(
            np.full(_SIDES, lon), np.full(_SIDES, lat), turns, np.full(_SIDES, radius_m)
        )
        return shapely.Polygon(np.column_stack([lons, lats]))

    def in_meters(self, crs: str) -> shapely.Polygon:
        """Give the shape in a projected system, in meters, prepared; long sides stay straight in degrees."""
        return _in_meters(self, crs)

    def label(self) -> str:
        """Name the shape for readers: "circle of 400 m"."""
        if self.kind == "circle":
            return f"circle of {self.numbers[2]:,.0f} m"
        return "drawn box" if self.kind == "box" else f"drawn shape of {len(self._corners)} corners"


def polygon_of(corners: Sequence[tuple[float, float]]) -> DrawnArea:
    """Make a polygon of corners in degrees, the last of which may repeat the first."""
    open_ring = (
        list(corners[:-1]) if len(corners) > 1 and corners[0] == corners[-1] else list(corners)
    )
    distinct = open_ring[:1] + [after for before, after in pairwise(open_ring) if before != after]
    return DrawnArea("polygon", tuple(number for corner in distinct for number in corner))


@lru_cache(maxsize=64)
def _in_meters(area: DrawnArea, crs: str) -> shapely.Polygon:
    outline = shapely.segmentize(area.outline(), 0.01)
    shape: shapely.Polygon = shapely.transform(outline, to_meters(crs).transform, interleaved=False)
    shapely.prepare(shape)
    return shape
