"""Which places stand out from chance? Gi* on the grid, false discoveries held down, neighboring hot
cells joined to areas.

Gi* leans on the normal distribution, which few incidents do not follow: on a city where nothing
clusters at all it would still find "hotspots". A cell is therefore hot only where an exact test
says so too and at least three incidents lie in it and its eight neighbors. Hot means denser than
the rest of the built-up area, not dangerous, and nothing about tomorrow.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.ndimage import label
from scipy.stats import binom, norm

from analytics.hotspots.grid import Grid
from analytics.many_tests import benjamini_hochberg

Q_LIMIT = 0.05
LEAST_INCIDENTS = 3


def getis_ord(counts: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Give Gi* of each cell of the mask, in the order of the mask's cells.

    Weights are 1 for the cell itself and its (up to eight) neighbors on the mask. A grid without
    any variation has 0.

    Source: Getis & Ord 1992, Ord & Getis 1995; standard deviation of the population.
    """
    cells = int(mask.sum())
    neighbors = sum_3x3(mask.astype("float64"))[mask]
    values = counts[mask].astype("float64")
    mean, deviation = values.mean(), values.std()
    spread = deviation * np.sqrt((cells * neighbors - neighbors**2) / max(cells - 1, 1))
    excess = sum_3x3(np.where(mask, counts, 0).astype("float64"))[mask] - neighbors * mean
    return np.divide(excess, spread, out=np.zeros(cells), where=spread > 0)


def sum_3x3(values: np.ndarray) -> np.ndarray:
    """Sum each cell with its eight neighbors; outside the array lies nothing."""
    padded = np.pad(values, 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]


def judge_cells(counts: np.ndarray, grid: Grid) -> pd.DataFrame:
    """Test each cell of the mask for being hot, in the order of `grid.cells`.

    Columns: gi_z, gi_q (two-sided, over all cells of the mask), incidents_near (in the cell and its
    eight neighbors), exact_q (from the exact binomial probability of so many near among all
    incidents, were each equally likely in every cell), is_hot: gi_z above 0, gi_q and exact_q below
    0.05, at least one incident in the cell and three near it. How many hot cells may be false
    alarms, the larger of gi_q and exact_q says; gi_q alone promises too much.
    """
    mask = grid.mask
    gi_z = getis_ord(counts, mask)
    gi_q = benjamini_hochberg(2 * norm.sf(np.abs(gi_z)))
    near = sum_3x3(np.where(mask, counts, 0))[mask].astype("int64")
    chance = sum_3x3(mask.astype("float64"))[mask] / mask.sum()
    exact_q = benjamini_hochberg(binom.sf(near - 1, int(counts[mask].sum()), chance))
    is_sure = (gi_z > 0) & (gi_q < Q_LIMIT) & (exact_q < Q_LIMIT)
    is_hot = is_sure & (near >= LEAST_INCIDENTS) & (counts[mask] > 0)
    return pd.DataFrame(
        {
            "gi_z": gi_z,
            "gi_q": gi_q,
            "incidents_near": near,
            "exact_q": exact_q,
            "is_hot": is_hot,
        }
    )


def number_areas(is_hot: np.ndarray, grid: Grid) -> np.ndarray:
    """Join hot cells and the cells around them to areas: 1, 2, …; 0 is no area.

    The cells around belong to it because their incidents made the cell hot; areas that would share
    one are one. In the order of `grid.cells`.
    """
    hot = np.zeros(grid.mask.shape)
    hot[grid.mask] = is_hot
    around = (sum_3x3(hot) > 0) & grid.mask
    return grid.on_mask(label(around, structure=np.ones((3, 3)))[0])
