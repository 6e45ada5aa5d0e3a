"""How much faster than a library's is the density of a city's incidents, and how far is it from the sum over all pairs?

Neither peer knows the quartic kernel: both take a Gaussian of the same spread, and scikit-learn's also the parabola that ends at
the same radius, for which its tree need not visit every pair. Their Gaussians are timed on a sample of cells and multiplied; ours
and the parabola are timed on all. The difference is to the quartic sum over all pairs, in the sampled cells and the densest ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from scipy.stats import gaussian_kde
from sklearn.neighbors import KernelDensity

from analytics.hotspots import find_hotspots
from analytics.hotspots.density import quartic_density
from benchmarks.city import draw_grid, draw_incidents
from benchmarks.table import Line, show

INCIDENTS, CELLS, SAMPLE = 1_000_000, 60_000, 20
RADIUS_M = 300.0


def main() -> None:
    """Draw a city, time the contestants, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.density", description=__doc__)
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    parser.add_argument("--cells", type=int, default=CELLS)
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help="cells that Gaussians are timed on"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    lines = measure(asked.incidents, asked.cells, asked.sample, asked.rounds, asked.seed)
    show(f"Density, {asked.rounds} rounds, medians", lines)


def measure(incidents: int, cells: int, sample: int, rounds: int, seed: int = 1) -> list[Line]:
    """Time the contestants on a drawn city."""
    grid = draw_grid(cells)
    drawn = draw_incidents(grid, incidents, seed)
    points = drawn.to_numpy()
    x, y = np.ascontiguousarray(points.T)
    centers = grid.cells[["x_m", "y_m"]].to_numpy()
    chosen = np.random.default_rng(seed).choice(len(centers), size=sample, replace=False)
    deviation = RADIUS_M / np.sqrt(8)

    def ours() -> np.ndarray:
        return quartic_density(x, y, grid, radius_m=RADIUS_M, is_edge_corrected=False)

    def scipy() -> float:
        took, density = _timed(lambda: gaussian_kde(points.T))
        density.set_bandwidth(deviation / np.sqrt(density.covariance[0, 0]) * density.factor)
        return took + _timed(lambda: density(centers[chosen].T))[0] / sample * len(centers)

    def sklearn(kernel: str, width: float, at: np.ndarray) -> float:
        model = KernelDensity(bandwidth=width, kernel=kernel)
        took, _ = _timed(lambda: model.fit(points))
        return took + _timed(lambda: model.score_samples(at))[0] / len(at) * len(centers)

    timed: dict[str, Callable[[], float]] = {
        "ours": lambda: _timed(ours)[0],
        "whole map": lambda: _timed(
            lambda: find_hotspots(drawn, grid, radius_m=RADIUS_M, period_days=365)
        )[0],
        f"scipy, {sample} cells": scipy,
        f"sklearn, {sample} cells": lambda: sklearn("gaussian", deviation, centers[chosen]),
        "sklearn, parabola": lambda: sklearn("epanechnikov", RADIUS_M, centers),
    }
    seconds: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name, contestant in timed.items():
            seconds[name].append(contestant())
    took = {name: median(times) for name, times in seconds.items()}
    mine, whole = took.pop("ours"), took.pop("whole map")
    what = f"density of {incidents:,} in {len(centers):,}"
    off = _difference(ours(), points, centers, chosen)
    return [
        *(
            Line(f"{what}, {name}", "s", mine, peer, None if "parabola" in name else 1 / 1000)
            for name, peer in took.items()
        ),
        Line("density: largest difference to all pairs", "peaks", off, None, 1e-3),
        Line("density, Gi* and areas: a whole map", "s", whole),
    ]


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = perf_counter()
    answer = work()
    return perf_counter() - start, answer


def _difference(
    density: np.ndarray, points: np.ndarray, centers: np.ndarray, chosen: np.ndarray
) -> float:
    """Give the largest difference to the sum over all pairs, as a share of the highest density."""
    compared = np.concatenate([chosen, np.argsort(density)[-len(chosen) :]])
    pairs = np.empty(len(compared))
    for place, (x, y) in enumerate(centers[compared]):
        distance2 = (points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2
        pairs[place] = (np.clip(1 - distance2 / RADIUS_M**2, 0, None) ** 2).sum()
    exact = pairs * 3 / (np.pi * RADIUS_M**2)
    return float(np.abs(density[compared] - exact).max() / exact.max())


if __name__ == "__main__":
    main()
