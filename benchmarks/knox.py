"""How much faster than comparing all pairs are near repeats counted, and are all counts the same?

The plain way is NumPy over all pairs: the band of each distance once, and for each shuffle the days between the two of every
pair, in blocks of rows. It is timed on a few shuffles and the rest of its time extrapolated from them; ours does them all.
Differences are bands whose count, observed or in the shuffles that both make of one seed, is not the plain way's: any but 0 is a
fault.
"""

from __future__ import annotations

import argparse
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from analytics.near_repeats import DAYS, DISTANCES_M, knox
from benchmarks.table import Line, show

INCIDENTS, PERMUTATIONS, SAMPLE = 10_000, 999, 3
YEAR_DAYS = 365
_ROWS = 250


def main() -> None:
    """Draw incidents, time both ways, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.knox", description=__doc__)
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    parser.add_argument("--permutations", type=int, default=PERMUTATIONS)
    parser.add_argument("--sample", type=int, default=SAMPLE, help="shuffles of the plain way")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    lines = measure(asked.incidents, asked.permutations, asked.sample, asked.rounds, asked.seed)
    show(f"Near repeats, {asked.rounds} rounds, medians", lines)


def measure(
    incidents: int, permutations: int, sample: int, rounds: int, seed: int = 1
) -> list[Line]:
    """Time both ways on drawn incidents of one year."""
    x, y, day = draw_incidents(incidents, seed)
    ours, bands_took, shuffle_took = [], [], []
    for _ in range(rounds):
        start = perf_counter()
        _bands(x, y, day, permutations, seed)
        ours.append(perf_counter() - start)
        start = perf_counter()
        where = distance_bands(x, y)
        bands_took.append(perf_counter() - start)
        plain, took = _plain_shuffles(where, day, sample, seed)
        shuffle_took.append(took)
    found = _bands(x, y, day, sample, seed)
    expected = np.rint(found["expected"].to_numpy() * sample)
    differences = (found["observed"].to_numpy() != plain[0]) | (expected != plain[1:].sum(axis=0))
    whole = median(bands_took) + median(shuffle_took) / sample * permutations
    what = f"near repeats of {incidents:,} incidents, {permutations:,} shuffles"
    return [
        Line(f"{what}, all pairs from {sample} shuffles", "s", median(ours), whole, 1 / 10),
        Line("near repeats: differences", "bands", int(differences.sum()), None, 0),
    ]


def draw_incidents(incidents: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw points around the centers of 300 quarters in 9 km by 9 km, and days of one year."""
    rng = np.random.default_rng(seed)
    centers = rng.uniform(0, 9000, (300, 2))
    x, y = (centers[rng.integers(0, 300, incidents)] + rng.normal(0, 400, (incidents, 2))).T
    return x, y, rng.integers(0, YEAR_DAYS, incidents)


def distance_bands(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the band of distance of each pair, those beyond the last band and doubles in one more."""
    where = np.empty((len(x), len(x)), dtype="int8")
    for at in range(0, len(x), _ROWS):
        rows = slice(at, at + _ROWS)
        apart = np.abs(x[rows, None] - x) + np.abs(y[rows, None] - y)
        where[rows] = np.searchsorted(DISTANCES_M, apart, side="right") - 1
    where[np.tril_indices(len(x))] = len(DISTANCES_M) - 1
    return where


def count_all_pairs(where: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Count all pairs by band of distance and of days."""
    width = len(DAYS)
    band_of = (np.searchsorted(DAYS, np.arange(YEAR_DAYS), side="right") - 1).astype("int8")
    counts = np.zeros(width * len(DISTANCES_M), dtype="int64")
    day = day.astype("int16")
    for at in range(0, len(day), _ROWS):
        rows = slice(at, at + _ROWS)
        when = band_of[np.abs(day[rows, None] - day[at:])]
        counts += np.bincount(
            (where[rows, at:] * np.int8(width) + when).ravel(), minlength=len(counts)
        )
    return counts.reshape(-1, width)[:-1, :-1].ravel()


def _plain_shuffles(
    where: np.ndarray, day: np.ndarray, shuffles: int, seed: int
) -> tuple[np.ndarray, float]:
    """Count the days as they are and shuffled; give the seconds that the shuffles took."""
    rng = np.random.default_rng(seed)
    observed = count_all_pairs(where, day)
    start = perf_counter()
    counts = [count_all_pairs(where, rng.permutation(day)) for _ in range(shuffles)]
    return np.array([observed, *counts]), perf_counter() - start


def _bands(
    x: np.ndarray, y: np.ndarray, day: np.ndarray, permutations: int, seed: int
) -> pd.DataFrame:
    return knox(
        x,
        y,
        day,
        distances_m=DISTANCES_M,
        days=DAYS,
        metric="manhattan",
        permutations=permutations,
        seed=seed,
    )


if __name__ == "__main__":
    main()
