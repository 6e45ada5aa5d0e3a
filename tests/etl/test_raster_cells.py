"""No cell that an edge touches is missed, and a cell said to lie inside does."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.raster_cells import Grid, distinct, find_cells, ramp


def _boxes(grid: Grid) -> np.ndarray:
    row, column = np.divmod(np.arange(grid.cells_a_side**2), grid.cells_a_side)
    west = grid.west + column / grid.columns_per_unit
    south = grid.south + row / grid.rows_per_unit
    return shapely.box(
        west, south, west + 1 / grid.columns_per_unit, south + 1 / grid.rows_per_unit
    )


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), cells=st.integers(4, 40))
def test_cells_are_touched_or_inside_as_their_boxes_are(seed: int, cells: int) -> None:
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 30))
    corners = rng.uniform(0.2, 1, (30, 1)) * np.c_[np.cos(angle), np.sin(angle)]
    star = shapely.difference(shapely.Polygon(corners), shapely.box(-0.1, -0.1, 0.1, 0.1))
    polygons = shapely.get_parts(star)
    grid = Grid.around(polygons, cells)
    (touched, touching), (inside, holding) = find_cells(polygons, grid)
    boxes = _boxes(grid)
    for place, polygon in enumerate(polygons):
        on_edge = set(np.flatnonzero(shapely.intersects(boxes, polygon.boundary)).tolist())
        said = set(touched[touching == place].tolist())
        assert on_edge <= said
        whole = set(np.flatnonzero(shapely.contains_properly(polygon, boxes)).tolist())
        assert set(inside[holding == place].tolist()) - said == whole - said


def test_grid_reaches_one_cell_beyond_the_polygons() -> None:
    grid = Grid.around(np.array([shapely.box(0, 10, 8, 26)]), 10)
    assert (grid.west, grid.south) == (-1, 8)
    assert (grid.columns_per_unit, grid.rows_per_unit) == (1, 0.5)


def test_ramp_counts_in_each_group() -> None:
    assert ramp(np.array([2, 0, 3])).tolist() == [0, 1, 0, 1, 2]


def test_distinct_sorts_and_drops_repeats() -> None:
    assert distinct(np.array([3, 0, 3, 1, 0])).tolist() == [0, 1, 3]
