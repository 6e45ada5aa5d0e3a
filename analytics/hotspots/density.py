"""How dense are incidents around each cell? Quartic kernel density, in incidents per km² and year.

The map's shape depends on the radius more than on anything else, and a density is smooth even where
the counts are three and zero: it shows where, and `clusters` says whether that is more than chance.
Without edge correction a street at the foot of the mountain would look half as dense as it is.
"""

from __future__ import annotations

import numpy as np

from analytics.hotspots.grid import Grid

RADIUS_M = {"robbery": 300.0, "burglary": 400.0}
YEAR_DAYS = 365.25
CLASS_MULTIPLES = (0.0, 1.0, 2.0, 3.0, 5.0)
CHUNK = 200_000


def radius_for(categories: tuple[str, ...]) -> float:
    """Give the radius in meters for a choice of categories: 400 for burglary alone, else 300."""
    return RADIUS_M["burglary"] if set(categories) == {"burglary"} else RADIUS_M["robbery"]


def quartic_density(
    x_m: np.ndarray, y_m: np.ndarray, grid: Grid, *, radius_m: float, is_edge_corrected: bool = True
) -> np.ndarray:
    """Give incidents per m² at the centers of the mask's cells, in the order of `grid.cells`.

    The sum is exact for each incident's own position, not binned. Points that the mask does not
    hold do not count; the edge correction divides by the share of the kernel that the mask holds.

    Source: quartic kernel 3/(pi h²) (1 - d²/h²)² as in CrimeStat; correction as in Diggle 1985.
    """
    row, column, held = grid.locate(x_m, y_m)
    row, column = row[held], column[held]
    # Position within the cell, from its center, in cells.
    right = x_m[held] / grid.cell_m - (row + grid.i0) - 0.5
    up = y_m[held] / grid.cell_m - (column + grid.j0) - 0.5
    reach = radius_m / grid.cell_m
    steps = int(np.ceil(reach + 0.5))
    shape = (grid.mask.shape[0] + 2 * steps, grid.mask.shape[1] + 2 * steps)
    total = np.zeros(shape[0] * shape[1])
    for start in range(0, len(row), CHUNK):
        part = slice(start, start + CHUNK)
        home = (row[part] + steps) * shape[1] + column[part] + steps
        for di, dj in _offsets(steps, reach):
            weight = _quartic((di - right[part]) ** 2 + (dj - up[part]) ** 2, reach)
            total += np.bincount(home + (di * shape[1] + dj), weights=weight, minlength=len(total))
    total *= 3 / (np.pi * radius_m**2)
    density = total.reshape(shape)[steps:-steps, steps:-steps]
    if is_edge_corrected:
        density = density / _kernel_share(grid.mask, reach, steps)
    return grid.on_mask(density)


def density_breaks(density: np.ndarray) -> tuple[float, ...]:
    """Give the lower limits of the density classes 1 to 5: above 0, and 1, 2, 3, 5 times the mean
    of non-zero cells.

    Keep the breaks of one period when maps of several are compared: each period's own would make
    them all look alike.
    """
    mean = float(density[density > 0].mean()) if (density > 0).any() else 1.0
    return tuple(multiple * mean for multiple in CLASS_MULTIPLES)


def classify_density(density: np.ndarray, breaks: tuple[float, ...]) -> np.ndarray:
    """Give the class of each density: 0 for none, else the number of breaks that it exceeds."""
    return np.searchsorted(np.asarray(breaks), density, side="left")


def _quartic(distance2: np.ndarray, reach: float) -> np.ndarray:
    rest = np.clip(1 - distance2 / reach**2, 0, None)
    return rest * rest


def _offsets(steps: int, reach: float) -> list[tuple[int, int]]:
    """List the cells that a point anywhere in cell (0, 0) can reach."""
    span = range(-steps, steps + 1)
    return [
        (di, dj)
        for di in span
        for dj in span
        if max(abs(di) - 0.5, 0) ** 2 + max(abs(dj) - 0.5, 0) ** 2 < reach**2
    ]


def _kernel_share(mask: np.ndarray, reach: float, steps: int) -> np.ndarray:
    """Give the share of the kernel around each cell center that falls on the mask, 1 well
    inside."""
    padded = np.pad(mask.astype("float64"), steps)
    share, whole = np.zeros(mask.shape), 0.0
    for di, dj in _offsets(steps, reach):
        weight = float(_quartic(np.array(di * di + dj * dj), reach))
        whole += weight
        if weight > 0:
            share += (
                weight
                * padded[
                    steps + di : steps + di + mask.shape[0], steps + dj : steps + dj + mask.shape[1]
                ]
            )
    return np.where(mask, share / whole, 1.0)
