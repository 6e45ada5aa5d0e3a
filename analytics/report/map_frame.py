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
# As parts of the map: so short a street has no name, and names stand so far apart.
LEAST_LENGTH, LEAST_APART = 0.45, 0.05
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

    def street_names(
        self, streets: list[tuple[str, shapely.Geometry]]
    ) -> tuple[tuple[float, float, str, bool], ...]:
        """Give where the names of streets that cross the map stand: x, y, name, whether it runs upright; the longest first.

        Names run along the left edge and the lower one. A street that is short here, or close to one with a name, has none.
        """
        found = []
        for name, shape in streets:
            inside = shapely.intersection(shape, self.box)
            if inside.is_empty:
                continue
            west, south, east, north = inside.bounds
            across, up = (east - west) * self.stretch, north - south
            is_upright = up > across
            length = up * self.shape / self.width if is_upright else across / self.width
            ends = shapely.Point((west + east) / 2, south), shapely.Point(west, (south + north) / 2)
            if length >= LEAST_LENGTH:
                found.append(
                    (length, *self.at(ends[0] if is_upright else ends[1]), name, is_upright)
                )
        named: list[tuple[float, float, str, bool]] = []
        for _, x, y, name, is_upright in sorted(found, key=lambda each: (-each[0], each[3])):
            place = x if is_upright else y
            taken = [
                other[0] if is_upright else other[1] for other in named if other[3] == is_upright
            ]
            if all(abs(place - other) >= LEAST_APART for other in taken):
                named.append((x, y, name, is_upright))
        return tuple(named)

    def _corners(self, lines: np.ndarray) -> tuple[Ring, ...]:
        plain = shapely.simplify(lines, self.width * SMOOTH)
        xy = shapely.get_coordinates(plain)
        x = ((xy[:, 0] - self.west) * self.stretch / self.width).round(4).tolist()
        y = ((self.north - xy[:, 1]) / self.width).round(4).tolist()
        corners = tuple(zip(x, y, strict=True))
        ends = np.cumsum(shapely.get_num_coordinates(plain)).tolist()
        return tuple(corners[first:end] for first, end in zip([0, *ends], ends, strict=False))
