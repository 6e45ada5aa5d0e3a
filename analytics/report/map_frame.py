"""Which part of the ground does a map of circles show, and where on it does a point lie? For slides and for paper.

Positions are parts of the map's width, y down from the top, so that one drawing fits any size. Distances are true to about a
percent in a city, no more: degrees of longitude are only shortened for the middle of the box.
"""

from __future__ import annotations

import numpy as np
import shapely

# Width over height of a map, as its place is: between upright and wide.
SHAPES = (0.75, 1.6)
SMOOTH = 1 / 600
Ring = tuple[tuple[float, float], ...]


class MapFrame:
    """The part of the ground that a map shows: around a box, a little wider."""

    def __init__(self, bounds: np.ndarray) -> None:
        west, south, east, north = bounds
        self.stretch = float(np.cos(np.radians((south + north) / 2)))
        x, y = (west + east) / 2, (south + north) / 2
        across, up = (east - west) * self.stretch, north - south
        self.shape = round(float(np.clip(across / up, *SHAPES)), 2)
        width = 1.1 * max(across, up * self.shape)
        self.west, self.north = x - width / self.stretch / 2, y + width / self.shape / 2
        self.width = width
        east_of, south_of = self.west + width / self.stretch, self.north - width / self.shape
        self.box = shapely.box(self.west, south_of, east_of, self.north)

    def at(self, point: shapely.Point) -> tuple[float, float]:
        """Give a point as parts of the width."""
        x = (point.x - self.west) * self.stretch / self.width
        return round(x, 4), round((self.north - point.y) / self.width, 4)

    def rings(self, shapes: list[shapely.Geometry]) -> tuple[Ring, ...]:
        """Give the outlines of shapes, as far as they are in the frame."""
        parts = shapely.get_parts(shapely.intersection(np.asarray(shapes, dtype=object), self.box))
        found = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        return self._corners(shapely.get_exterior_ring(found))

    def lines(self, shapes: list[shapely.Geometry]) -> tuple[Ring, ...]:
        """Give lines, as far as they are in the frame."""
        if not shapes:
            return ()
        parts = shapely.get_parts(shapely.intersection(np.asarray(shapes, dtype=object), self.box))
        found = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
        return self._corners(parts[found & ~shapely.is_empty(parts)])

    def _corners(self, lines: np.ndarray) -> tuple[Ring, ...]:
        plain = shapely.simplify(lines, self.width * SMOOTH)
        xy = shapely.get_coordinates(plain)
        x = ((xy[:, 0] - self.west) * self.stretch / self.width).round(4).tolist()
        y = ((self.north - xy[:, 1]) / self.width).round(4).tolist()
        corners = tuple(zip(x, y, strict=True))
        ends = np.cumsum(shapely.get_num_coordinates(plain)).tolist()
        return tuple(corners[first:end] for first, end in zip([0, *ends], ends, strict=False))
