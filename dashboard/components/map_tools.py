"""How does a reader draw on a map, and play it by week? By mouse, by touch, and by keyboard alone.

Arrow keys move a map that has the focus, plus and minus zoom it: whatever needs a point on the map therefore also takes its
middle.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components.icons import icon

RADII_M = (200, 400, 800)
TICK_MS = 1100


def drawing_tools(page: str) -> html.Div:
    """Offer to draw a box, a circle or a polygon: every page then counts what lies in it."""

    def tool(kind: str, label: str) -> html.Button:
        return html.Button(
            label,
            className="quiet",
            **{"data-draw": kind, "data-map": f"map-{page}", "aria-pressed": "false"},
        )

    def middle(radius: int) -> html.Button:
        return html.Button(
            f"{radius} m around the middle",
            className="quiet",
            **{"data-circle": str(radius), "data-map": f"map-{page}"},
        )

    return html.Div(
        [
            html.Span([icon("draw"), "Count only within"], className="tools-title"),
            tool("box", "Box"),
            tool("circle", "Circle"),
            tool("polygon", "Polygon"),
            html.Details(
                [
                    html.Summary("By keyboard", className="quiet"),
                    html.Div(
                        [
                            html.P(
                                "Arrow keys move the map once it has the focus, + and - zoom it.",
                                className="card-note",
                            ),
                            *(middle(radius) for radius in RADII_M),
                            html.Button(
                                "What the map shows",
                                className="quiet",
                                **{"data-view": "", "data-map": f"map-{page}"},
                            ),
                            html.Button(
                                "Look at the middle",
                                className="quiet",
                                **{"data-look": "", "data-map": f"map-{page}"},
                            ),
                        ],
                        className="tools-more",
                    ),
                ],
                className="tools-keyboard",
            ),
            html.P(className="tools-help card-note", role="status"),
        ],
        className="map-tools no-picture",
    )


def week_player(page: str) -> html.Div:
    """Let the map move through the period, a week at a time."""
    return html.Div(
        [
            dcc.Store(id=f"{page}-weeks"),
            dcc.Interval(id=f"{page}-tick", interval=TICK_MS, disabled=True),
            html.Button(
                [icon("play"), icon("pause"), html.Span("Play by week")],
                id=f"{page}-play",
                n_clicks=0,
                className="quiet",
                **{"aria-pressed": "false"},
            ),
            dmc.Slider(
                id=f"{page}-week",
                min=0,
                max=1,
                value=0,
                step=1,
                label=None,
                size="sm",
                className="week-slider",
                thumbLabel="Week shown on the map; 0 is all days",
            ),
            html.Span(id=f"{page}-week-label", className="week-label", role="status"),
        ],
        className="week-player no-picture",
    )
