"""How does one move among the slides? A bar below them; what its buttons do, assets/present.js does in the browser."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from analytics.coverage import Coverage
from dashboard.components.icons import icon


def deck_bar(coverage: Coverage, handout: object, *, where: str = "", back: str = "/") -> html.Nav:
    """Draw the bar below the slides; `handout` is what the reader presses for the same on paper."""
    return html.Nav(
        [
            dcc.Link([icon("close"), "Leave"], id="present-back", href=back, className="deck-button"),
            html.Span(where, id="present-where", className="deck-where"),
            html.Strong("SIMULATED", className="deck-simulated") if coverage.is_simulated else None,
            html.Span(className="deck-gap"),
            handout,
            _button("play", [icon("play"), html.Span("Play")], "Show the slides one after another"),
            _button("full", "Full screen", "Full screen (F)"),
            _button("previous", "‹", "Previous slide (left arrow)", kind="deck-turn"),
            html.Span("1 / 1", id="present-count", className="deck-count"),
            _button("next", "›", "Next slide (right arrow)", kind="deck-turn"),
        ],
        className="deck-bar",
        **{"aria-label": "Slides"},
    )  # fmt: skip


def _button(act: str, children: Any, title: str, *, kind: str = "") -> html.Button:
    # Its words, where there are any, are its name.
    named = {"aria-label": title} if kind else {}
    return html.Button(
        children,
        type="button",
        title=title,
        className=f"deck-button {kind}",
        **{"data-present": act, **named},
    )
