"""How is a place offered as a problem? Its name, the reason in a sentence, and a button that opens the form filled with it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.components.figure_card import figure_card
from dashboard.components.notices import empty
from dashboard.components.problem_board import new_link
from dashboard.tables.suggested_problems import BECAUSE_HIGH, Suggestion, Suggestions
from dashboard.urlstate import change_search

SHOWN = 4


def suggestion_card(found: Suggestions, search: str | None) -> html.Section:
    """Draw the suggestions in two lists."""
    if not (found.hotspots or found.addresses):
        said = " ".join(("Nothing stays hot or comes again often enough here.", *found.notes))
        return figure_card("No place suggests itself as a problem", empty(said), note=BECAUSE_HIGH)
    shown = min(len(found.hotspots), SHOWN) + min(len(found.addresses), SHOWN)
    title = (
        "1 place could be worth a problem of its own"
        if shown == 1
        else f"{shown} places could be worth a problem of their own"
    )
    return figure_card(
        title,
        html.Div(
            [
                _list("Hotspots", "hotspots", found.hotspots, search),
                _list("Addresses that come again", "repeats", found.addresses, search),
            ],
            className="suggestions",
        ),
        *(html.P(note, className="card-note") for note in found.notes),
        note=BECAUSE_HIGH,
    )


def _list(title: str, how: str, found: Sequence[Suggestion], search: str | None) -> html.Div | None:
    if not found:
        return None
    clear = change_search(search, area=None, block=None, neighborhood=None)
    return html.Div(
        [
            html.Div(
                [
                    html.H3(title),
                    html.A(
                        "How is this made?",
                        href=f"/methods#{how if how == 'repeats' else 'lasting-hotspots'}",
                        className="suggestion-how",
                        **{"data-keep-search": ""},
                    ),
                ],
                className="suggestion-head",
            ),
            html.Ul(
                [
                    html.Li(
                        [
                            html.Div(
                                [html.Strong(each.place), html.P(each.reason)],
                                className="suggestion-said",
                            ),
                            new_link(
                                clear,
                                "Open a problem",
                                html.Span(f": {each.place}", className="unseen"),
                                **dict(each.keys),
                            ),
                        ]
                    )
                    for each in found[:SHOWN]
                ],
                className="suggestion-list",
            ),
        ]
    )
