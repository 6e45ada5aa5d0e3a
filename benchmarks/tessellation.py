"""Which polygons and points is a join timed on? A tessellation with wiggling shared edges; points inside, on edges, on corners.

It is drawn from a seed and stands for no city. Real outlines have straight streets too, on which any method is faster.
"""

from __future__ import annotations

import numpy as np
import shapely

WEST, SOUTH, SIZE = -117.0, 33.5, 0.5  # degrees: about the extent of a large city
# Corners at multiples of this have exact midpoints, so that a point can lie exactly on an edge.
_STEP = 2.0**-24


def draw_polygons(count: int, vertices: int, seed: int) -> np.ndarray:
    """Draw polygons of about `vertices` corners each that share their edges, corner by corner."""
    rng = np.random.default_rng(seed)
    seeds = rng.uniform(-0.2, 1.2, (2 * count, 2))
    for _ in range(3):  # Lloyd's relaxation: no slivers
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))
        seeds = shapely.get_coordinates(shapely.centroid(cells))
        seeds = seeds[np.abs(seeds - 0.5).max(axis=1) < 0.8]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))
    middle = shapely.get_coordinates(shapely.centroid(cells))
    cells = cells[np.argsort(np.abs(middle - 0.5).max(axis=1))[:count]]
    corners, places = shapely.get_coordinates(cells, return_index=True)
    is_edge = places[1:] == places[:-1]
    start, end, places = corners[:-1][is_edge], corners[1:][is_edge], places[1:][is_edge]
    is_turned = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    ends = np.where(is_turned[:, None], np.c_[end, start], np.c_[start, end])
    edges, which = np.unique(ends, axis=0, return_inverse=True)
    pieces = round(vertices * count / len(places))
    lines = _wiggle(edges, pieces, rng)[which]
    lines[is_turned] = lines[is_turned][:, ::-1]
    lines = np.round((np.array([WEST, SOUTH]) + SIZE * lines) / _STEP) * _STEP
    rings = lines[:, :-1].reshape(-1, 2)
    return shapely.polygons(shapely.linearrings(rings, indices=np.repeat(places, pieces)))


def _wiggle(edges: np.ndarray, pieces: int, rng: np.random.Generator) -> np.ndarray:
    """Break each edge (x, y, x, y) into pieces that swing to both sides of it; one line of corners an edge."""
    along = np.linspace(0, 1, pieces + 1)
    start, step = edges[:, None, :2], edges[:, None, 2:] - edges[:, None, :2]
    waves = np.arange(1, 9)
    swing = (
        rng.normal(size=(len(edges), len(waves))) / waves @ np.sin(np.pi * waves[:, None] * along)
    )
    aside = 0.03 * np.clip(swing, -2, 2) * np.sin(np.pi * along)
    aside[:, [0, -1]] = 0
    across = np.stack([-step[..., 1], step[..., 0]], axis=-1)
    return start + along[None, :, None] * step + aside[..., None] * across


def draw_points(polygons: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw points: most anywhere in and around the polygons, 1% on corners, 1% in the middle of edges."""
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(polygons)
    on_edges = count // 100
    anywhere = rng.uniform((west, south), (east, north), (count - 2 * on_edges, 2))
    corners, places = shapely.get_coordinates(polygons, return_index=True)
    chosen = rng.integers(0, len(corners) - 1, on_edges)
    is_edge = places[chosen] == places[chosen + 1]
    middle = np.where(
        is_edge[:, None], (corners[chosen] + corners[chosen + 1]) / 2, corners[chosen]
    )
    points = np.concatenate([anywhere, corners[rng.integers(0, len(corners), on_edges)], middle])
    points = rng.permutation(points)
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
