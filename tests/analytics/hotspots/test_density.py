"""Density agrees with other programs' and loses no incident at the edge of town."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots.density import (
    classify_density,
    density_breaks,
    quartic_density,
    radius_for,
)
from analytics.hotspots.grid import Grid

GOLDEN = Path(__file__).parents[4] / "shared" / "golden"
POINTS = GOLDEN / "sfhotspot" / "memphis_robberies_2019_points.csv"


def full_grid(rows: int = 40, columns: int = 40, cell_m: float = 150.0) -> Grid:
    return Grid(cell_m, 0, 0, np.ones((rows, columns), dtype=bool), "EPSG:26911")


def needs(*files: Path) -> None:
    for file in files:
        if not file.exists():
            pytest.skip(f"no reference values at {file}")


def test_density_at_50_robberies_equals_spatstat() -> None:
    """Quartic kernel of 1,000 m: a grid is laid so that each robbery in turn is the center of a
    cell."""
    reference = GOLDEN / "hotspots" / "kde_spatstat.json"
    needs(POINTS, reference)
    points = pd.read_csv(POINTS)
    golden = json.loads(reference.read_text())
    mask = np.zeros((23, 23), dtype=bool)
    for row, expected in zip(golden["row"], golden["quartic_h1000"], strict=True):
        home = points.iloc[row - 1]
        x = points["x"].to_numpy() - home["x"] + 11.5 * 100
        y = points["y"].to_numpy() - home["y"] + 11.5 * 100
        found = quartic_density(
            x, y, Grid(100.0, 0, 0, ~mask, "EPSG:26916"), radius_m=1000, is_edge_corrected=False
        )
        assert found[11 * 23 + 11] == pytest.approx(expected, rel=1e-9)


def test_density_of_robberies_on_cells_equals_sfhotspot() -> None:
    """sfhotspot gives the kernel sum of (1-d²/h²)² on 750 m cells, not a density."""
    results = GOLDEN / "sfhotspot" / "grid750_results.csv"
    needs(POINTS, results)
    points, cells = pd.read_csv(POINTS), pd.read_csv(results)
    west, south = cells["xmin"].min(), cells["ymin"].min()
    i = ((cells["xmin"] - west) / 750).round().astype(int)
    j = ((cells["ymin"] - south) / 750).round().astype(int)
    mask = np.zeros((i.max() + 1, j.max() + 1), dtype=bool)
    mask[i, j] = True
    grid = Grid(750.0, 0, 0, mask, "EPSG:26916")
    found = quartic_density(
        points["x"].to_numpy() - west,
        points["y"].to_numpy() - south,
        grid,
        radius_m=1000,
        is_edge_corrected=False,
    )
    expected = np.zeros(mask.shape)
    expected[i, j] = cells["kde_1000"]
    to_sum = np.pi * 1000**2 / 3
    assert found * to_sum == pytest.approx(expected[mask], abs=1e-8)


def test_density_far_from_any_edge_adds_up_to_the_incidents() -> None:
    rng = np.random.default_rng(7)
    grid = full_grid()
    x, y = rng.uniform(2000, 4000, (2, 500))
    found = quartic_density(x, y, grid, radius_m=400)
    assert found.sum() * grid.cell_m**2 == pytest.approx(500, rel=0.01)


def test_density_equals_the_sum_over_all_pairs() -> None:
    rng = np.random.default_rng(8)
    grid = full_grid()
    x, y = rng.uniform(0, 6000, (2, 300))
    centers = grid.cells
    d2 = (centers["x_m"].to_numpy()[:, None] - x) ** 2 + (
        centers["y_m"].to_numpy()[:, None] - y
    ) ** 2
    for radius in (200.0, 300.0, 425.0, 600.0):
        pairs = np.where(d2 <= radius**2, (1 - d2 / radius**2) ** 2, 0).sum(axis=1)
        exact = 3 / (np.pi * radius**2) * pairs
        found = quartic_density(x, y, grid, radius_m=radius, is_edge_corrected=False)
        assert np.abs(found - exact).max() < 1e-12 * exact.max()


def test_evenly_spread_incidents_are_as_dense_at_the_edge_of_town_as_in_the_middle() -> None:
    grid = full_grid(30, 30)
    centers = grid.cells
    found = quartic_density(
        centers["x_m"].to_numpy(), centers["y_m"].to_numpy(), grid, radius_m=400
    )
    assert found * grid.cell_m**2 == pytest.approx(np.ones(900), rel=0.03)


def test_an_incident_without_position_or_off_the_mask_adds_nothing() -> None:
    grid = full_grid(10, 10)
    x = np.array([np.nan, -5000.0, 700.0, np.inf])
    y = np.array([700.0, 700.0, np.nan, 700.0])
    assert quartic_density(x, y, grid, radius_m=300).sum() == 0


def test_class_breaks_are_multiples_of_the_mean_of_cells_with_any_density() -> None:
    density = np.array([0.0, 0.0, 1.0, 2.0, 3.0])
    breaks = density_breaks(density)
    assert breaks == (0.0, 2.0, 4.0, 6.0, 10.0)
    assert classify_density(density, breaks).tolist() == [0, 0, 1, 1, 2]
    assert classify_density(np.zeros(3), density_breaks(np.zeros(3))).tolist() == [0, 0, 0]


def test_burglary_alone_is_smoothed_wider_than_street_crime() -> None:
    assert radius_for(("burglary",)) == 400
    assert radius_for(("robbery",)) == radius_for(("burglary", "robbery")) == radius_for(()) == 300
