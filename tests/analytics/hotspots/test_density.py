"""Density agrees with other programs' and loses no incident at the edge of town."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.hotspots import density
from analytics.hotspots.density import (
    classify_density,
    density_breaks,
    density_ratio,
    quartic_density,
    radius_for,
)
from analytics.hotspots.grid import Grid
from tests.analytics.hotspots.memphis import CELL_M, Memphis, golden, read_memphis


@pytest.fixture(scope="module")
def memphis() -> Memphis:
    return read_memphis()


def full_grid(rows: int = 40, columns: int = 40, cell_m: float = 150.0) -> Grid:
    return Grid(cell_m, 0, 0, np.ones((rows, columns), dtype=bool), "EPSG:26911")


def kernel_sum(points: pd.DataFrame, grid: Grid, radius_m: float) -> np.ndarray:
    """Give the sum of (1-d²/h²)², which sfhotspot calls kde, instead of the density."""
    x, y = points["x_m"].to_numpy(), points["y_m"].to_numpy()
    found = quartic_density(x, y, grid, radius_m=radius_m, is_edge_corrected=False)
    return found * np.pi * radius_m**2 / 3


def all_pairs(x: np.ndarray, y: np.ndarray, grid: Grid, radius_m: float) -> np.ndarray:
    centers = grid.cells
    across = centers["x_m"].to_numpy()[:, None] - x
    along = centers["y_m"].to_numpy()[:, None] - y
    rest = np.clip(1 - (across**2 + along**2) / radius_m**2, 0, None)
    return 3 / (np.pi * radius_m**2) * (rest**2).sum(axis=1)


def test_density_at_50_robberies_equals_spatstat(memphis: Memphis) -> None:
    """Quartic kernel of 1,000 m: a grid is laid so that each robbery in turn is the center of a
    cell."""
    reference = json.loads(golden("hotspots/kde_spatstat.json").read_text())
    x, y = memphis.robberies["x_m"].to_numpy(), memphis.robberies["y_m"].to_numpy()
    for row, expected in zip(reference["row"], reference["quartic_h1000"], strict=True):
        grid = full_grid(23, 23, 100.0)
        found = quartic_density(
            x - x[row - 1] + 11.5 * 100,
            y - y[row - 1] + 11.5 * 100,
            grid,
            radius_m=1000,
            is_edge_corrected=False,
        )
        assert found[11 * 23 + 11] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("column", ["kde_1000", "kde_auto"])
def test_density_of_robberies_on_squares_equals_sfhotspot(memphis: Memphis, column: str) -> None:
    radius_m = 1000 if column == "kde_1000" else memphis.meta["auto_bandwidth_returned"]
    found = kernel_sum(memphis.robberies, memphis.grid, radius_m)
    assert found == pytest.approx(memphis.cells[column].to_numpy(), abs=1e-9)


def test_density_of_robberies_in_hexagons_equals_sfhotspot(memphis: Memphis) -> None:
    """A grid is laid around every twentieth hexagon's center in turn."""
    hexagons = pd.read_csv(golden("sfhotspot/hex750_results.csv"))[::20]
    for hexagon in hexagons.itertuples():
        x = memphis.robberies["x"] - hexagon.cx + 1.5 * CELL_M
        y = memphis.robberies["y"] - hexagon.cy + 1.5 * CELL_M
        found = kernel_sum(pd.DataFrame({"x_m": x, "y_m": y}), full_grid(3, 3, CELL_M), 1000)
        assert found[4] == pytest.approx(hexagon.kde_1000, abs=1e-9)


def test_density_is_not_the_scaled_one_that_is_seven_times_too_high(memphis: Memphis) -> None:
    """SpatialKDE, and QGIS until 2025, have 116 where the quartic kernel has 16."""
    x, y = memphis.robberies["x_m"].to_numpy(), memphis.robberies["y_m"].to_numpy()
    found = quartic_density(x, y, memphis.grid, radius_m=1000, is_edge_corrected=False)
    scaled = memphis.cells["kde_1000_scaled"].to_numpy()
    assert scaled == pytest.approx(7.25 * found, rel=1e-9, abs=1e-15)
    assert found.sum() * CELL_M**2 == pytest.approx(len(x), rel=2e-4)


def test_radius_does_not_come_from_how_far_the_points_spread(memphis: Memphis) -> None:
    """sfhotspot's own is that of x alone, and would smooth Memphis over five kilometers."""
    assert memphis.meta["auto_bandwidth_returned"] == memphis.meta["bandwidth_nrd_x"]
    assert memphis.meta["auto_bandwidth_returned"] > 10 * radius_for(("robbery",))


