"""Where does it cluster, and does that last? One map in eight layers, each with its finding, its list and a place to look at.

The map looks back: it says where incidents were in the days asked for, and nothing about tomorrow. Offenses that victims
report are never on one map with those that follow where officers look; of a mixed choice the former are drawn, and the page
says so.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
    register_page,
)

from analytics.figures.theme import Mode
from dashboard import ids
from dashboard.components import job_panel
from dashboard.components.accuracy_card import accuracy_card
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import figure_card, how_link, png_button
from dashboard.components.map import (
    area_features,
    empty_features,
    frame_features,
    function,
    name_features,
    place_map,
)
from dashboard.components.map_tools import drawing_tools, week_player
from dashboard.components.near_repeat_panel import near_repeat_panel
from dashboard.components.notices import no_snapshot
from dashboard.components.page_head import map_line, page_head, page_title
from dashboard.components.spot_card import spot_card
from dashboard.context import current
from dashboard.layers import draw_layer
from dashboard.layers.around import drawn_features, map_notices
from dashboard.layers.weeks import draw_window, window_sentence
from dashboard.page_keys import LAYERS
from dashboard.tables.hotspots import chosen_ground
from dashboard.tables.map_weeks import week_ends
from dashboard.tables.places import mapped_selection
from dashboard.tables.spot import spot_of
from dashboard.urlstate import View
from dashboard.wording import offenses_words

PAGE = "/hotspots"
ALL_DAYS = "All days"
register_page(__name__, path=PAGE, title=page_title("Hotspots"), order=1)


def layout(layer: object = "cells", **_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("hotspots", "Where does it cluster, and does that last?", has_report=True),
            html.Div(id="hotspots-notices", className="notices"),
            html.Div(
                [
                    figure_card(
                        html.Span(id="hotspots-map-title"),
                        html.Div(
                            dmc.SegmentedControl(
                                id=ids.page_control("layer"),
                                data=[{"value": k, "label": v} for k, v in LAYERS.items()],
                                value=layer if layer in [*LAYERS] else "cells",
                                size="xs",
                                **{"aria-label": "What the map shows"},
                            ),
                            className="layer-choice",
                        ),
                        html.Div(
                            [
                                drawing_tools("hotspots"),
                                place_map("hotspots", _map_layers(), label="Map of hotspots"),
                            ],
                            className="map-with-tools",
                        ),
                        html.Div(id="hotspots-legend"),
                        week_player("hotspots"),
                        html.Div(id="hotspots-foot", className="card-links"),
                        kind="map-card is-tall",
                    ),
                    html.Div(
                        [
                            html.Div(id="hotspots-spot"),
                            html.Div(id="hotspots-list", className="hotspots-list"),
                        ],
                        className="hotspots-column",
                    ),
                ],
                className="two-columns is-map-heavy",
            ),
            html.Div(id="hotspots-accuracy"),
            html.Div(id="hotspots-near-repeats"),
        ],
        className="page",
    )


def _map_layers() -> list[object]:
    return [
        dl.GeoJSON(id="hotspots-outlines", style=function("style"), interactive=False),
        dcc.Store(id="hotspots-grid"),
        dl.GeoJSON(id="hotspots-cells", style=function("style"), interactive=False),
        dl.GeoJSON(id="hotspots-shapes", style=function("style"), interactive=False),
        dl.GeoJSON(id="hotspots-drawn", style=function("style"), interactive=False),
        dl.GeoJSON(id="hotspots-names", pointToLayer=function("place")),
        dl.GeoJSON(id="hotspots-areas", pointToLayer=function("areaNumber")),
        dl.GeoJSON(
            id="hotspots-incidents",
            cluster=True,
            superClusterOptions={"radius": 68, "maxZoom": 15},
            zoomToBoundsOnClick=True,
            spiderfyOnMaxZoom=False,
            pointToLayer=function("incident"),
            clusterToLayer=function("incidentCluster"),
        ),
    ]


@callback(
    Output("hotspots-lead", "children"),
    Output("hotspots-period", "children"),
    Output("hotspots-notices", "children"),
    Output("hotspots-list", "children"),
    Output("hotspots-map-title", "children"),
    Output("hotspots-frame", "data"),
    Output("hotspots-outlines", "data"),
    Output("hotspots-names", "data"),
    Output("hotspots-grid", "data"),
    Output("hotspots-shapes", "data"),
    Output("hotspots-drawn", "data"),
    Output("hotspots-areas", "data"),
    Output("hotspots-incidents", "data"),
    Output("hotspots-legend", "children"),
    Output("hotspots-foot", "children"),
    Output("hotspots-weeks", "data"),
    Output("hotspots-week", "max"),
    Output("hotspots-week", "value"),
    Output("hotspots-week-label", "children"),
    Input(ids.URL, "search"),
)
@drawn
def show_map(search: str | None) -> tuple[Any, ...]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    drawn = draw_layer(reader, view, search)
    selection = mapped_selection(reader, view)
    weeks = week_ends(selection.period)
    window = _window(view, weeks)
    cells, key, label, lead = drawn.cells, drawn.legend, ALL_DAYS, drawn.sentence
    if window:
        cells, key, label = draw_window(reader, selection, window)
        lead = window_sentence(reader, selection, window)
    ground = chosen_ground(reader, view)
    return (
        lead,
        map_line(reader, view),
        [*map_notices(reader, view, search), *drawn.notices],
        drawn.listing,
        offenses_words(selection.offenses),
        frame_features(reader.neighborhoods if ground is None or ground.is_empty.all() else ground),
        area_features(reader.neighborhoods, view.selection.neighborhoods),
        name_features(reader.neighborhoods) if drawn.has_names else empty_features(),
        cells,
        empty_features() if window else drawn.shapes,
        drawn_features(reader, view),
        empty_features() if window else drawn.marks,
        empty_features() if window else drawn.bubbles,
        key,
        [png_button("hotspots"), how_link(drawn.how)],
        [str(end) for end in weeks],
        len(weeks),
        weeks.index(window) + 1 if window else 0,
        label,
    )


@callback(
    Output("hotspots-grid", "data", allow_duplicate=True),
    Output("hotspots-shapes", "data", allow_duplicate=True),
    Output("hotspots-areas", "data", allow_duplicate=True),
    Output("hotspots-incidents", "data", allow_duplicate=True),
    Output("hotspots-legend", "children", allow_duplicate=True),
    Output("hotspots-week-label", "children", allow_duplicate=True),
    Input("hotspots-week", "value"),
    State("hotspots-tick", "disabled"),
    State(ids.URL, "search"),
    prevent_initial_call=True,
)
def show_week(value: object, is_still: object, search: str | None) -> tuple[Any, ...]:
    # While it stands still, the link says which picture is shown.
    if is_still or not isinstance(value, int):
        return (no_update,) * 6
    reader = current().reader()
    selection = mapped_selection(reader, reader.view(PAGE, search))
    weeks = week_ends(selection.period)
    if not 1 <= value <= len(weeks):
        return (no_update,) * 6
    cells, key, label = draw_window(reader, selection, weeks[value - 1])
    return cells, empty_features(), empty_features(), empty_features(), key, label


@callback(
    Output("hotspots-spot", "children"),
    Input(ids.URL, "search"),
    Input(ids.SCHEME, "data"),
)
@drawn
def show_spot(search: str | None, scheme: Mode | None) -> object:
    reader = current().reader()
    view = reader.view(PAGE, search)
    spot = spot_of(reader, view)
    if spot is None:
        return None
    card = spot_card(reader, view, spot, search, scheme or "light")
    return html.Div(card, **{"data-spot": view.key("spot")})


@callback(
    Output("hotspots-near-repeats", "children"),
    Input(ids.URL, "search"),
    Input(job_panel.NEWS, "data"),
)
@drawn
def show_near_repeats(search: str | None, _: object) -> object:
    reader = current().reader()
    return near_repeat_panel(reader, reader.view(PAGE, search), search)


@callback(Output("hotspots-accuracy", "children"), Input(ids.URL, "search"))
@drawn
def show_accuracy(search: str | None) -> object:
    reader = current().reader()
    return accuracy_card(reader, reader.view(PAGE, search), search)


def _window(view: View, weeks: list[date]) -> date | None:
    """Give the picture that the link asks for, if the period has it."""
    asked = view.key("week")
    end = date.fromisoformat(asked) if asked else None
    return end if end in weeks else None


clientside_callback(
    ClientsideFunction("crimeMaps", "expandCells"),
    Output("hotspots-cells", "data"),
    Input("hotspots-grid", "data"),
)

clientside_callback(
    ClientsideFunction("crimeWeeks", "play"),
    Output("hotspots-week", "value", allow_duplicate=True),
    Output("hotspots-tick", "disabled"),
    Output("hotspots-play", "aria-pressed"),
    Input("hotspots-play", "n_clicks"),
    Input("hotspots-tick", "n_intervals"),
    State("hotspots-week", "value"),
    State("hotspots-week", "max"),
    State("hotspots-tick", "disabled"),
    prevent_initial_call=True,
)

clientside_callback(
    ClientsideFunction("crimeWeeks", "keep"),
    Input("hotspots-week", "value"),
    Input("hotspots-tick", "disabled"),
    State("hotspots-weeks", "data"),
    State(ids.URL, "id"),
    prevent_initial_call=True,
)

clientside_callback(
    ClientsideFunction("crimeLayers", "show"), Input(ids.page_control("layer"), "value")
)
