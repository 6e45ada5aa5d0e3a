"""How does a figure stand on a page? A finding as its title, the picture, and its table behind a button."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from dash import dcc, html

from analytics.figures.theme import CONFIG
from dashboard.components.icons import icon


def figure_card(
    title: object,
    *body: object,
    note: object = None,
    table: object = None,
    csv_href: str | None = None,
    actions: Sequence[object] = (),
    kind: str = "",
) -> html.Section:
    """Frame a figure. `table` is shown on demand, and `csv_href` downloads the same table."""
    return html.Section(
        [
            html.Div([html.H2(title), *actions], className="card-head"),
            html.P(note, className="card-note") if note else None,
            *body,
            table_behind(table, csv_href) if table is not None else None,
        ],
        className=f"card {kind}",
    )


def table_behind(table: object, csv_href: str | None) -> html.Details:
    """Hold a table that opens without a round trip, for reading, copying and downloading."""
    return html.Details(
        [
            html.Summary("Table"),
            table,
            csv_link(csv_href) if csv_href else None,
        ],
        className="table-behind",
    )


def csv_link(href: str) -> html.A:
    """Link to a table as CSV."""
    return html.A([icon("download"), "CSV"], href=href, className="quiet", download="")


def chart(figure: go.Figure, *, label: str) -> html.Div:
    """Draw a chart; `label` says in words what it shows, for those who do not see it."""
    return html.Div(
        dcc.Graph(figure=figure, config=CONFIG),
        role="img",
        className="chart",
        **{"aria-label": label},
    )
