"""Which few small areas could an officer own? The densest places whose ground is together at most 1/200 of the built-up area.

It shares out attention and tests nothing; whether a place is more than chance, the layer of what stands out says.
"""

from __future__ import annotations

import pandas as pd

from analytics.hotspots.owned import owned_sentence
from analytics.numbers import write
from dashboard.components.figure_card import figure_card
from dashboard.components.map import features
from dashboard.components.notices import empty
from dashboard.components.tables import Row, each_row, plain_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.layers.layer import (
    MapLayer,
    area_text,
    degrees,
    legend,
    numbered_marks,
    place_link,
    rank_mark,
)
from dashboard.tables.hotspots import owned_areas
from dashboard.urlstate import View
from dashboard.wording import incidents_words


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the areas to own, and list them with what they hold."""
    owned = owned_areas(reader, view)
    centers = owned.areas.geometry.representative_point()
    marks = pd.DataFrame(
        {
            "name": owned.areas["name"],
            "incidents": owned.areas["incidents"],
            "x_m": centers.x,
            "y_m": centers.y,
        }
    )
    lon, lat = degrees(reader, centers.x, centers.y)
    spots = [area_text(east, north) for east, north in zip(lon, lat, strict=True)]
    rows = [
        Row(
            [
                rank_mark(rank),
                place_link(
                    row.name,
                    f"{write('hectares', row.area_m2 / 1e4)} hectares",
                    spots[rank - 1],
                    search,
                ),
                f"{row.incidents:,}",
            ]
        )
        for rank, row in enumerate(each_row(owned.areas), start=1)
    ]
    return MapLayer(
        sentence=owned_sentence(owned),
        shapes=features(
            owned.areas.to_crs("EPSG:4326").geometry, [{"class": "owned"}] * len(owned.areas)
        ),
        marks=numbered_marks(reader, marks, spots),
        legend=legend(
            "Small areas with most incidents, together at most 1/200 of the built-up area",
            [("owned", "an area")],
        ),
        listing=figure_card(
            f"{'1 area' if len(rows) == 1 else f'{len(rows)} areas'} that could be owned"
            if rows
            else "Areas that could be owned",
            plain_table(
                ["No.", "Area", "Incidents"],
                rows,
                numbers=(2,),
                caption="Areas that an officer could own, most incidents first",
            )
            if rows
            else empty(
                f"No area is dense and small enough, among {incidents_words(owned.incidents)}."
            ),
            note="Closest together, not more than chance: points that are scattered by chance have closest places too."
            if rows
            else None,
            csv_href=csv_href("owned", search) if rows else None,
            kind="places-card",
        ),
        how="owned-areas",
    )
