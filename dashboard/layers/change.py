"""Where are there more incidents than before, and where fewer, than the change of the whole city explains?

Most of the map can't tell, which does not mean that nothing changed there.
"""

from __future__ import annotations

import pandas as pd

from analytics.hotspots.change import changes_sentence
from dashboard.components.figure_card import figure_card
from dashboard.components.map import grid_cells
from dashboard.components.notices import empty
from dashboard.components.tables import Row, each_row, plain_table
from dashboard.context import Reader
from dashboard.days import not_compared_words
from dashboard.downloads import csv_href
from dashboard.layers.layer import (
    MapLayer,
    areas_at,
    cell_words,
    legend,
    neighborhood_below,
    numbered_marks,
    place_link,
    rank_mark,
)
from dashboard.tables.hotspot_times import Changed, map_changes
from dashboard.urlstate import View

MORE, FEWER = 5, 6
SIGNS = {"more": "▲ more", "fewer": "▼ fewer"}


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the cells that changed differently from the whole city, and list their areas."""
    changed = map_changes(reader, view)
    key = legend(
        f"Than the change of the whole city explains ({cell_words(reader)})",
        [("cell-5", "▲ more"), ("cell-6", "▼ fewer")],
    )
    if changed is None:
        words = not_compared_words(reader, view)
        listing = figure_card("Areas that changed", empty(words), kind="places-card")
        return MapLayer(words, legend=key, listing=listing, how="map-change")
    cells = changed.cells
    classes = MORE * cells["is_more"].astype(int) + FEWER * cells["is_fewer"].astype(int)
    return MapLayer(
        sentence=changes_sentence(changed.areas, cells),
        cells=grid_cells(reader.grid, cells, classes),
        marks=numbered_marks(
            reader,
            changed.areas.assign(incidents=changed.areas["now"]),
            area_spots(reader, changed),
        ),
        legend=key,
        listing=_listing(reader, changed, search),
        how="map-change",
    )


def area_spots(reader: Reader, changed: Changed) -> list[str]:
    """Give what is looked at for each area, in the order of the areas: those with more come first."""
    cells = changed.cells.assign(incidents=changed.cells["now"])
    spots: list[str] = []
    for direction in ("more", "fewer"):
        areas = changed.areas.loc[changed.areas["direction"] == direction, "area"].tolist()
        made = cells[cells[f"is_{direction}"]]
        spots += areas_at(reader, made, made[f"{direction}_area"], areas)
    return spots


def _listing(reader: Reader, changed: Changed, search: str | None) -> object:
    areas: pd.DataFrame = changed.areas
    if areas.empty:
        return figure_card(
            "Areas that changed",
            empty("No area changed by more than chance and the change of the whole city explain."),
            kind="places-card",
        )
    spots = area_spots(reader, changed)
    return figure_card(
        f"{'1 area' if len(areas) == 1 else f'{len(areas)} areas'} changed differently from the city",
        plain_table(
            ["No.", "Place", "Before", "Now"],
            [
                Row(
                    [
                        rank_mark(rank),
                        place_link(
                            area.name,
                            " · ".join(
                                filter(
                                    None,
                                    [
                                        SIGNS[area.direction],
                                        neighborhood_below(reader, area.name, area.neighborhood_id),
                                    ],
                                )
                            ),
                            spots[rank - 1],
                            search,
                        ),
                        f"{area.before:,}",
                        f"{area.now:,}",
                    ]
                )
                for rank, area in enumerate(each_row(areas), start=1)
            ],
            numbers=(2, 3),
            caption=f"Areas that changed: {changed.compared.now.label()}, and {changed.compared.before.label()} before",
        ),
        csv_href=csv_href("map-changes", search),
        kind="places-card",
    )
