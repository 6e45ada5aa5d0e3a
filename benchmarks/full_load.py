"""How long does a full load take, and how much memory, beside the plain way through pandas and geopandas?

From one CSV file of a records system to a published snapshot, against the same file to a table with neighborhoods. Ours does
more: it keeps the file, classifies offenses, tells copies and versions apart, finds blocks and the city, checks, and writes the
public's tables. Each contestant runs in a fresh process, in turns; the figures are medians over the rounds, of whole processes.
Differences are rows whose neighborhood is not that of the plain way: any but 0 is a fault.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analytics.store import attach_snapshot
from benchmarks.fresh import Taken, middle, run_fresh
from benchmarks.options import CHANGES, parser_for, work_folder
from benchmarks.records import AS_OF, FEED, write_records
from benchmarks.table import Line, show
from benchmarks.tessellation import draw_polygons
from geodata.layers import HERE

NEIGHBORHOODS = HERE / "neighborhoods.geojson"
AT = f"{AS_OF}T23:30:00+00:00"
_SEED = 1


@dataclass(frozen=True)
class FullLoad:
    """What the rounds took, the data folder of our last one, and how many rows both placed, and placed differently."""

    ours: list[Taken]
    plain: list[Taken]
    data_dir: Path
    rows: int
    differences: int


def main() -> None:
    """Time both on one export and print one table."""
    parser = parser_for("full_load", __doc__)
    parser.add_argument("--polygons", type=int, help="as neighborhoods, of 1,000 corners each")
    asked = parser.parse_args()
    with work_folder(asked.work) as work:
        load = measure(work, asked.rows, CHANGES, asked.rounds, asked.polygons)
    show(f"Full load, {asked.rounds} rounds, medians", lines_of(load))
    for name, seconds in load.ours[-1].said["stages"].items():
        print(f"{seconds:8.2f} s  {name}")


def measure(
    work: Path, rows: int, changes: int, rounds: int, polygons: int | None = None
) -> FullLoad:
    """Let both load the same export, in turns."""
    records, _ = write_records(work, rows, changes)
    data_dir, target = work / f"data-{rows}", work / f"plain-{rows}.parquet"
    drawn = None if polygons is None else _write_polygons(work, polygons)
    chosen = [] if drawn is None else ["--neighborhoods", drawn]
    ours, plain = [], []
    for _ in range(rounds):
        shutil.rmtree(data_dir, ignore_errors=True)
        ours.append(run_fresh("load", FEED, records, data_dir, AT, *chosen))
        plain.append(run_fresh("plain", records, drawn or NEIGHBORHOODS, target))
    compared = _compare(Path(ours[-1].said["snapshot"]), target)
    return FullLoad(ours, plain, data_dir, *compared)


def lines_of(load: FullLoad) -> list[Line]:
    """Say what a full load took beside the plain way."""
    return [
        *(
            Line(
                f"full load: {what}", unit, middle(load.ours, name), middle(load.plain, name), most
            )
            for what, unit, name, most in (
                ("time", "s", "seconds", 1 / 5),
                ("CPU time", "s", "cpu_seconds", None),
                ("memory", "MB", "peak_mb", None),
            )
        ),
        Line("full load: memory alone", "MB", middle(load.ours, "peak_mb"), None, 2 << 10),
        Line(f"full load: differences in {load.rows:,} rows", "rows", load.differences, None, 0),
    ]


def _write_polygons(work: Path, count: int) -> Path:
    """Write drawn polygons that share wiggling edges, moved to where the schematic neighborhoods are."""
    path = work / f"polygons-{count}.geojson"
    drawn = draw_polygons(count, 1000, _SEED)
    west, south, east, north = shapely.total_bounds(drawn)
    to_west, to_south, to_east, to_north = gpd.read_file(NEIGHBORHOODS).total_bounds
    size = np.array([(to_east - to_west) / (east - west), (to_north - to_south) / (north - south)])
    moved = shapely.transform(drawn, lambda at: (at - [west, south]) * size + [to_west, to_south])
    names = [f"Neighborhood {number}" for number in range(count)]
    table = {"neighborhood_id": [f"n{number}" for number in range(count)], "name": names}
    gpd.GeoDataFrame(table, geometry=moved, crs="EPSG:4326").to_file(path)
    return path


def _compare(snapshot: Path, target: Path) -> tuple[int, int]:
    """Count the rows that a snapshot counts, and those of them that the plain way puts into another neighborhood."""
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        ours = connection.execute("SELECT source_row, neighborhood_id FROM incidents").df()
    plain = pd.read_parquet(target, columns=["neighborhood_id"])["neighborhood_id"]
    there = plain.reindex(ours["source_row"] - 1).fillna("").to_numpy()
    return len(ours), int((ours["neighborhood_id"].fillna("").to_numpy() != there).sum())


if __name__ == "__main__":
    main()
