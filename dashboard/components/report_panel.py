"""How does a reader ask for a report? A button that opens a panel: what fits the page, what it will be of, and the paper.

One click on the first makes what is shown. All are made in the background; the panel at the edge of the page says how far.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from dashboard.components.dropdown import dropdown
from dashboard.components.icons import icon
from dashboard.components.job_panel import PAPER, start_button
from dashboard.paper.offers import Offers

PANEL, OFFERS = "report-panel", "report-offers"
PAPERS = [{"value": "letter", "label": "Letter"}, {"value": "a4", "label": "A4"}]


def report_panel(page: str) -> html.Div:
    """Draw the panel, empty: the link of the page fills it."""
    return html.Div(
        dropdown(
            [icon("download"), "Report"],
            html.Div(id=OFFERS),
            html.Div(
                [
                    html.Span("Paper", **{"aria-hidden": "true"}),
                    dmc.SegmentedControl(
                        id={"type": PAPER, "page": page},
                        data=PAPERS,
                        value="letter",
                        size="xs",
                        persistence=True,
                        persistence_type="local",
                        **{"aria-label": "Paper"},
                    ),
                ],
                className="report-paper",
            ),
            kind="primary",
        ),
        id=PANEL,
        className="page-actions",
        hidden=True,
    )


def draw_offers(found: Offers, page: str) -> list[object]:
    """Draw what is offered as buttons, and what is said beside."""
    return [
        *(
            html.Button(
                [html.Span(each.label), html.Small(each.about)],
                id=start_button(each.kind, page),
                n_clicks=0,
                className="choice two-lines",
            )
            for each in found.offers
        ),
        *(html.P(note, className="report-note") for note in found.notes),
    ]
