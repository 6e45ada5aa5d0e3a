"""How much faster than geopandas.sjoin are points found in polygons, and are all answers the same?

The join starts from points that are geometries already, ours from columns of numbers, as a feed brings them; making geometries is
not counted. The ratios are medians over rounds in which the contestants take turns; a busy machine slows both, not evenly.
Differences are rows whose polygons, the first and the second, are not those of the join: any but 0 is a fault.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import geopandas as gpd
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.tessellation import draw_points, draw_polygons
from etl.raster import NONE, RasterIndex


def main() -> None:
    """Draw polygons and points, time the contestants, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.join", description=__doc__)
    parser.add_argument("--points", type=int, default=2_000_000)
    parser.add_argument("--polygons", type=int, default=800)
    parser.add_argument("--corners", type=int, default=1000, help="of each polygon, about")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    polygons = draw_polygons(asked.polygons, asked.corners, asked.seed)
    x, y = draw_points(polygons, asked.points, asked.seed)
    with TemporaryDirectory() as folder:
        built = [_timed(lambda: RasterIndex.build(polygons.copy()))[0] for _ in range(asked.rounds)]
        RasterIndex.build(polygons, cache=Path(folder))
        loaded = [
            _timed(lambda: RasterIndex.build(polygons.copy(), cache=Path(folder)))[0]
            for _ in range(asked.rounds)
        ]
    index = RasterIndex.build(polygons)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    areas = gpd.GeoDataFrame({"place": np.arange(len(polygons))}, geometry=polygons)
    contestants: dict[str, Callable[[], Any]] = {
        "geopandas.sjoin, 1 thread": lambda: gpd.sjoin(points, areas, predicate="intersects"),
        "raster index, 1 thread": lambda: index.locate(x, y),
        "raster index, 2 threads": lambda: index.locate(x, y, threads=2),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    answers: dict[str, Any] = {}
    for _ in range(asked.rounds):
        for name, contestant in contestants.items():
            took, answers[name] = _timed(contestant)
            seconds[name].append(took)
    peer, *ours = contestants
    expected = _first_and_second(answers[peer], len(x))
    table = Table(
        "contestant", "seconds", "times as fast", "differences",
        title=f"{len(x):,} points, {len(polygons):,} polygons of {asked.corners:,} corners, "
        f"{asked.rounds} rounds, medians",
    )  # fmt: skip
    table.add_row(peer, f"{median(seconds[peer]):.2f}", "1", "")
    for name in ours:
        ratio = median(a / b for a, b in zip(seconds[peer], seconds[name], strict=True))
        differs = (np.array(answers[name]) != expected).any(axis=0).sum()
        table.add_row(name, f"{median(seconds[name]):.3f}", f"{ratio:.0f}", f"{differs:,}")
    table.add_row("building the index", f"{median(built):.3f}", "", "")
    table.add_row("loading it from the cache", f"{median(loaded):.3f}", "", "")
    Console().print(table)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = perf_counter()
    answer = work()
    return perf_counter() - start, answer


def _first_and_second(joined: gpd.GeoDataFrame, points: int) -> np.ndarray:
    """Give the two polygons with the lowest places for each point of a join."""
    pairs = joined["place"].reset_index().sort_values(["index", "place"])
    answer = np.full((2, points), NONE)
    for rank, of_rank in pairs.groupby(pairs.groupby("index").cumcount()):
        if rank < 2:
            answer[rank, of_rank["index"]] = of_rank["place"]
    return answer


if __name__ == "__main__":
    main()