def test_robberies_over_residents_equal_sfhotspots_dual_density(memphis: Memphis) -> None:
    """Where nobody lives within reach the peer has Inf or NaN: no ratio, and no color."""
    is_cell = np.pad(memphis.grid.mask, 2)
    grid = Grid(CELL_M, -2, -2, np.ones_like(is_cell), memphis.grid.crs)
    robberies, residents = (
        quartic_density(
            points["x_m"].to_numpy(),
            points["y_m"].to_numpy(),
            grid,
            radius_m=1000,
            weights=weights,
            is_edge_corrected=False,
        )[is_cell.ravel()]
        for points, weights in (
            (memphis.robberies, None),
            (memphis.residents, memphis.residents["population"].to_numpy()),
        )
    )
    expected = memphis.cells["dual_kde_ratio"].to_numpy()
    has_residents = np.isfinite(expected)
    found = density_ratio(robberies, residents)
    assert found[has_residents] == pytest.approx(expected[has_residents], abs=1.4e-8)
    assert np.isnan(found[~has_residents]).all()
    assert (~has_residents).sum() == 21 + 214


def test_a_ratio_over_nothing_is_no_number() -> None:
    found = density_ratio(np.array([2.0, 0.0, 3.0, 0.0]), np.array([0.0, 0.0, 2.0, 2.0]))
    assert found.tolist() == pytest.approx([np.nan, np.nan, 1.5, 0.0], nan_ok=True)


def test_density_far_from_any_edge_adds_up_to_the_incidents() -> None:
    rng = np.random.default_rng(7)
    grid = full_grid()
    x, y = rng.uniform(2000, 4000, (2, 500))
    found = quartic_density(x, y, grid, radius_m=400)
    assert found.sum() * grid.cell_m**2 == pytest.approx(500, rel=0.01)


@pytest.mark.parametrize("radius_m", [200.0, 300.0, 425.0, 600.0])
def test_density_equals_the_sum_over_all_pairs(
    radius_m: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a tenth of the incidents share one address, and in parts as a million are."""
    monkeypatch.setattr(density, "CHUNK", 128)
    rng = np.random.default_rng(8)
    grid = full_grid()
    x, y = rng.uniform(0, 6000, (2, 300))
    x[:30], y[:30] = 3149.0, 3001.0
    exact = all_pairs(x, y, grid, radius_m)
    found = quartic_density(x, y, grid, radius_m=radius_m, is_edge_corrected=False)
    assert np.abs(found - exact).max() < 1e-12 * exact.max()


def test_a_point_of_weight_three_counts_as_three_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(density, "CHUNK", 1)
    grid = full_grid(12, 12)
    x, y = np.array([700.0, 1100.0, np.nan]), np.array([800.0, 300.0, 5.0])
    weighted = quartic_density(x, y, grid, radius_m=400, weights=np.array([3.0, 1.0, 7.0]))
    repeated = quartic_density(x[[0, 0, 0, 1]], y[[0, 0, 0, 1]], grid, radius_m=400)
    assert weighted == pytest.approx(repeated, rel=1e-12)


@given(st.integers(-300, 300), st.integers(-300, 300), st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_density_of_a_city_moved_by_whole_cells_is_moved_by_as_many(
    east: int, north: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    here = Grid(128.0, 5, -3, rng.random((14, 11)) < 0.8, "EPSG:26911")
    there = Grid(128.0, 5 + east, north - 3, here.mask, here.crs)
    x, y = rng.uniform(0, 14, 60) * 128 + 640, rng.uniform(0, 11, 60) * 128 - 384
    found = quartic_density(x, y, here, radius_m=300)
    moved = quartic_density(x + east * 128, y + north * 128, there, radius_m=300)
    assert moved == pytest.approx(found, rel=1e-9, abs=1e-16)


def test_evenly_spread_incidents_are_as_dense_at_the_edge_of_town_as_in_the_middle() -> None:
    grid = full_grid(30, 30)
    x, y = grid.cells["x_m"].to_numpy(), grid.cells["y_m"].to_numpy()
    found = quartic_density(x, y, grid, radius_m=400)
    assert found * grid.cell_m**2 == pytest.approx(np.ones(900), rel=0.03)
    halved = quartic_density(x, y, grid, radius_m=400, is_edge_corrected=False)
    assert halved[15] * grid.cell_m**2 < 0.7


def test_an_incident_without_position_or_off_the_mask_adds_nothing() -> None:
    grid = full_grid(10, 10)
    x = np.array([np.nan, -5000.0, 700.0, np.inf])
    y = np.array([700.0, 700.0, np.nan, 700.0])
    assert quartic_density(x, y, grid, radius_m=300).sum() == 0


def test_class_breaks_are_multiples_of_the_mean_of_cells_with_any_density() -> None:
    per_km2 = np.array([0.0, 0.0, 1.0, 2.0, 3.0])
    breaks = density_breaks(per_km2)
    assert breaks == (0.0, 2.0, 4.0, 6.0, 10.0)
    assert classify_density(per_km2, breaks).tolist() == [0, 0, 1, 1, 2]
    assert classify_density(np.zeros(3), density_breaks(np.zeros(3))).tolist() == [0, 0, 0]


def test_burglary_alone_is_smoothed_wider_than_street_crime() -> None:
    assert radius_for(("burglary",)) == 400
    assert radius_for(("robbery",)) == radius_for(("burglary", "robbery")) == radius_for(()) == 300
