"""How does a figure stand on a page? A finding as its title, the picture, below it its table, its files and how it is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from analytics.figures.theme import CONFIG
from dashboard.components.icons import icon


def figure_card(
    title: object,
    *body: object,
    note: object = None,
    table: object = None,
    csv_href: str | None = None,
    png: str | None = None,
    how: str | None = None,
    actions: Sequence[object] = (),
    kind: str = "",
) -> html.Section:
    """Frame a figure.

    `table` is shown on demand, and `csv_href` downloads the same table; `png` is the name of the picture that the reader may
    take along; `how` is the entry of the Methods page that says how the numbers are made.
    """
    return html.Section(
        [
            html.Div([html.H2(title), *actions], className="card-head"),
            html.P(note, className="card-note") if note else None,
            *body,
            _foot(table, csv_href, png, how),
        ],
        className=f"card {kind}",
    )


def _foot(table: object, csv_href: str | None, png: str | None, how: str | None) -> html.Div | None:
    links = [
        csv_link(csv_href) if csv_href else None,
        png_button(png) if png else None,
        how_link(how) if how else None,
    ]
    if table is None and not any(links):
        return None
    return html.Div(
        [
            html.Details([html.Summary([icon("table"), "Table"]), table], className="table-behind")
            if table is not None
            else None,
            html.Div([link for link in links if link], className="card-links"),
        ],
        className="card-foot",
    )


def csv_link(href: str) -> html.A:
    """Link to a table as CSV."""
    return html.A([icon("download"), "CSV"], href=href, className="quiet", download="")


def png_button(name: str) -> html.Button:
    """Offer the card as a picture; assets/pictures.js makes it in the browser, as it is seen."""
    return html.Button([icon("image"), "PNG"], className="quiet", **{"data-png": name})


def how_link(entry: str) -> html.A:
    """Link to the entry of the Methods page that says how a figure is made; the selection stays in the link."""
    return html.A(
        [icon("info"), "How is this made?"],
        href=f"/methods#{entry}",
        className="quiet",
        **{"data-keep-search": ""},
    )


def chart(figure: Any, *, label: str, graph_id: object = None) -> html.Div:
    """Draw a chart, a plain dictionary or a plotly Figure; `label` says in words what it shows, for those who do not see it."""
    named = {} if graph_id is None else {"id": graph_id}
    return html.Div(
        dcc.Graph(figure=figure, config=CONFIG, **named),
        role="figure",
        className="chart",
        **{"aria-label": label},
    )
