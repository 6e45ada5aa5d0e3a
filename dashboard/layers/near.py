"""Whose neighbors may want to know? Places with an incident in the last days, and 200 m around them.

It lists what happened, for advice to the people who live there: no forecast of a house or block, and no place to patrol.
"""

from __future__ import annotations

import numpy as np
import shapely
from dash import html

from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.open_zones import OPEN_DAYS, RADIUS_M
from dashboard.components.figure_card import figure_card
from dashboard.components.map import features
from dashboard.components.notices import empty
from dashboard.components.tables import Row, each_row, plain_table
from dashboard.context import Reader
from dashboard.days import period_at
from dashboard.downloads import csv_href
from dashboard.layers.layer import MapLayer, area_text, degrees, legend, place_link
from dashboard.tables.hotspot_times import open_days, open_zones
from dashboard.urlstate import View

LISTED = 40
ADVICE = "For advice to those who live there. It is no forecast of a house or block, and no place to patrol."


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the open zones of the last days, and list them."""
    key = legend(
        f"Within {RADIUS_M:.0f} m of an incident at most {OPEN_DAYS} days ago",
        [("zone", "open zone")],
    )
    try:
        zones = open_zones(reader, view)
    except SelectionError as error:
        words = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return MapLayer(
            words,
            legend=key,
            listing=figure_card("Open zones", empty(words), kind="places-card"),
            how="near-repeats",
        )
    days = period_at(open_days(reader, view))
    lon, lat = degrees(reader, zones["x_m"], zones["y_m"])
    circles = shapely.buffer(shapely.points(zones["x_m"], zones["y_m"]), RADIUS_M, quad_segs=6)
    around = shapely.transform(circles, lambda xy: _in_degrees(reader, xy), include_z=False)
    total = int(zones["incidents"].sum())
    places = "1 place" if len(zones) == 1 else f"{len(zones):,} places"
    sentence = (
        f"{places} had an incident {days}: their neighbors may want to know."
        if len(zones)
        else f"No place had an incident {days}."
    )
    rows = [
        Row(
            [
                place_link(
                    zone.address if isinstance(zone.address, str) else "No address",
                    f"until {day_words(zone.open_through_on.date())}",
                    area_text(lon[number], lat[number]),
                    search,
                ),
                day_words(zone.last_on.date()),
                f"{zone.incidents:,}",
            ]
        )
        for number, zone in enumerate(each_row(zones.head(LISTED)))
    ]
    return MapLayer(
        sentence=sentence,
        shapes=features(around, [{"class": "zone"}] * len(zones)),
        legend=key,
        listing=figure_card(
            f"{total:,} incidents at {places}" if total != 1 else "1 incident at 1 place",
            plain_table(
                ["Place", "Last on", "Incidents"],
                rows,
                numbers=(2,),
                caption="Places whose neighbors may want to know, newest first",
            )
            if rows
            else empty("Nothing to tell the neighbors of."),
            note=html.Span(ADVICE),
            csv_href=csv_href("zones", search) if rows else None,
            kind="places-card",
        ),
        how="near-repeats",
    )


def _in_degrees(reader: Reader, xy: np.ndarray) -> np.ndarray:
    return np.column_stack(degrees(reader, xy[:, 0], xy[:, 1]))
