"""How does a button open a small panel below it? Native, so that every keyboard and screen reader knows it.

assets/shell.js closes it with Escape, with a click elsewhere, and when something in it was chosen.
"""

from __future__ import annotations

from dash import html


def dropdown(summary: object, *body: object, kind: str = "quiet") -> html.Details:
    """Draw a button that opens what it holds; `kind` is the class of the button."""
    return html.Details(
        [
            html.Summary(summary, className=kind),
            html.Div(list(body), className="dropdown-panel"),
        ],
        className="dropdown",
    )
