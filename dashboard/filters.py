"""Which selection do the controls stand for? The bar of filters, held in the link and nowhere else.

The link is written only when a reader moved a control, and only that control's key: writing it on load would trap the
Back button, and writing all keys would carry one page's default to the next page as if it had been chosen.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from analytics.offenses import CATEGORIES, OFFENSES
from dashboard import ids
from dashboard.components.icons import icon
from dashboard.components.notices import link_notices
from dashboard.context import Reader, current
from dashboard.urlstate import (
    DEFAULTS,
    KEYS,
    PRESETS,
    View,
    change_search,
    own_search,
    to_search,
)

PRESET_LABELS = {"28d": "28 days", "90d": "90 days", "52w": "52 weeks", "custom": "Dates"}


def filter_bar(reader: Reader) -> html.Div:
    """Draw the controls, empty: the link fills them."""
    whole = reader.coverage.whole
    return html.Div(
        [
            dcc.Store(id=ids.PANEL_OPEN, data=False),
            dcc.Store(id=ids.FIXED_SEARCH),
            html.Button(
                [icon("filter"), html.Span("Filters"), html.Span(id="filter-summary")],
                id=ids.PANEL_TOGGLE,
                className="filter-toggle",
                n_clicks=0,
                **{"aria-controls": ids.PANEL, "aria-expanded": "false"},
            ),
            html.Div(
                [
                    _field(
                        "Period",
                        dmc.SegmentedControl(
                            id=ids.PERIOD,
                            data=[{"value": k, "label": v} for k, v in PRESET_LABELS.items()],
                            value="28d",
                            size="sm",
                            **{"aria-label": "Period"},
                        ),
                        dmc.DatePickerInput(
                            id=ids.DAYS,
                            type="range",
                            minDate=str(whole.start),
                            maxDate=str(whole.last_day),
                            valueFormat="D MMM YYYY",
                            firstDayOfWeek=0,
                            allowSingleDateInRange=True,
                            size="sm",
                            className="filter-days",
                            **{"aria-label": "First and last day"},
                        ),
                        kind="field-period",
                    ),
                    _field(
                        "Offenses",
                        dmc.MultiSelect(
                            id=ids.OFFENSES,
                            value=[],
                            data=_offense_choices(reader),
                            searchable=True,
                            clearable=True,
                            size="sm",
                            placeholder="All offenses",
                            maxDropdownHeight=380,
                            nothingFoundMessage="No such offense",
                            **{"aria-label": "Offenses"},
                        ),
                        kind="field-offenses",
                    ),
                    _field(
                        "Neighborhoods",
                        dmc.MultiSelect(
                            id=ids.NEIGHBORHOODS,
                            value=[],
                            data=[{"value": k, "label": v} for k, v in reader.names.items()],
                            searchable=True,
                            clearable=True,
                            size="sm",
                            placeholder="Whole city",
                            maxDropdownHeight=380,
                            nothingFoundMessage="No such neighborhood",
                            **{"aria-label": "Neighborhoods"},
                        ),
                    ),
                    html.Div(
                        [
                            html.Button(
                                [icon("reset"), "Reset"],
                                id=ids.RESET,
                                n_clicks=0,
                                className="quiet",
                            ),
                            html.Button(
                                [icon("link"), html.Span("Copy link", id="copy-label")],
                                id=ids.COPY_LINK,
                                n_clicks=0,
                                className="quiet",
                            ),
                        ],
                        className="filter-actions",
                    ),
                ],
                id=ids.PANEL,
                className="filters",
            ),
        ],
        className="filter-bar",
        role="search",
    )


def _field(label: str, *controls: object, kind: str = "") -> html.Div:
    return html.Div(
        [
            html.Span(label, className="field-label"),
            html.Div(list(controls), className="field-row"),
        ],
        className=f"field {kind}",
    )


def _offense_choices(reader: Reader) -> list[dict[str, Any]]:
    return [
        {
            "group": category.label,
            "items": [
                {"value": name, "label": f"All {category.label.lower()}"},
                *(
                    {"value": offense_id, "label": offense.label}
                    for offense_id, offense in OFFENSES.items()
                    if offense.category == name
                ),
            ],
        }
        for name, category in CATEGORIES.items()
        if name in reader.coverage.categories
    ]


def control_values(view: View) -> dict[str, Any]:
    """Give what each control shows for a view."""
    period = view.selection.period
    return {
        ids.PERIOD: view.preset or "custom",
        ids.DAYS: [str(period.start), str(period.last_day)],
        ids.OFFENSES: list(view.selection.offenses),
        ids.NEIGHBORHOODS: list(view.selection.neighborhoods),
    }


def search_after(control: str, value: Any, search: str | None, view: View) -> str | None:
    """Give the query string after a control was moved, or None where it says what was shown already."""
    if value == control_values(view).get(control):
        return None
    if control == ids.PERIOD:
        if value == "custom":
            days = control_values(view)[ids.DAYS]
            return change_search(search, period="..".join(days))
        return change_search(search, period=value) if value in PRESETS else None
    if control == ids.DAYS:
        if not value or len(value) != 2 or not all(value):
            return None
        return change_search(search, period="..".join(value))
    if control == ids.OFFENSES:
        return change_search(search, offense=",".join(value or ()) or "all")
    if control == ids.NEIGHBORHOODS:
        return change_search(search, neighborhood=",".join(value or ()))
    return None


def toggle_neighborhood(neighborhood_id: str, search: str | None, view: View) -> str:
    """Filter by a neighborhood that was clicked; clicked again, it is let go."""
    chosen = view.selection.neighborhoods
    if neighborhood_id in chosen:
        left = [place for place in chosen if place != neighborhood_id]
        return change_search(search, neighborhood=",".join(left))
    return change_search(search, neighborhood=neighborhood_id)


def register(app: Dash) -> None:
    """Connect the controls with the link."""

    @app.callback(
        Output(ids.URL, "search"),
        Output(ids.PERIOD, "value"),
        Output(ids.DAYS, "value"),
        Output(ids.DAYS, "style"),
        Output(ids.OFFENSES, "value"),
        Output(ids.NEIGHBORHOODS, "value"),
        Output({"type": "page-control", "key": ALL}, "value"),
        Output({"type": "nav-link", "path": ALL}, "href"),
        Output(ids.LINK_NOTICES, "children"),
        Output(ids.FIXED_SEARCH, "data"),
        Output("filter-summary", "children"),
        Input(ids.URL, "search"),
        Input(ids.URL, "pathname"),
        Input(ids.PERIOD, "value"),
        Input(ids.DAYS, "value"),
        Input(ids.OFFENSES, "value"),
        Input(ids.NEIGHBORHOODS, "value"),
        Input({"type": "page-control", "key": ALL}, "value"),
        Input(ids.RESET, "n_clicks"),
        Input({"type": "place-layer", "page": ALL, "layer": ALL}, "n_clicks"),
        State({"type": "place-layer", "page": ALL, "layer": ALL}, "clickData"),
    )
    def sync(search: str | None, pathname: str, *_: Any) -> tuple[Any, ...]:
        reader = current().reader()
        page = pathname if pathname in DEFAULTS else "/"
        view = reader.view(page, search)
        moved = _search_after_trigger(search, view)
        changed = moved is not None and moved != (search or "")
        if changed:
            search = moved
            view = reader.view(page, search)
        shown = control_values(view)
        page_controls, nav_links = ctx.outputs_list[6], ctx.outputs_list[7]

        def unless_moved(control: str) -> Any:
            # Answering a moved control with its own value would undo a second, faster move.
            return (
                no_update if control == ctx.triggered_id and not _is_from_link() else shown[control]
            )

        return (
            search if changed else no_update,
            unless_moved(ids.PERIOD),
            unless_moved(ids.DAYS),
            {"display": "none"} if view.preset else {},
            unless_moved(ids.OFFENSES),
            unless_moved(ids.NEIGHBORHOODS),
            [view.layer for _ in page_controls],
            [f"{link['id']['path']}{own_search(search)}" for link in nav_links],
            link_notices(view.notices),
            to_search(view.selection, coverage=reader.coverage, fixed=True),
            _summary(view, reader),
        )

    app.clientside_callback(
        ClientsideFunction("crimeShell", "togglePanel"),
        Output(ids.PANEL_OPEN, "data"),
        Input(ids.PANEL_TOGGLE, "n_clicks"),
        State(ids.PANEL_OPEN, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("crimeShell", "panelClass"),
        Output(ids.PANEL, "className"),
        Output(ids.PANEL_TOGGLE, "aria-expanded"),
        Input(ids.PANEL_OPEN, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("crimeShell", "copyLink"),
        Output("copy-label", "children"),
        Input(ids.COPY_LINK, "n_clicks"),
        State(ids.FIXED_SEARCH, "data"),
        prevent_initial_call=True,
    )


def _is_from_link() -> bool:
    return any(fired["prop_id"].startswith(f"{ids.URL}.") for fired in ctx.triggered)


def _search_after_trigger(search: str | None, view: View) -> str | None:
    trigger = ctx.triggered_id
    if trigger is None or _is_from_link():
        return None
    value = ctx.triggered[0]["value"]
    if trigger == ids.RESET:
        return change_search(search, **dict.fromkeys(KEYS)) if value else None
    if not isinstance(trigger, dict):
        return search_after(trigger, value, search, view)
    if trigger["type"] == "place-layer":
        place = _clicked_place(trigger) if value else None
        return toggle_neighborhood(place, search, view) if place else None
    return (
        change_search(search, **{trigger["key"]: value})
        if value not in (None, view.layer)
        else None
    )


def _clicked_place(layer: dict[str, str]) -> str | None:
    for state in ctx.states_list[0]:
        if state["id"] == layer and state.get("value"):
            return str(state["value"]["properties"]["id"])
    return None


def _summary(view: View, reader: Reader) -> str:
    chosen = view.selection.neighborhoods
    where = "whole city" if not chosen else reader.names[chosen[0]]
    more = f" +{len(chosen) - 1}" if len(chosen) > 1 else ""
    return f"{PRESET_LABELS.get(view.preset) or view.selection.period.label()}, {where}{more}"
