"""What would one write without this project? A table of records and the neighborhood each row lies in, as a Parquet file.

The best of the plain ways: reading the whole file at once uses both cores, a given format spares guessing it row by row. Nothing
is checked, classified, told apart or kept, and nothing can be added later without doing it all again.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter

import geopandas as gpd
import pandas as pd

TIMES = ("Occurred From", "Occurred To", "Reported", "Updated")


def main() -> None:
    """Read, parse, join, write, and print how long that took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plain", description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("neighborhoods", type=Path)
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    started = perf_counter()
    records = pd.read_csv(asked.records)
    for name in TIMES:
        records[name] = pd.to_datetime(records[name], format="%m/%d/%Y %H:%M")
    points = gpd.points_from_xy(records["Longitude"], records["Latitude"], crs="EPSG:4326")
    neighborhoods = gpd.read_file(asked.neighborhoods)[["neighborhood_id", "geometry"]]
    located = gpd.GeoDataFrame(records, geometry=points).sjoin(
        neighborhoods, how="left", predicate="within"
    )
    located.to_parquet(asked.target)
    print(json.dumps({"seconds": perf_counter() - started}))


if __name__ == "__main__":
    main()
