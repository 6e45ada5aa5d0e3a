"""What would a user write instead of a report? Four pages with pandas and matplotlib's PdfPages, in a fresh process.

A table of counts, the weeks of each category, a map of hexagons over the neighborhoods, hours and weekdays, a table of places:
counted, not judged, and without tags for screen readers.
"""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from analytics.store import attach_snapshot, current_snapshot

LETTER = (8.5, 11)
WINDOWS = (7, 28, 364)
_INCIDENTS = """
SELECT occurred_on, occurred_from_local, date_trunc('week', occurred_on) AS week_on, category, offense, neighborhood_id, lon, lat
FROM incidents WHERE status = 'counted'
"""


def main() -> None:
    """Write the pages, and print how many incidents they count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    snapshot = current_snapshot(asked.data_dir)
    assert snapshot is not None
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        rows = connection.execute(_INCIDENTS).df()
        places = connection.execute(
            "SELECT neighborhood_id, name, geometry FROM neighborhoods"
        ).df()
    shapes = gpd.GeoSeries.from_wkb(places["geometry"].map(bytes))
    with PdfPages(asked.out) as file:
        for figure in (
            counts_page(rows),
            weeks_page(rows),
            map_page(rows, shapes),
            hours_page(rows, places),
        ):
            file.savefig(figure)
    print(json.dumps({"incidents": len(rows)}))


def counts_page(rows: pd.DataFrame) -> Figure:
    """Count each offense in three windows, now and before."""
    end = rows["occurred_on"].max()
    table = pd.DataFrame(index=sorted(rows["offense"].unique()))
    for days in WINDOWS:
        for n, name in enumerate(("now", "before")):
            last = end - timedelta(days=days * n)
            held = (rows["occurred_on"] <= last) & (
                rows["occurred_on"] > last - timedelta(days=days)
            )
            table[f"{days} d, {name}"] = rows[held].groupby("offense").size()
    return _table_page(table.fillna(0).astype(int))


def weeks_page(rows: pd.DataFrame) -> Figure:
    """Draw a year of weeks of each category."""
    figure = Figure(figsize=LETTER, layout="constrained")
    kinds = sorted(rows["category"].unique())
    for name, axes in zip(kinds, figure.subplots(len(kinds), 1), strict=True):
        weeks = rows[rows["category"] == name].groupby("week_on").size().tail(52)
        axes.plot(weeks.index, weeks.to_numpy())
        axes.set_title(name)
    return figure


def map_page(rows: pd.DataFrame, shapes: gpd.GeoSeries) -> Figure:
    """Draw a year of incidents as hexagons over the outlines."""
    figure = Figure(figsize=LETTER)
    axes = figure.add_subplot()
    year = rows[rows["occurred_on"] > rows["occurred_on"].max() - timedelta(days=364)]
    placed = year.dropna(subset=["lon", "lat"])
    axes.hexbin(placed["lon"], placed["lat"], gridsize=60, mincnt=1)
    shapes.boundary.plot(ax=axes, linewidth=0.5)
    return figure


def hours_page(rows: pd.DataFrame, places: pd.DataFrame) -> Figure:
    """Draw hours and weekdays, and list the twelve neighborhoods with most incidents."""
    figure = Figure(figsize=LETTER, layout="constrained")
    upper, middle, lower = figure.subplots(3, 1)
    started = rows["occurred_from_local"].dropna().dt
    upper.bar(range(24), started.hour.value_counts().reindex(range(24), fill_value=0))
    middle.bar(range(7), started.day_of_week.value_counts().reindex(range(7), fill_value=0))
    most = rows["neighborhood_id"].value_counts().head(12)
    names = places.set_index("neighborhood_id")["name"].reindex(most.index)
    lower.axis("off")
    lower.table([[name, count] for name, count in zip(names, most, strict=True)], loc="center")
    return figure


def _table_page(table: pd.DataFrame) -> Figure:
    figure = Figure(figsize=LETTER)
    axes = figure.add_subplot()
    axes.axis("off")
    axes.table(
        table.to_numpy(), rowLabels=list(table.index), colLabels=list(table.columns), loc="center"
    )
    return figure


if __name__ == "__main__":
    main()
