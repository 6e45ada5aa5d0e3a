"""Which city are maps of hotspots timed on? A round one, its incidents half scattered, half crowded at some places.

It is drawn from a seed and stands for no city. No two incidents share a position, as they do where a feed knows addresses only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.hotspots import CELL_M, Grid

CROWDS = 400
CROWD_M = 400.0
ORIGIN = (3_600, 24_900)


def draw_grid(cells: int) -> Grid:
    """Make a round city of about so many cells: of a square all that lie in its circle."""
    radius = np.sqrt(cells / np.pi)
    step = np.arange(int(2 * radius) + 1) - int(radius)
    return Grid(CELL_M, *ORIGIN, np.hypot(step[:, None], step) <= radius, "EPSG:26911")


def draw_incidents(grid: Grid, incidents: int, seed: int) -> pd.DataFrame:
    """Draw incidents in the grid's cells: half of them anywhere, half around places of which few have many."""
    rng = np.random.default_rng(seed)
    rows = 2 * incidents
    home = grid.cells.iloc[rng.integers(len(grid.cells), size=rows)][["x_m", "y_m"]].to_numpy()
    points = home + rng.uniform(-0.5, 0.5, (rows, 2)) * grid.cell_m
    size = rng.pareto(1.2, CROWDS)
    crowd = rng.choice(CROWDS, size=incidents, p=size / size.sum())
    points[::2] = points[:CROWDS][crowd] + rng.normal(0, CROWD_M, (incidents, 2))
    _, _, held = grid.locate(points[:, 0], points[:, 1])
    return pd.DataFrame(points[held][:incidents], columns=["x_m", "y_m"])
