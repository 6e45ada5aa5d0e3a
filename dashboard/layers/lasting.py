"""Which hotspots emerge, last or fade? The last twelve whole quarters, whatever days are chosen.

Quarters need many incidents: with fewer than 200 in an average one there is no history, and the layer says so.
"""

from __future__ import annotations

import pandas as pd
from dash import html

from analytics.hotspots.classes import EMERGING, FADING, ON_AND_OFF, PERSISTENT
from analytics.hotspots.history import history_sentence
from dashboard.components.figure_card import figure_card
from dashboard.components.map import grid_cells
from dashboard.components.notices import empty
from dashboard.components.tables import Row, plain_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.layers.layer import MapLayer, area_text, degrees, legend, place_link
from dashboard.tables.hotspot_times import lasting_hotspots, lasting_places
from dashboard.urlstate import View

CLASSES = {PERSISTENT: 5, EMERGING: 4, ON_AND_OFF: 2, FADING: 1}
WORDS = {
    PERSISTENT: "persistent: hot most of the time, and now",
    EMERGING: "emerging: hot only lately",
    ON_AND_OFF: "on and off",
    FADING: "fading: was hot, is no more",
}


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw what each cell was through the quarters, and list those that were hot."""
    history = lasting_hotspots(reader, view)
    key = legend(
        f"By quarters ({reader.coarse_grid.cell_m:.0f} m squares)",
        [(f"cell-{number}", WORDS[name]) for name, number in CLASSES.items()],
    )
    if history.reason:
        advice = "Choose more kinds of offenses, or look at what stands out in the days chosen."
        listing = figure_card(
            "Hotspots by quarters", empty(f"{history.reason} {advice}"), kind="places-card"
        )
        return MapLayer(history.reason, legend=key, listing=listing, how="lasting-hotspots")
    places = lasting_places(reader, history)
    return MapLayer(
        sentence=history_sentence(history),
        cells=grid_cells(
            reader.coarse_grid,
            history.cells,
            history.cells["history"].map(CLASSES).fillna(0).astype(int),
        ),
        legend=key,
        listing=_listing(reader, places, search),
        how="lasting-hotspots",
    )


def by_neighborhood(cells: pd.DataFrame) -> pd.DataFrame:
    """Count the squares of each kind in each neighborhood, most persistent ones first, with the place of its busiest square."""
    table = pd.crosstab(cells["name"], cells["history"]).reindex(
        columns=list(CLASSES), fill_value=0
    )
    busiest = cells.sort_values("incidents", ascending=False, kind="stable")
    places = busiest.drop_duplicates("name").set_index("name")[["x_m", "y_m"]]
    order = [*CLASSES, "name"]
    return (
        table.join(places)
        .reset_index()
        .sort_values(order, ascending=[False] * len(CLASSES) + [True], ignore_index=True)
    )


def _listing(reader: Reader, cells: pd.DataFrame, search: str | None) -> html.Section:
    if cells.empty:
        return figure_card(
            "Hotspots by quarters",
            empty("No square was hot for long enough to say anything of it."),
            kind="places-card",
        )
    table = by_neighborhood(cells)
    lon, lat = degrees(reader, table["x_m"], table["y_m"])
    squares = "1 square has" if len(cells) == 1 else f"{len(cells)} squares have"
    return figure_card(
        f"{squares} a history",
        plain_table(
            ["Squares in", *(name.capitalize() for name in CLASSES)],
            [
                Row(
                    [
                        place_link(row["name"], "", area_text(lon[n], lat[n]), search),
                        *(f"{row[name]:,}" if row[name] else "" for name in CLASSES),
                    ]
                )
                for n, row in enumerate(table.to_dict("records"))
            ],
            numbers=tuple(range(1, len(CLASSES) + 1)),
            caption="Squares by what they were through the quarters, most persistent ones first",
        ),
        note="A name opens its squares together.",
        csv_href=csv_href("lasting", search),
        kind="places-card",
    )
