"""How do controls and link stay in step? The link holds the selection; controls only show it, and change it when moved.

The link is written only when a reader moved a control, and only that control's key: writing it on load would trap the
Back button, and writing all keys would carry one page's default to the next page as if it had been chosen.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update, set_props

from analytics.offenses import CATEGORIES, OFFENSES
from dashboard import ids
from dashboard.components.notices import link_notices
from dashboard.context import current
from dashboard.filters import OFFENSE_WORDS, chips, offense_words, summary
from dashboard.page_keys import PAGE_KEYS
from dashboard.urlstate import (
    EVERYTHING,
    KEYS,
    PRESETS,
    View,
    change_search,
    own_search,
    to_search,
)

_VOCABULARY = (*CATEGORIES, *OFFENSES)


def control_values(view: View) -> dict[str, Any]:
    """Give what each control shows for a view."""
    period = view.selection.period
    return {
        ids.PERIOD: view.preset or "custom",
        ids.DAYS: [str(period.start), str(period.last_day)],
        ids.OFFENSES: sorted(view.asked.offenses, key=_VOCABULARY.index),
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
        return change_search(search, period=value) if value in [*PRESETS] else None
    if control == ids.DAYS:
        if not _are_words(value) or len(value) != 2:
            return None
        return change_search(search, period="..".join(value))
    if value and not _are_words(value):
        return None
    if control == ids.OFFENSES:
        return change_search(search, offense=",".join(value or ()) or EVERYTHING)
    if control == ids.NEIGHBORHOODS:
        return change_search(search, neighborhood=",".join(value or ()))
    return None


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)


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
        Output(ids.PERIOD, "value"),
        Output(ids.DAYS, "value"),
        Output(ids.DAYS, "style"),
        Output(ids.OFFENSES, "value"),
        Output(ids.NEIGHBORHOODS, "value"),
        Output(ids.LINK_NOTICES, "children"),
        Output(ids.FIXED_SEARCH, "data"),
        Output("filter-summary", "children"),
        Output(OFFENSE_WORDS, "children"),
        Output("filter-chips", "children"),
        Output({"type": "page-control", "key": ALL}, "value"),
        Output({"type": "nav-link", "path": ALL}, "href"),
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
        # One callback both ways: the values it gives the controls do not call it again, so an answer that
        # comes late can never be taken for a move of the reader's.
        reader = current().reader()
        view = reader.view(pathname, search)
        page_controls, nav_links = ctx.outputs_list[-2:]
        moved = _search_after_trigger(search, view)
        if moved is not None:
            # Not an output: figures that wait for the link would wait for this, and be left out when nothing moved.
            set_props(ids.URL, {"search": moved})
            return (
                *[no_update] * 10,
                [no_update] * len(page_controls),
                [no_update] * len(nav_links),
            )
        shown = control_values(view)
        return (
            shown[ids.PERIOD],
            shown[ids.DAYS],
            {"display": "none"} if view.preset else {},
            shown[ids.OFFENSES],
            shown[ids.NEIGHBORHOODS],
            link_notices(view.notices),
            to_search(view.asked, coverage=reader.coverage, fixed=True),
            summary(view, reader),
            offense_words(view.asked.offenses, reader.coverage.categories),
            chips(view.selection, reader.block_names, pathname, search),
            [_own_value(view, control["id"].get("key")) for control in page_controls],
            [f"{link['id']['path']}{own_search(search)}" for link in nav_links],
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
        Output("copy-label", "className"),
        Input(ids.COPY_LINK, "n_clicks"),
        State(ids.FIXED_SEARCH, "data"),
        prevent_initial_call=True,
    )
    # A point of a chart carries what it writes into the link; in the browser, because nothing needs to be asked.
    app.clientside_callback(
        ClientsideFunction("crimeShell", "pick"),
        Input({"type": "pick-chart", "key": ALL, "page": ALL}, "clickData"),
        State(ids.URL, "id"),
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
    if isinstance(trigger, str):
        return search_after(trigger, value, search, view)
    if trigger.get("type") == "place-layer":
        place = _clicked_place(trigger) if value else None
        return toggle_neighborhood(place, search, view) if place else None
    key = trigger.get("key")
    if not isinstance(value, str) or value == _own_value(view, key) or key not in [*PAGE_KEYS]:
        return None
    return change_search(search, **{key: value})


def _own_value(view: View, key: object) -> Any:
    return view.key(key) if isinstance(key, str) and key in PAGE_KEYS else no_update


def _clicked_place(layer: dict[str, str]) -> str | None:
    for state in ctx.states_list[0]:
        if state["id"] == layer:
            return place_id(state.get("value"))
    return None


def place_id(clicked: object) -> str | None:
    """Read from a click on a map which neighborhood it was; what is none is None."""
    about = clicked.get("properties") if isinstance(clicked, dict) else None
    found = about.get("id") if isinstance(about, dict) else None
    return found if isinstance(found, str) else None
