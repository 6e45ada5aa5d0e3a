"""How much faster than esda is Gi* on the cells of a city, and is it the same?

Both start from the count of each cell: esda with the cells' squares, of which libpysal finds the neighbors, ours with the mask.
esda's own default, transform="R", is left out: its variance holds for weights of 0 and 1 only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from esda.getisord import G_Local
from libpysal.graph import Graph

from analytics.hotspots import Grid
from analytics.hotspots.clusters import getis_ord
from benchmarks.city import draw_grid, draw_incidents
from benchmarks.density import CELLS, INCIDENTS
from benchmarks.table import Line, show


def main() -> None:
    """Draw a city, time the contestants, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hot_cells", description=__doc__)
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    parser.add_argument("--cells", type=int, default=CELLS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    lines = measure(asked.incidents, asked.cells, asked.rounds, asked.seed)
    show(f"Gi*, {asked.rounds} rounds, medians", lines)


def measure(incidents: int, cells: int, rounds: int, seed: int = 1) -> list[Line]:
    """Time the contestants on a drawn city."""
    grid = draw_grid(cells)
    counts = grid.count(draw_incidents(grid, incidents, seed))
    in_cells = pd.Series(grid.on_mask(counts), dtype="float64")
    squares = _squares(grid)

    def peer() -> np.ndarray:
        neighbors = Graph.build_contiguity(squares, rook=False)
        found = G_Local(in_cells, neighbors, transform="B", permutations=0, star=True)
        return np.asarray(found.Zs)

    contestants: dict[str, Callable[[], np.ndarray]] = {
        "ours": lambda: getis_ord(counts, grid.mask),
        "esda": peer,
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    answers: dict[str, np.ndarray] = {}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            start = perf_counter()
            answers[name] = contestant()
            seconds[name].append(perf_counter() - start)
    mine, others = median(seconds["ours"]), median(seconds["esda"])
    off = float(np.abs(answers["ours"] - answers["esda"]).max())
    return [
        Line(f"Gi* of {len(in_cells):,} cells, libpysal and esda", "s", mine, others, 1 / 500),
        Line("Gi*: largest difference to esda", "z", off, None, 1e-9),
    ]


def _squares(grid: Grid) -> gpd.GeoDataFrame:
    west, south = grid.cells["i"].to_numpy() * grid.cell_m, grid.cells["j"].to_numpy() * grid.cell_m
    boxes = shapely.box(west, south, west + grid.cell_m, south + grid.cell_m)
    return gpd.GeoDataFrame(geometry=boxes, crs=grid.crs)


if __name__ == "__main__":
    main()
