"""What do other programs make of the 2,245 robberies of Memphis in 2019? Points, cells of 750 m and their results.

The files are in no repository: tests that need them are skipped where they are absent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots.grid import Grid

GOLDEN = Path(__file__).parents[4] / "shared" / "golden"
CELL_M = 750.0


@dataclass(frozen=True)
class Memphis:
    """Results by cell in the order of the mask; `robberies` (x_m, y_m, date) and `residents`
    (x_m, y_m, population) lie on the grid; `meta` is what the peer says of its settings."""

    grid: Grid
    cells: pd.DataFrame
    robberies: pd.DataFrame
    residents: pd.DataFrame
    meta: dict[str, float]

    @property
    def counts(self) -> np.ndarray:
        """Robberies as the peer counts them, in the shape of the mask."""
        counts = np.zeros(self.grid.mask.shape, dtype="int64")
        counts[self.grid.mask] = self.cells["n"]
        return counts


def read_memphis() -> Memphis:
    """Read the files, moved so that the peer's cells lie on multiples of their size."""
    folder = golden("sfhotspot")
    cells = pd.read_csv(folder / "grid750_results.csv")
    west, south = cells["xmin"].min(), cells["ymin"].min()
    i = ((cells["xmin"] - west) / CELL_M).round().astype(int)
    j = ((cells["ymin"] - south) / CELL_M).round().astype(int)
    mask = np.zeros((i.max() + 1, j.max() + 1), dtype=bool)
    mask[i, j] = True
    robberies, residents = (
        points.assign(x_m=points["x"] - west, y_m=points["y"] - south)
        for points in map(
            pd.read_csv,
            (
                folder / "memphis_robberies_2019_points.csv",
                folder / "memphis_population_points.csv",
            ),
        )
    )
    return Memphis(
        grid=Grid(CELL_M, 0, 0, mask, "EPSG:26916"),
        cells=cells.iloc[np.lexsort((j, i))].reset_index(drop=True),
        robberies=robberies,
        residents=residents,
        meta=json.loads((folder / "meta.json").read_text()),
    )


def golden(name: str) -> Path:
    """Give a file or folder of reference values; skip the test where it is absent."""
    found = GOLDEN / name
    if not found.exists():
        pytest.skip(f"no reference values at {found}")
    return found
