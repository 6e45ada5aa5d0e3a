"""What a join is timed on shares its edges, and has points on them."""

import numpy as np
import pytest
import shapely

from benchmarks.tessellation import draw_points, draw_polygons


@pytest.fixture(scope="module")
def polygons() -> np.ndarray:
    """Give fifty polygons of about a hundred corners."""
    return draw_polygons(50, 100, seed=4)


def test_polygons_share_edges_and_neither_overlap_nor_gape(polygons: np.ndarray) -> None:
    assert len(polygons) == 50
    assert shapely.is_valid(polygons).all()
    assert shapely.get_num_coordinates(polygons).mean() == pytest.approx(100, rel=0.1)
    whole = shapely.union_all(polygons)
    assert shapely.area(whole) == pytest.approx(shapely.area(polygons).sum(), rel=1e-12)
    assert shapely.get_num_interior_rings(whole) == 0


def test_points_lie_inside_on_edges_and_on_corners(polygons: np.ndarray) -> None:
    x, y = draw_points(polygons, 1000, seed=4)
    points = shapely.points(x, y)
    on_corners = shapely.intersects(points, shapely.multipoints(shapely.get_coordinates(polygons)))
    on_edges = shapely.intersects(points, shapely.union_all(shapely.boundary(polygons)))
    assert on_corners.sum() == 10
    assert on_edges.sum() == 20


def test_the_same_seed_draws_the_same(polygons: np.ndarray) -> None:
    assert shapely.equals_exact(draw_polygons(50, 100, seed=4), polygons).all()
