"""How does a reader come back to what they look at often? Links with a name, kept in the reader's own browser.

A saved view keeps the link as it stands: "28 days" are the newest ones each time, dates that were chosen stay the same. Another
browser does not know of them; to hand one on, copy its link.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboard import ids
from dashboard.components.dropdown import dropdown
from dashboard.components.icons import icon

LONGEST_NAME = 60
_STORE, _NAME, _SAVE, _LIST = "saved-views", "saved-name", "saved-save", "saved-list"


def menu() -> html.Div:
    """Draw the button and what it opens: the saved views, and a field for the name of a new one."""
    return html.Div(
        [
            dcc.Store(id=_STORE, storage_type="local", data=[]),
            dropdown(
                [icon("star"), html.Span("Views")],
                html.Ul(id=_LIST, className="saved-list"),
                html.Div(
                    [
                        dmc.TextInput(
                            id=_NAME,
                            placeholder="Name of this view",
                            inputProps={"maxLength": LONGEST_NAME},
                            size="sm",
                            **{"aria-label": "Name of this view"},
                        ),
                        html.Button("Save", id=_SAVE, n_clicks=0, className="primary"),
                    ],
                    className="saved-new",
                ),
                html.P("Kept in this browser.", className="card-note"),
            ),
        ]
    )


def register(app: Dash) -> None:
    """Keep and list the views, in the browser alone."""
    app.clientside_callback(
        ClientsideFunction("crimeViews", "change"),
        Output(_STORE, "data"),
        Output(_NAME, "value"),
        Input(_SAVE, "n_clicks"),
        Input(_NAME, "n_submit"),
        Input({"type": "saved-drop", "name": ALL}, "n_clicks"),
        State(_NAME, "value"),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        State(_STORE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("crimeViews", "list"),
        Output(_LIST, "children"),
        Input(_STORE, "data"),
    )
