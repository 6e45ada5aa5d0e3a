"""A town with scattered incidents, and many at one corner of two blocks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.hotspots import Grid

GRID = Grid(150.0, 0, 0, np.ones((40, 40), dtype=bool), "EPSG:26911")
NAMES = {"n1": "Warm Sands", "n2": "Baristo"}
BLOCKS = {"b1": "300 block of Calle Uno", "b2": "400 block of Calle Uno"}


def town(background: int = 60, corner: int = 14) -> pd.DataFrame:
    """Scattered incidents, and some at one corner of two blocks."""
    rng = np.random.default_rng(21)
    scattered = pd.DataFrame(rng.uniform(0, 6000, (background, 2)), columns=["x_m", "y_m"])
    scattered = scattered.assign(neighborhood_id="n2", block_id=None)
    at_corner = pd.DataFrame({"x_m": 1510.0, "y_m": 3010.0}, index=range(corner)).assign(
        neighborhood_id="n1",
        block_id=["b1"] * (corner // 2 + 1) + ["b2"] * (corner - corner // 2 - 1),
    )
    return pd.concat([scattered, at_corner], ignore_index=True)
