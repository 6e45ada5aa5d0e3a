"""How is a problem opened? Its form, which place it will have, and how to choose another one."""

from __future__ import annotations

from textwrap import shorten

from dash import dcc, html

from analytics.errors import RecordError
from analytics.offenses import category_of
from dashboard.components.figure_card import figure_card
from dashboard.components.icons import icon
from dashboard.components.notices import notice
from dashboard.components.out_of_reach import out_of_reach
from dashboard.context import Reader
from dashboard.decisions import Priority, Problem
from dashboard.decisions.tables import LINE
from dashboard.forms import record_form
from dashboard.tables.agreed import read_agreed
from dashboard.tables.problems import place_words, read_cases
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


def priority_link(priority: Priority) -> dcc.Link:
    """Link to the form of a problem that belongs to a priority, and lies where it lies."""
    asked = {
        "problem": "new",
        "priority": str(priority.id),
        "offense": priority.category,
        "neighborhood": priority.neighborhood_id,
        "block": None if priority.area else priority.block_id,
        "area": priority.area,
    }
    return dcc.Link(
        [icon("draw"), "Open a problem for it"],
        href=f"/problems{change_search(None, **asked)}",
        className="quiet",
    )


def back_link(search: str | None) -> html.P:
    """Lead back to the board."""
    return html.P(
        dcc.Link(
            "All problems", href=change_search(search, problem=None, priority=None) or "/problems"
        )
    )


def opening_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """Draw the form; the category is that of the link, where it asks for one alone."""
    asked = {category_of(name) for name in view.asked.offenses}
    fixed: dict[str, object] = {"ground": True}
    agreed = read_agreed(reader, view.key("priority"))
    if agreed:
        fixed["priority_id"] = agreed.priority_id
    values = {"owner": "pso"}
    if agreed and agreed.concern:
        values["title"] = shorten(agreed.concern, LINE, placeholder=" …")
    if len(asked) == 1:
        values["category"] = min(asked)
    return figure_card(
        "New problem",
        _belongs(agreed.words if agreed else "", view.key("priority")),
        record_form(
            "problem",
            "new-problem",
            values=values,
            fixed=fixed,
            only=FIELDS,
            button="Open the problem",
        ),
        kind="opening-card",
    )


def _belongs(words: str, asked: str) -> html.Div | None:
    if words:
        return notice(html.Strong("It will belong to what was agreed: "), f"{words}.")
    if asked:
        return notice(f"There is no priority {asked} to be read: the problem will belong to none.")
    return None


def unsaved_notice() -> list[html.Div]:
    """Say it before anybody types, where nothing could be saved."""
    try:
        read_cases(only=0)
    except RecordError as error:
        return [out_of_reach(error, "A new problem could not be saved.")]
    return []


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
