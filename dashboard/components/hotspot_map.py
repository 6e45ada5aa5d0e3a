"""What is drawn on the map of hotspots, and how is it explained? Classes of cells, numbers of areas, counts of blocks.

The classes of the cells that stand out say how few of them may be false alarms, not how many incidents they hold.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely
from dash import html
from pyproj import Transformer

from analytics.figures.maps import SHOWN_FROM_CLASS
from dashboard.components.map import features
from dashboard.context import Reader
from dashboard.tables.hotspots import HotspotTables, incident_places
from dashboard.wording import incidents_words

NUMBERED = 12
DENSITY_WORDS = {2: "1 to 2 times", 3: "2 to 3", 4: "3 to 5", 5: "over 5 times"}


def cell_classes(cells: pd.DataFrame, layer: str) -> pd.Series:
    """Give each cell the class it is drawn with: 0 is not drawn, 5 is the strongest."""
    if layer == "density":
        return cells["density_class"].where(cells["density_class"] >= SHOWN_FROM_CLASS, 0)
    if layer == "incidents":
        return pd.Series(0, index=cells.index)
    # A cell is hot by two tests; it is drawn as sure as the weaker of them is.
    false_alarms = cells[["gi_q", "exact_q"]].max(axis=1)
    sureness = 3 + (false_alarms < 0.01).astype(int) + (false_alarms < 0.001).astype(int)
    return sureness.where(cells["is_hot"], 0)


def area_numbers(reader: Reader, areas: pd.DataFrame) -> dict[str, Any]:
    """Put numbers beside the areas with most incidents; more would hide the map."""
    to_degrees = Transformer.from_crs(reader.coverage.analysis_crs, "EPSG:4326", always_xy=True)
    areas = areas.head(NUMBERED)
    names, counts = areas["name"], areas["incidents"].tolist()
    lon, lat = to_degrees.transform(areas["x_m"].to_numpy(), areas["y_m"].to_numpy())
    return features(
        shapely.points(lon, lat),
        [
            {"rank": rank, "label": f"{rank}. {name}: {incidents_words(count)}"}
            for rank, (name, count) in enumerate(zip(names, counts, strict=True), start=1)
        ],
    )


def incident_features(reader: Reader, incidents: pd.DataFrame) -> dict[str, Any]:
    """Give one point a block, with its count."""
    places = incident_places(reader, incidents)
    return features(
        shapely.points(places["lon"], places["lat"]),
        [
            {"count": count, "label": f"{name}: {words}" if name else words}
            for name, count in zip(places["name"], places["incidents"].tolist(), strict=True)
            for words in [incidents_words(count)]
        ],
    )


def missing_line(found: HotspotTables) -> html.P | None:
    """Say how many incidents the map cannot show."""
    asked = len(found.incidents)
    if found.on_map == asked:
        return None
    return html.P(
        f"On the map: {found.on_map:,} of {incidents_words(asked)}; no position is known of the rest.",
        className="card-note",
    )


def layer_legend(layer: str, reader: Reader) -> html.Div:
    """Explain the layer's colors, each with its words."""
    if layer == "incidents":
        where = "150 m square" if reader.blocks is None else "block"
        text = f"A circle is a {where}, its number the incidents in it; circles too close to read are joined."
        return html.Div(html.Span(text), className="legend")
    cell = f"{reader.grid.cell_m:.0f} m squares"
    if layer == "density":
        title = f"Density against the mean ({cell})"
        steps = list(DENSITY_WORDS.items())
    else:
        title = f"Denser than chance explains ({cell}); false alarms at most"
        steps = [(3, "1 in 20"), (4, "1 in 100"), (5, "1 in 1,000")]
    return html.Div(
        [
            html.Span(title, className="legend-title"),
            *(
                html.Span(
                    [html.Span(className=f"swatch cell-{rank}"), words], className="legend-item"
                )
                for rank, words in steps
            ),
        ],
        className="legend",
    )
