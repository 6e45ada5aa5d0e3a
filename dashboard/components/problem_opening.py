"""How is a problem opened? Its form, which place it will have, and how to choose another one."""

from __future__ import annotations

from dash import dcc, html

from analytics.offenses import category_of
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import notice
from dashboard.context import Reader
from dashboard.decisions import Problem
from dashboard.forms import record_form
from dashboard.tables.problems import place_words
from dashboard.urlstate import View, change_search

# A new problem is scanned first.
FIELDS = ("title", "category", "owner", "goal_percent", "goal_by")


def selected_ground(view: View) -> Problem:
    """Give the place that a new problem will have: that of the selection."""
    selection = view.selection
    return Problem(
        area=selection.area.text if selection.area else None,
        block_id=selection.blocks[0] if selection.blocks else None,
        neighborhood_id=selection.neighborhoods[0] if selection.neighborhoods else None,
    )


def back_link(search: str | None) -> html.P:
    """Lead back to the board."""
    return html.P(dcc.Link("All problems", href=change_search(search, problem=None) or "/problems"))


def opening_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """Draw the form; the category is that of the link, where it asks for one alone."""
    asked = {category_of(name) for name in view.asked.offenses}
    values = {"owner": "pso"}
    if len(asked) == 1:
        values["category"] = min(asked)
    return figure_card(
        "New problem",
        record_form(
            "problem",
            "new-problem",
            values=values,
            fixed={"ground": True},
            only=FIELDS,
            button="Open the problem",
        ),
        kind="opening-card",
    )


def place_line(reader: Reader, view: View, search: str | None) -> html.Div:
    """Say which place the new problem will have, and how to choose another one."""
    selection = view.selection
    many = len(selection.neighborhoods) > 1 or len(selection.blocks) > 1
    drawing = dcc.Link(
        "draw it on Hotspots",
        href=f"/hotspots{change_search(search, problem='new', area=None, block=None)}",
    )
    how = [
        "To choose another place, ",
        drawing,
        " and come back, or choose one neighborhood above.",
    ]
    if many:
        return notice("Several places are chosen: a problem has one. ", *how, tone="alert")
    where = place_words(reader, selected_ground(view))
    if selection.is_everywhere:
        return notice(html.Strong(f"It will be a problem of the whole city ({where}). "), *how)
    return notice(html.Strong(f"It will lie here: {where}. "), *how)
