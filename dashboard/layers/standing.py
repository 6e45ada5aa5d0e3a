"""Which places stand out from chance? Cells that are denser than an even spread over the built-up area explains.

The classes say how few of the cells may be false alarms, not how many incidents they hold.
"""

from __future__ import annotations

import pandas as pd
from dash import html

from analytics.hotspots import hotspot_sentence, named_areas
from dashboard.components.figure_card import figure_card
from dashboard.components.map import grid_cells
from dashboard.components.notices import empty
from dashboard.components.tables import Row, each_row, plain_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.layers.layer import (
    MapLayer,
    areas_at,
    cell_words,
    legend,
    legend_with,
    missing_line,
    neighborhood_below,
    numbered_marks,
    place_link,
    rank_mark,
)
from dashboard.tables.hotspots import Standing, standing_out
from dashboard.urlstate import View
from dashboard.wording import incidents_words, where_words

SURENESS = (("cell-3", "1 in 20"), ("cell-4", "1 in 100"), ("cell-5", "1 in 1,000"))


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the cells that stand out, and list their areas."""
    found = standing_out(reader, view)
    return MapLayer(
        sentence=standing_sentence(reader, view, found),
        cells=grid_cells(reader.grid, found.cells, sureness(found.cells)),
        marks=numbered_marks(reader, found.areas, area_spots(reader, found)),
        legend=legend_with(
            legend(
                f"Denser than chance explains ({cell_words(reader)}); false alarms at most",
                SURENESS,
            ),
            missing_line(found.on_map, found.asked),
        ),
        listing=area_list(reader, found, search),
        how="hotspots",
    )


def standing_sentence(reader: Reader, view: View, found: Standing) -> str:
    """Say what stands out; of a part of the city first how many incidents it has, because hot is measured against all of it."""
    where = where_words(view.selection, reader.names, reader.block_names)
    if view.selection.is_everywhere or where is None or not found.in_city:
        return hotspot_sentence(found.areas, found.in_city)
    here = f"{incidents_words(found.on_map)} on the map in {where}."
    if not found.areas_in_city:
        return f"{here} {hotspot_sentence(found.areas, found.in_city)}"
    if found.areas_in_city == 1:
        holds = "lies in or touches it" if len(found.areas) else "does not touch it"
        said = f"The one area of the city that stands out {holds}"
    else:
        many = len(found.areas) or "None"
        lie = "lie in or touch" if len(found.areas) > 1 else "lies in or touches"
        said = f"{many} of the city's {found.areas_in_city} areas that stand out {lie} it"
    return f"{here} {said}{named_areas(found.areas)}."


def area_spots(reader: Reader, found: Standing) -> list[str]:
    """Give what is looked at for each area."""
    hot = found.cells[found.cells["is_hot"]]
    return areas_at(reader, hot, hot["area"], found.areas["area"].tolist())


def sureness(cells: pd.DataFrame) -> pd.Series:
    """Give each hot cell its class, 3 to 5; it is drawn as sure as the weaker of its two tests is."""
    false_alarms = cells[["gi_q", "exact_q"]].max(axis=1)
    classes = 3 + (false_alarms < 0.01).astype(int) + (false_alarms < 0.001).astype(int)
    return classes.where(cells["is_hot"], 0)


def area_list(reader: Reader, found: Standing, search: str | None) -> html.Section:
    """List the areas that stand out, numbered as on the map."""
    areas = found.areas
    if areas.empty:
        return figure_card(
            "Areas that stand out",
            empty("No area stands out from chance in these days."),
            kind="places-card",
        )
    inside = int(areas["incidents"].sum())
    standing = (
        f"{len(areas)} areas that stand out" if len(areas) > 1 else "the area that stands out"
    )
    is_part = found.on_map < found.in_city
    title = f"{inside:,} of {incidents_words(found.in_city)} in {standing}"
    if is_part:
        title = f"{standing[:1].upper()}{standing[1:]} here: {incidents_words(inside)}"
    spots = area_spots(reader, found)
    return figure_card(
        title,
        plain_table(
            ["No.", "Place", "Incidents"],
            [
                Row(
                    [
                        rank_mark(rank),
                        place_link(
                            area.name,
                            neighborhood_below(reader, area.name, area.neighborhood_id),
                            spots[rank - 1],
                            search,
                        ),
                        f"{area.incidents:,}",
                    ]
                )
                for rank, area in enumerate(each_row(areas), start=1)
            ],
            numbers=(2,),
            caption="Areas that stand out from chance, most incidents first",
        ),
        note="An area that reaches beyond what is chosen is counted whole." if is_part else None,
        csv_href=csv_href("areas", search),
        kind="places-card",
    )
