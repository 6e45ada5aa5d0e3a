"""What does a layer hand to the map, and how are its parts drawn alike?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from dash import dcc, html

from analytics.projection import to_degrees
from dashboard.components.map import Features, empty_features, features
from dashboard.context import Reader
from dashboard.urlstate import change_search
from dashboard.wording import incidents_words

NUMBERED = 12


@dataclass(frozen=True)
class MapLayer:
    """A finding and its map.

    `cells` are classes of grid cells as `grid_cells` gives them, `shapes` polygons with a class, `marks` numbered points,
    `bubbles` counts that are joined where they are close.
    """

    sentence: str
    legend: html.Div
    listing: html.Section
    how: str
    cells: dict[str, Any] | None = None
    shapes: Features = field(default_factory=empty_features)
    marks: Features = field(default_factory=empty_features)
    bubbles: Features = field(default_factory=empty_features)
    has_names: bool = True
    notices: tuple[object, ...] = ()


def legend(title: str, steps: Iterable[tuple[str, str]]) -> html.Div:
    """Explain classes by a swatch and words each."""
    return html.Div(
        [
            html.Span(title, className="legend-title"),
            *(
                html.Span([html.Span(className=f"swatch {kind}"), words], className="legend-item")
                for kind, words in steps
            ),
        ],
        className="legend",
    )


def cell_words(reader: Reader) -> str:
    """Say how large a cell is: "150 m squares"."""
    return f"{reader.grid.cell_m:.0f} m squares"


def degrees(reader: Reader, x_m: object, y_m: object) -> tuple[np.ndarray, np.ndarray]:
    """Give lon and lat of positions in the analysis CRS."""
    lon, lat = to_degrees(reader.coverage.analysis_crs).transform(
        np.asarray(x_m, dtype="float64"), np.asarray(y_m, dtype="float64")
    )
    return np.atleast_1d(lon), np.atleast_1d(lat)


def at_text(lon: float, lat: float) -> str:
    """Write a place as the link's key `spot` does."""
    return f"at:{lon:.5f},{lat:.5f}"


def area_text(lon: float, lat: float) -> str:
    """Write an area of the layer as the link's key `spot` does: by a point of it."""
    return f"area:{lon:.5f},{lat:.5f}"


def numbered_marks(reader: Reader, places: pd.DataFrame, spots: Sequence[str]) -> Features:
    """Put numbers beside the first places, which have name, incidents, x_m and y_m; more would hide the map.

    `spots` are what is looked at when a number is pressed.
    """
    places = places.head(NUMBERED)
    lon, lat = degrees(reader, places["x_m"], places["y_m"])
    counts = places["incidents"].tolist()
    return features(
        shapely.points(lon, lat),
        [
            {
                "rank": rank,
                "label": f"{rank}. {name}: {incidents_words(count)}. Press Enter to look at it.",
                "spot": spot,
            }
            for rank, (name, count, spot) in enumerate(
                zip(places["name"], counts, spots[: len(places)], strict=True), start=1
            )
        ],
    )


def areas_at(
    reader: Reader, cells: pd.DataFrame, area_of: pd.Series, areas: Sequence[int]
) -> list[str]:
    """Write areas as the link looks at them, by their cell with most incidents: an area's middle may lie in none of it.

    `cells` are those that made the areas, not those around them, which may be another's too; it has x_m, y_m and incidents.
    """
    order = cells.assign(area=area_of).sort_values("incidents", ascending=False, kind="stable")
    found = order.drop_duplicates("area").set_index("area").loc[list(areas)]
    lon, lat = degrees(reader, found["x_m"], found["y_m"])
    return [area_text(east, north) for east, north in zip(lon, lat, strict=True)]


def rank_mark(rank: int) -> html.Span:
    """Draw a place's number in a list as on the map, or plainly where the map has none."""
    return html.Span(rank, className="area-number" if rank <= NUMBERED else "rank")


def place_link(name: str, below: str, spot: str, search: str | None) -> dcc.Link:
    """Name a place in a list; a click looks at it."""
    return dcc.Link(
        html.Span(
            [html.Span(f"{name[:1].upper()}{name[1:]}"), html.Small(below) if below else None],
            className="two-lines",
        ),
        href=change_search(search, spot=spot) or "/hotspots",
        title=f"Look at {name}",
    )


def neighborhood_below(reader: Reader, name: str, neighborhood_id: object) -> str:
    """Name the neighborhood of a place, unless the place is named by it."""
    known = reader.names.get(str(neighborhood_id), "in no neighborhood")
    return "" if name in (known, f"around {known}") else known


def missing_line(on_map: int, asked: int) -> html.P | None:
    """Say how many incidents the map cannot show."""
    if on_map == asked:
        return None
    return html.P(
        f"On the map: {on_map:,} of {incidents_words(asked)}; no position is known of the rest.",
        className="card-note",
    )


def legend_with(drawn: html.Div, *lines: object) -> html.Div:
    """Put lines below a legend."""
    return html.Div([drawn, *[line for line in lines if line]])
