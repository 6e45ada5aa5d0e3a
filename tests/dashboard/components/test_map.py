"""Does the map draw areas for counts, and cells where they are?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.components.map import grid_cells, symbol_features, symbol_px
from dashboard.context import Reader


def test_four_times_the_count_is_twice_the_width() -> None:
    assert symbol_px(100, 100, 10) == pytest.approx(2 * symbol_px(25, 100, 10))


def test_none_is_smaller_than_one() -> None:
    assert symbol_px(0, 100, 10) < symbol_px(1, 100, 10)


def test_every_neighborhood_has_a_symbol_also_without_incidents(demo_reader: Reader) -> None:
    drawn = symbol_features(demo_reader.neighborhoods, pd.Series({"midtown": 3}), ("midtown",))
    properties = [feature["properties"] for feature in drawn["features"]]
    assert len(properties) == len(demo_reader.names)
    assert [p["name"] for p in properties if p["count"]] == ["Midtown"]
    assert [p["name"] for p in properties if p["chosen"]] == ["Midtown"]


def test_a_cell_drawn_from_its_numbers_lies_within_two_meters_of_its_square(
    demo_reader: Reader,
) -> None:
    grid = demo_reader.grid
    sent = grid_cells(grid, grid.cells, pd.Series(1, index=grid.cells.index))
    (southwest, southeast, northeast, northwest) = np.array(sent["corners"])
    squares = grid.polygons(grid.cells)
    for (i, j, _), square in list(zip(sent["cells"], squares.geometry, strict=True))[::97]:
        u, v = i / sent["columns"], j / sent["rows"]
        south = (1 - u) * southwest + u * southeast
        north = (1 - u) * northwest + u * northeast
        corner = (1 - v) * south + v * north
        distance_m = np.hypot(*((corner - square.exterior.coords[0]) * [92_000, 111_000]))
        assert distance_m < 2


def test_only_cells_with_a_class_travel(demo_reader: Reader) -> None:
    cells = demo_reader.grid.cells
    classes = pd.Series(0, index=cells.index)
    classes.iloc[[3, 5]] = [2, 5]
    assert [cell[2] for cell in grid_cells(demo_reader.grid, cells, classes)["cells"]] == [2, 5]
