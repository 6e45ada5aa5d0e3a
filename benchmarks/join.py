"""How much faster than geopandas.sjoin are points found in polygons, and are all answers the same?

The join starts from points that are geometries already, ours from columns of numbers, as a feed brings them; making geometries is
not counted. Figures are medians over rounds in which the contestants take turns; a busy machine slows both, not evenly.
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

from benchmarks.table import Line, show
from benchmarks.tessellation import draw_points, draw_polygons
from etl.raster import NONE, RasterIndex

POINTS, POLYGONS, CORNERS = 2_000_000, 800, 1000
_PEER = "geopandas.sjoin"


def main() -> None:
    """Draw polygons and points, time the contestants, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.join", description=__doc__)
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--polygons", type=int, default=POLYGONS)
    parser.add_argument("--corners", type=int, default=CORNERS, help="of each polygon, about")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    lines = measure(asked.points, asked.polygons, asked.corners, asked.rounds, asked.seed)
    show(f"Join, {asked.rounds} rounds, medians", lines)


def measure(points: int, polygons: int, corners: int, rounds: int, seed: int = 1) -> list[Line]:
    """Time the contestants on drawn polygons and points."""
    drawn = draw_polygons(polygons, corners, seed)
    x, y = draw_points(drawn, points, seed)
    with TemporaryDirectory() as folder:
        built = [_timed(lambda: RasterIndex.build(drawn.copy()))[0] for _ in range(rounds)]
        index = RasterIndex.build(drawn, cache=Path(folder))
        loaded = [
            _timed(lambda: RasterIndex.build(drawn.copy(), cache=Path(folder)))[0]
            for _ in range(rounds)
        ]
    table = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    areas = gpd.GeoDataFrame({"place": np.arange(len(drawn))}, geometry=drawn)
    contestants: dict[str, Callable[[], Any]] = {
        _PEER: lambda: gpd.sjoin(table, areas, predicate="intersects"),
        "1 thread": lambda: index.locate(x, y),
        "2 threads": lambda: index.locate(x, y, threads=2),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    answers: dict[str, Any] = {}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            took, answers[name] = _timed(contestant)
            seconds[name].append(took)
    expected = _first_and_second(answers.pop(_PEER), len(x))
    differences = sum(
        int((np.array(answer) != expected).any(axis=0).sum()) for answer in answers.values()
    )
    peer = median(seconds[_PEER])
    what = f"join of {points:,} points to {polygons:,} polygons"
    return [
        *(Line(f"{what}, {name}", "s", median(seconds[name]), peer, 1 / 50) for name in answers),
        Line(f"{what}: differences", "rows", differences, None, 0),
        Line("building the join's index", "s", median(built)),
        Line("loading it from the cache", "s", median(loaded)),
    ]


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
