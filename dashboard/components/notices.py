"""What does the reader need to know before the numbers, and what can be done about it?

Each state that is not "all is well" has its own words: what is the matter, what is shown instead, what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dash import dcc, html

from dashboard.commands import etl_command
from dashboard.components.icons import icon
from dashboard.context import current

Tone = Literal["info", "alert"]


def notice(*children: object, tone: Tone = "info", role: str = "status") -> html.Div:
    """Draw one line that is read before the numbers."""
    return html.Div(
        [icon(tone), html.Div(list(children))], className=f"notice notice-{tone}", role=role
    )


def link_notices(texts: Sequence[str]) -> list[html.Div]:
    """Say which parts of the link cannot be shown, and what is shown instead."""
    if not texts:
        return []
    lines = [html.Li(text) for text in texts]
    return [notice(html.Strong("Not all that this link asks for can be shown."), html.Ul(lines))]


def failed(reference: str) -> html.Div:
    """Say that something broke, that the numbers may be old, and what to do."""
    return notice(
        html.Strong("This view could not be drawn. "),
        "What is below may belong to the selection before. ",
        html.A("Load the page again", href=""),
        f"; if that does not help, tell whoever runs this dashboard: error {reference}.",
        tone="alert",
        role="alert",
    )


def empty(sentence: str, *actions: object) -> html.Div:
    """Fill the place of a figure for which there is nothing to draw."""
    return html.Div(
        [html.P(sentence), html.P(list(actions), className="empty-actions") if actions else None],
        className="empty",
    )


def no_snapshot(reason: str) -> html.Div:
    """Fill the page where no data were published yet."""
    return html.Div(
        [
            html.H1("There are no data yet"),
            html.P(reason, className="lead"),
            html.P("Make a snapshot of a simulated city, then load this page again:"),
            html.Pre(etl_command("demo", current().data_dir)),
        ],
        className="page page-narrow",
    )


def not_found() -> html.Div:
    """Fill the page of an address that does not exist."""
    return html.Div(
        [
            html.P("404", className="eyebrow"),
            html.H1("There is no such page"),
            html.P(
                "The address may be misspelled, or the page may have moved. Nothing is wrong with the data.",
                className="lead",
            ),
            html.Ul(
                [
                    html.Li(
                        [
                            dcc.Link("Overview", href="/"),
                            ": what happened, where, is it changing?",
                        ]
                    ),
                    html.Li([dcc.Link("Hotspots", href="/hotspots"), ": where does it cluster?"]),
                    html.Li([dcc.Link("Trends", href="/trends"), ": is it changing?"]),
                ]
            ),
        ],
        className="page page-narrow",
    )
