"""Did newer data come while a page was open? Said quietly: the figures stay until the reader changes something.

Whatever is asked after the change is drawn from the newer snapshot, so a page may for a while show two runs; the notice says so.
"""

from __future__ import annotations

from dash import Dash, Input, Output, State, html, no_update

from dashboard import ids
from dashboard.components.notices import notice
from dashboard.context import current


def register(app: Dash) -> None:
    """Remember which run a page was opened with, and say when another is in service."""

    @app.callback(
        Output(ids.OPENED_WITH, "data"),
        Output(ids.NEWER_NOTICE, "children"),
        Input(ids.RECHECK, "n_intervals"),
        State(ids.OPENED_WITH, "data"),
        State(ids.NEWER_NOTICE, "children"),
    )
    def show_newer(_: int | None, opened_with: object, said: object) -> tuple[object, object]:
        run_id = current().reader().coverage.run_id
        if not isinstance(opened_with, str):
            return run_id, []
        if opened_with == run_id:
            return no_update, []
        if said:
            # Drawn anew, the link would slip away from whoever is about to follow it.
            return no_update, no_update
        return no_update, [
            notice(
                "Newer data are in service. What you change from now on is drawn from them; ",
                html.A("draw the whole page from them", href=""),
                ".",
            )
        ]
