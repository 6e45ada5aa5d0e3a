"""How fast are many cells tested for a trend, beside a loop over pymannkendall, and is the answer the same?

Both get the same counts, a row a cell; the peer is timed on the first cells and extrapolated, since all would take half a minute.
Figures are medians over rounds in which the two take turns. Differences are cells of those whose S is not the peer's, or whose
p-value or slope differs by more than a billionth: any but 0 is a fault.
"""

from __future__ import annotations

import argparse
from statistics import median
from time import perf_counter

import numpy as np
import pymannkendall

from analytics.slopes import find_slopes
from benchmarks.table import Line, show

CELLS, PERIODS, SAMPLE = 20_000, 12, 1_000


def main() -> None:
    """Draw counts, time both, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trend_tests", description=__doc__)
    parser.add_argument("--cells", type=int, default=CELLS)
    parser.add_argument("--periods", type=int, default=PERIODS)
    parser.add_argument("--sample", type=int, default=SAMPLE, help="cells that the peer tests")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    lines = measure(asked.cells, asked.periods, asked.sample, asked.rounds, asked.seed)
    show(f"Trend tests, {asked.rounds} rounds, medians", lines)


def measure(cells: int, periods: int, sample: int, rounds: int, seed: int = 1) -> list[Line]:
    """Time both on drawn counts, few enough in most cells to hold many ties."""
    random = np.random.default_rng(seed)
    mean = random.gamma(0.5, 4, (cells, 1))
    counts = random.poisson(mean, (cells, periods)).astype("float64")
    ours, peer = [], []
    for _ in range(rounds):
        start = perf_counter()
        found = find_slopes(counts)
        ours.append(perf_counter() - start)
        start = perf_counter()
        expected = [pymannkendall.original_test(row) for row in counts[:sample]]
        peer.append((perf_counter() - start) * cells / len(expected))
    tested = found.head(sample)
    differences = (
        (tested["s"] != [answer.s for answer in expected])
        | (np.abs(tested["p_value"] - [answer.p for answer in expected]) > 1e-9)
        | (np.abs(tested["slope"] - [answer.slope for answer in expected]) > 1e-9)
    )
    what = f"trend test of {cells:,} cells × {periods}"
    return [
        Line(f"{what}, pymannkendall", "s", median(ours), median(peer), 1 / 100),
        Line(f"{what}: differences", "cells", int(differences.sum()), None, 0),
    ]


if __name__ == "__main__":
    main()
