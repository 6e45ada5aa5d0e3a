"""Where were the incidents themselves? Circles with their counts, by block or by square; joined where they are close."""

from __future__ import annotations

import shapely

from dashboard.components.figure_card import figure_card
from dashboard.components.map import features
from dashboard.components.notices import empty
from dashboard.components.tables import Row, each_row, plain_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.layers.layer import (
    MapLayer,
    at_text,
    legend,
    legend_with,
    missing_line,
    place_link,
)
from dashboard.layers.standing import standing_sentence
from dashboard.tables.hotspots import incident_places, standing_out
from dashboard.urlstate import View
from dashboard.wording import incidents_words

LISTED = 40


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw a circle for each block or square with incidents; the list stays that of what stands out."""
    found = standing_out(reader, view)
    places = incident_places(reader, found.spots)
    places = places.sort_values(["incidents", "name"], ascending=[False, True], ignore_index=True)
    where = f"{reader.grid.cell_m:.0f} m square" if reader.blocks is None else "block"
    spots = [
        f"block:{row.block_id}" if isinstance(row.block_id, str) else at_text(row.lon, row.lat)
        for row in each_row(places)
    ]
    named = places["name"].where(places["name"] != "", f"{where[:1].upper()}{where[1:]}")
    counts = places["incidents"].tolist()
    total = incidents_words(found.on_map)
    listing = figure_card(
        f"{total} in {len(places):,} places" if counts else "Incidents",
        plain_table(
            ["Place", "Incidents"],
            [
                Row([place_link(name, "", spot, search), f"{count:,}"])
                for name, spot, count in list(zip(named, spots, counts, strict=True))[:LISTED]
            ],
            numbers=(1,),
            caption="Places with incidents, most first",
        )
        if counts
        else empty("No incident of this kind in these days."),
        note=f"The first {LISTED} of them; the file of blocks has all."
        if len(places) > LISTED
        else None,
        csv_href=csv_href("blocks", search),
        kind="places-card",
    )
    return MapLayer(
        sentence=standing_sentence(reader, view, found),
        has_names=False,
        bubbles=features(
            shapely.points(places["lon"], places["lat"]),
            [
                {"count": count, "label": f"{name}: {incidents_words(count)}", "spot": spot}
                for name, spot, count in zip(named, spots, counts, strict=True)
            ],
        ),
        legend=legend_with(
            legend(
                f"A circle is a {where}, its number the incidents in it; circles too close to read are joined.",
                [],
            ),
            missing_line(found.on_map, found.asked),
        ),
        listing=listing,
        how="incidents",
    )
