"""How does the page of problems stand? One frame for the board, for a problem and for a new one; the link fills what is shown.

Parts of one problem have a place each, so that they are drawn anew one by one.
"""

from __future__ import annotations

from dash import html

from dashboard.components.figure_card import figure_card
from dashboard.components.map import place_map
from dashboard.components.page_head import page_head
from dashboard.components.problem_board import board_controls
from dashboard.components.problem_map import problem_layers
from dashboard.forms.form import who_field

QUESTION = "Which problems are we working on?"


def problems_frame() -> html.Div:
    """Draw the frame."""
    return html.Div(
        [
            page_head(
                "problems", html.Span(QUESTION, id="problems-question"), has_report=True
            ),
            html.Div(id="problems-notices", className="notices"),
            html.Div(id="problems-gone", hidden=True),
            html.Div(
                [
                    html.Div([board_controls(), html.Div(id="problems-actions")], className="board-bar"),
                    html.Div(id="problems-board"),
                    html.Div(id="problems-suggested"),
                ],
                id="problems-all",
                className="problem-part",
            ),
            html.Div(
                [
                    who_field(),
                    html.Div(
                        [
                            figure_card(
                                html.Span("Where it is", id="problems-map-title"),
                                place_map("problems", problem_layers(), label="Map of the problem's place"),
                                html.Div(id="problems-legend"),
                                png="problem-map",
                                kind="map-card",
                            ),
                            html.Div(
                                [
                                    html.Div(id="problems-where"),
                                    html.Div(id="problems-form"),
                                    html.Div(id="problem-facts"),
                                    html.Div(id="problem-outcome"),
                                ],
                                className="problem-side",
                            ),
                        ],
                        className="problem-columns",
                    ),
                    html.Div(id="problem-weeks", className="problem-list"),
                    html.Div(
                        [
                            html.Div([html.Div(id="problem-verdict"), html.Div(id="problem-plan")], className="problem-list"),
                            html.Div([html.Div(id="problem-responses")], className="problem-list"),
                        ],
                        className="problem-columns",
                    ),
                    html.Div(id="problem-history"),
                ],
                id="problems-one",
                className="problem-part is-off",
            ),
        ],
        className="page",
    )  # fmt: skip
