"""What does the panel of reports hold on a page? It is filled anew for each link; nothing is measured for it."""

from __future__ import annotations

from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.components.report_panel import OFFERS, PANEL, draw_offers
from dashboard.context import current
from dashboard.paper.offers import offers_of


def register(app: Dash) -> None:
    """Fill the panel, and the name of who has read the flags of a report, where the browser keeps who writes."""

    @app.callback(
        Output(OFFERS, "children"),
        Output(PANEL, "hidden"),
        Input(ids.URL, "search"),
        State(ids.URL, "pathname"),
    )
    def show_offers(search: str | None, pathname: str | None) -> tuple[Any, bool]:
        reader = current().reader()
        path = pathname if isinstance(pathname, str) else "/"
        found = offers_of(reader, reader.view(path, search), path)
        return draw_offers(found, path), not found.offers and not found.notes

    app.clientside_callback(
        ClientsideFunction("crimeShell", "nameWhoWrites"),
        Output({"type": "job-name", "job": MATCH}, "value"),
        Input({"type": "job-name", "job": MATCH}, "id"),
        State({"type": "job-name", "job": MATCH}, "value"),
    )
