"""Where does it cluster? Cells that stand out from chance, how dense incidents lie, or the incidents themselves.

The map looks back: it says where incidents were in the days asked for, and nothing about tomorrow. Offenses that victims
report are never on one map with those that follow where officers look; of a mixed choice the former are drawn, and the page
says so. A smooth density is drawn from very few incidents as well as from many: the sentence says what stands out.
"""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import (
    ClientsideFunction,
    Input,
    Output,
    callback,
    clientside_callback,
    dcc,
    html,
    register_page,
)

from analytics.hotspots import FEW, hotspot_sentence
from analytics.offenses import CATEGORIES, category_of
from dashboard import ids
from dashboard.components.figure_card import csv_link, figure_card
from dashboard.components.hotspot_map import (
    NUMBERED,
    area_numbers,
    cell_classes,
    incident_features,
    layer_legend,
    missing_line,
)
from dashboard.components.map import (
    area_features,
    empty_features,
    frame_features,
    function,
    grid_cells,
    name_features,
    place_map,
)
from dashboard.components.notices import empty, no_snapshot, notice
from dashboard.components.page_head import map_line, page_head, page_title
from dashboard.components.tables import Row, plain_table
from dashboard.context import Reader, current
from dashboard.downloads import csv_href
from dashboard.page_keys import LAYERS
from dashboard.tables.hotspots import HotspotTables, hotspot_tables
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View, change_search
from dashboard.wording import incidents_words, mapped_offenses, offenses_words

PAGE = "/hotspots"
register_page(__name__, path=PAGE, title=page_title("Hotspots"), order=1)


def layout(layer: str = "cells", **_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("hotspots", "Where does it cluster?"),
            html.Div(id="hotspots-notices", className="notices"),
            html.Div(
                [
                    figure_card(
                        html.Span(id="hotspots-map-title"),
                        place_map(
                            "hotspots",
                            [
                                dl.GeoJSON(
                                    id="hotspots-outlines",
                                    style=function("style"),
                                    interactive=False,
                                ),
                                dcc.Store(id="hotspots-grid"),
                                dl.GeoJSON(
                                    id="hotspots-cells", style=function("style"), interactive=False
                                ),
                                dl.GeoJSON(id="hotspots-names", pointToLayer=function("place")),
                                dl.GeoJSON(
                                    id="hotspots-areas", pointToLayer=function("areaNumber")
                                ),
                                dl.GeoJSON(
                                    id="hotspots-incidents",
                                    cluster=True,
                                    superClusterOptions={"radius": 68, "maxZoom": 15},
                                    zoomToBoundsOnClick=True,
                                    spiderfyOnMaxZoom=False,
                                    pointToLayer=function("incident"),
                                    clusterToLayer=function("incidentCluster"),
                                ),
                            ],
                            label="Map of hotspots",
                        ),
                        html.Div(id="hotspots-legend"),
                        actions=[
                            dmc.SegmentedControl(
                                id=ids.page_control("layer"),
                                data=[{"value": k, "label": v} for k, v in LAYERS.items()],
                                value=layer if layer in LAYERS else "cells",
                                size="xs",
                                **{"aria-label": "What the map shows"},
                            )
                        ],
                        kind="map-card is-tall",
                    ),
                    html.Div(html.Div(id="hotspots-list"), className="places-column"),
                ],
                className="two-columns is-map-heavy",
            ),
        ],
        className="page",
    )


@callback(
    Output("hotspots-lead", "children"),
    Output("hotspots-period", "children"),
    Output("hotspots-notices", "children"),
    Output("hotspots-list", "children"),
    Input(ids.URL, "search"),
)
def show_areas(search: str | None) -> tuple[str, Any, list[object], html.Section]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    found = hotspot_tables(reader, view)
    return (
        hotspot_sentence(found.areas, found.on_map),
        map_line(reader, view),
        map_notices(reader, view, found.on_map, search),
        area_list(reader, found, search),
    )


def map_notices(reader: Reader, view: View, on_map: int, search: str | None) -> list[object]:
    """Say what the map leaves out, and where it cannot tell a cluster from chance."""
    offenses, is_narrowed = mapped_offenses(view.selection, reader.coverage.categories)
    notices: list[object] = []
    if is_narrowed:
        notices.append(
            notice(
                f"Only what victims report is drawn: {offenses_words(offenses).lower()}. Narcotics and"
                " quality of life follow where officers look, and are never on the same map; choose them alone"
                " to see them."
            )
        )
    elif not all(CATEGORIES[category_of(name)].is_victim_reported for name in offenses):
        notices.append(
            notice(
                "These offenses follow where officers look: a cluster may show attention, not crime."
            )
        )
    if on_map < FEW and view.preset != "52w":
        notices.append(
            notice(
                f"With {incidents_words(on_map)} a map cannot tell a cluster from chance. ",
                dcc.Link("Show the last 52 weeks", href=change_search(search, period="52w")),
            )
        )
    return notices


def area_list(reader: Reader, found: HotspotTables, search: str | None) -> html.Section:
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
    return figure_card(
        f"{inside:,} of {incidents_words(found.on_map)} in {standing}",
        plain_table(
            ["", "Place", "Incidents"],
            [
                Row(
                    [
                        html.Span(rank, className="area-number" if rank <= NUMBERED else "rank"),
                        html.Span(
                            [
                                html.Span(area.name),
                                html.Small(_neighborhood(reader, area)),
                            ],
                            className="two-lines",
                        ),
                        f"{area.incidents:,}",
                    ]
                )
                for rank, area in enumerate(areas.itertuples(), start=1)
            ],
            numbers=(2,),
            caption="Areas that stand out from chance, most incidents first",
        ),
        actions=[csv_link(csv_href("areas", search))],
        kind="places-card",
    )


def _neighborhood(reader: Reader, area: Any) -> str:
    name = reader.names.get(area.neighborhood_id or "", "in no neighborhood")
    return "" if name == area.name else name


@callback(
    Output("hotspots-map-title", "children"),
    Output("hotspots-frame", "data"),
    Output("hotspots-outlines", "data"),
    Output("hotspots-names", "data"),
    Output("hotspots-grid", "data"),
    Output("hotspots-areas", "data"),
    Output("hotspots-incidents", "data"),
    Output("hotspots-legend", "children"),
    Input(ids.URL, "search"),
)
def show_map(search: str | None) -> tuple[Any, ...]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    found = hotspot_tables(reader, view)
    classes = cell_classes(found.cells, view.key("layer"))
    is_counts = view.key("layer") == "incidents"
    chosen = reader.neighborhoods["neighborhood_id"].isin(view.selection.neighborhoods)
    places = reader.neighborhoods[chosen] if chosen.any() else reader.neighborhoods
    return (
        offenses_words(mapped_selection(reader, view).offenses),
        frame_features(places),
        area_features(reader.neighborhoods, view.selection.neighborhoods),
        empty_features() if is_counts else name_features(reader.neighborhoods),
        grid_cells(reader.grid, found.cells, classes),
        empty_features() if is_counts else area_numbers(reader, found.areas),
        incident_features(reader, found.incidents) if is_counts else empty_features(),
        [layer_legend(view.key("layer"), reader), missing_line(found)],
    )


clientside_callback(
    ClientsideFunction("crimeMaps", "expandCells"),
    Output("hotspots-cells", "data"),
    Input("hotspots-grid", "data"),
)
