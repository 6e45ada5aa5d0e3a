"""Which few small areas could an officer own? The densest places whose ground is together at most 1/200 of the built-up area.

It shares out attention and tests nothing; whether a place is more than chance, the layer of what stands out says.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analytics.hotspots.owned import owned_sentence
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
    numbered_marks,
    place_link,
    rank_mark,
)
from dashboard.tables.hotspots import owned_areas
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View
from dashboard.wording import incidents_words


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the areas to own, and list them with what they hold."""
    owned = owned_areas(reader, view)
    named = owned.areas.assign(name=_names(reader, owned.areas))
    centers = owned.areas.geometry.representative_point()
    marks = pd.DataFrame(
        {
            "name": named["name"],
            "incidents": owned.areas["incidents"],
            "x_m": centers.x,
            "y_m": centers.y,
        }
    )
    spots = [_busiest(reader, view, area) for area in owned.areas.geometry]
    rows = [
        Row(
            [
                rank_mark(rank),
                place_link(
                    row.name,
                    f"{row.area_m2 / 1e4:,.1f} hectares",
                    spots[rank - 1],
                    search,
                ),
                f"{row.incidents:,}",
            ]
        )
        for rank, row in enumerate(each_row(named), start=1)
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


def _busiest(reader: Reader, view: View, area: shapely.Geometry) -> str:
    """Give the place with most incidents of an area, as the link looks at it."""
    spots = reader.spots(mapped_selection(reader, view).everywhere())
    inside = spots[shapely.intersects_xy(area, spots["x_m"], spots["y_m"])]
    place = inside.loc[inside["incidents"].idxmax()]
    return at_text(place["lon"], place["lat"])


def _names(reader: Reader, areas: gpd.GeoDataFrame) -> list[str]:
    """Name each area by the neighborhood that holds its center."""
    if areas.empty:
        return []
    centers = gpd.GeoDataFrame(geometry=areas.geometry.representative_point(), crs=areas.crs)
    held = centers.to_crs("EPSG:4326").sjoin(
        reader.neighborhoods[["name", "geometry"]], how="left", predicate="intersects"
    )
    first = held[~held.index.duplicated()]["name"].to_numpy()
    return [
        name if isinstance(name, str) else f"Area {number}"
        for number, name in enumerate(np.atleast_1d(first), start=1)
    ]
