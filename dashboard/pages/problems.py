"""Which problems are we working on, and what came of each? A board by SARA step, a page for each problem, a form for a new one.

The link says which: `problem=3`, `problem=new`, or none for the board. Sections are drawn anew by themselves when something of
theirs was saved, so that what is being typed in another form stays.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, html, no_update, register_page, set_props
from dash.exceptions import PreventUpdate

from analytics.errors import CrimeStatsError, RecordError
from analytics.figures.theme import Mode
from analytics.offenses import category_of
from dashboard import ids
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import csv_link
from dashboard.components.notices import no_snapshot, notice
from dashboard.components.out_of_reach import out_of_reach
from dashboard.components.page_head import page_title
from dashboard.components.problem_assessment import (
    PLAN,
    POWER,
    UNPLANNED,
    plan_card,
    power_words,
    verdict_card,
)
from dashboard.components.problem_board import (
    board,
    case_sentence,
    lead_sentence,
    left_out,
    new_link,
    no_problems,
)
from dashboard.components.problem_facts import facts_card, outcome_card
from dashboard.components.problem_frame import QUESTION, problems_frame
from dashboard.components.problem_history import history_card
from dashboard.components.problem_map import draw_place, map_legend
from dashboard.components.problem_opening import (
    back_link,
    opening_card,
    place_line,
    selected_ground,
    unsaved_notice,
)
from dashboard.components.problem_responses import responses_card
from dashboard.components.problem_series import series_cards
from dashboard.components.problem_suggestions import suggestion_card
from dashboard.context import current
from dashboard.decisions import Assessment
from dashboard.decisions.rules import DAYS
from dashboard.downloads import csv_href
from dashboard.forms.answers import SAVED
from dashboard.forms.fields import read_fields, typed_values
from dashboard.forms.form import FIELD
from dashboard.tables.came_of import plan_of
from dashboard.tables.problems import (
    Case,
    narrowed,
    place_words,
    read_case,
    read_cases,
    read_history,
)
from dashboard.tables.suggested_problems import suggest_problems
from dashboard.tables.worked import power_before
from dashboard.urlstate import View, change_search

PAGE = "/problems"
register_page(__name__, path=PAGE, title=page_title("Problems"), order=6)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return problems_frame()


def chosen(view: View) -> Case | None:
    """Read the problem that a link names; None for the board, a new one, one that is not there, or records out of reach."""
    try:
        return read_case(view.key("problem"))
    except RecordError:
        return None


def _mine(saved: Any, *records: str) -> None:
    """Draw anew for a link, and for what was saved of these kinds; leave alone what somebody may be typing in."""
    kind = saved.get("record") if isinstance(saved, dict) else None
    if ctx.triggered_id == SAVED and kind not in records:
        raise PreventUpdate


@callback(
    Output("problems-question", "children"),
    Output("problems-lead", "children"),
    Output("problems-period", "children"),
    Output("problems-notices", "children"),
    Output("problems-all", "className"),
    Output("problems-one", "className"),
    Output("problems-actions", "children"),
    Output("problems-board", "children"),
    Input(ids.URL, "search"),
    Input(SAVED, "data"),
)
@drawn
def show_board(search: str | None, saved: Any) -> tuple[Any, ...]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    off, on = "problem-part is-off", "problem-part"
    try:
        if view.key("problem") == "new":
            lead = "A problem has a place, an owner and a goal that can be measured."
            head, said = "Open a problem", unsaved_notice()
            return head, lead, back_link(search), said, off, f"{on} is-new", None, None
        case = read_case(view.key("problem"))
        if case is not None:
            lead = case_sentence(reader, case)
            return case.problem.title, lead, back_link(search), [], off, on, None, None
        is_open = view.key("state") == "open"
        cases = read_cases(is_open=is_open)
    except RecordError as error:
        return QUESTION, "", None, [out_of_reach(error)], off, off, None, None
    kept = narrowed(reader, view, cases)
    missing = (
        [notice(f"There is no problem {view.key('problem')}. All of them are shown.")]
        if view.key("problem")
        else []
    )
    drawn = (
        board(reader, kept, search)
        if kept
        else no_problems(search, is_narrowed=bool(cases), is_open=is_open)
    )
    actions = [csv_link(csv_href("problems", search)) if kept else None, new_link(search)]
    lead = lead_sentence(reader, kept, is_open=is_open)
    return QUESTION, lead, left_out(len(cases) - len(kept)), missing, on, off, actions, drawn


@callback(Output("problems-suggested", "children"), Input(ids.URL, "search"), Input(SAVED, "data"))
@drawn
def show_suggested(search: str | None, saved: Any) -> html.Section | None:
    reader = current().reader()
    view = reader.view(PAGE, search)
    try:
        if view.key("problem") == "new" or view.key("state") == "closed" or chosen(view):
            return None
        known = [case.problem for case in read_cases(is_open=True)]
    except RecordError:
        return None
    return suggestion_card(suggest_problems(reader, view, known), search)


@callback(
    Output("problems-form", "children"),
    Input(ids.URL, "search"),
    State("problems-form", "children"),
)
def show_form(search: str | None, drawn: Any) -> Any:
    reader = current().reader()
    view = reader.view(PAGE, search)
    if view.key("problem") != "new":
        return None
    # The place is said by the map; drawing the form anew would lose what is typed.
    return no_update if drawn else opening_card(reader, view, search)


@callback(
    Output("problems-frame", "data"),
    Output("problems-ring", "data"),
    Output("problems-place", "data"),
    Output("problems-spots", "data"),
    Output("problems-map-title", "children"),
    Output("problems-legend", "children"),
    Output("problems-where", "children"),
    Input(ids.URL, "search"),
    Input(SAVED, "data"),
)
def show_map(search: str | None, saved: Any) -> tuple[Any, ...]:
    _mine(saved, "problem", "assessment")
    reader = current().reader()
    view = reader.view(PAGE, search)
    if view.key("problem") == "new":
        asked = {category_of(name) for name in view.asked.offenses}
        ground = selected_ground(view)
        found = draw_place(reader, ground, min(asked) if len(asked) == 1 else None)
        title, ring, where = place_words(reader, ground), 0.0, place_line(reader, view, search)
    elif (case := chosen(view)) is not None:
        ring, where = case.plan.ring_m if case.plan else 0.0, None
        found = draw_place(reader, case.problem, case.problem.category, ring)
        title = place_words(reader, case.problem)
    else:
        raise PreventUpdate
    has_spots = bool(found.spots["features"])
    legend = [html.P(found.said, className="card-note"), map_legend(ring, has_spots=has_spots)]
    return found.frame, found.ring, found.place, found.spots, title, legend, where


@callback(Output("problem-facts", "children"), Input(ids.URL, "search"), Input(SAVED, "data"))
@drawn
def show_facts(search: str | None, saved: Any) -> Any:
    _mine(saved, "problem")
    reader = current().reader()
    case = chosen(reader.view(PAGE, search))
    return facts_card(reader, case) if case else None


@callback(Output("problem-responses", "children"), Input(ids.URL, "search"), Input(SAVED, "data"))
@drawn
def show_responses(search: str | None, saved: Any) -> Any:
    _mine(saved, "problem", "response")
    case = chosen(current().reader().view(PAGE, search))
    return responses_card(case) if case else None


@callback(
    Output("problem-plan", "children"),
    Input(ids.URL, "search"),
    Input(SAVED, "data"),
)
@drawn
def show_plan(search: str | None, saved: Any) -> Any:
    _mine(saved, "problem", "assessment")
    reader = current().reader()
    case = chosen(reader.view(PAGE, search))
    return plan_card(reader, case, current().today(reader)) if case else None


@callback(
    Output("problem-weeks", "children"),
    Output("problem-outcome", "children"),
    Output("problem-verdict", "children"),
    Output("problem-history", "children"),
    Input(ids.URL, "search"),
    Input(SAVED, "data"),
    Input(ids.SCHEME, "data"),
)
@drawn
def show_counts(search: str | None, saved: Any, scheme: Mode | None) -> tuple[Any, ...]:
    reader = current().reader()
    case = chosen(reader.view(PAGE, search))
    if case is None:
        return None, None, None, None
    return (
        series_cards(reader, case, scheme or "light"),
        outcome_card(reader, case),
        verdict_card(reader, case, search),
        history_card(reader, read_history(case.problem.id)),
    )


@callback(
    Output(POWER, "children"),
    Input({"type": FIELD, "form": PLAN, "name": ALL}, "value"),
    State({"type": FIELD, "form": PLAN, "name": ALL}, "id"),
    State(ids.URL, "search"),
)
def show_power(values: list[Any], names: list[Any], search: str | None) -> Any:
    reader = current().reader()
    case = chosen(reader.view(PAGE, search))
    if case is None:
        return UNPLANNED
    try:
        given = read_fields("assessment", typed_values(values, names))
        starts, days = given.get("starts_on"), given.get("days")
        if not isinstance(starts, date) or not days:
            return UNPLANNED
        if not DAYS[0] <= days <= DAYS[1]:
            return f"Count {DAYS[0]} to {DAYS[1]} days before and after."
        plan = plan_of(Assessment(**given))
        found = power_before(reader, case.problem, case.problem.category, plan)
    except CrimeStatsError as error:
        return str(error)
    return power_words(found.sentence, is_late=starts < current().today(reader))


@callback(
    Output("problems-gone", "children"),
    Input(SAVED, "data"),
    State(ids.URL, "search"),
    prevent_initial_call=True,
)
@drawn
def go_to_saved(saved: Any, search: str | None) -> object:
    """Go from the form of a new problem to its page; its place is its own from then on."""
    is_problem = isinstance(saved, dict) and saved.get("record") == "problem"
    if is_problem and current().reader().view(PAGE, search).key("problem") == "new":
        place = dict.fromkeys(("area", "block", "neighborhood", "offense", "priority"))
        # Not an output: figures that wait for the link would wait for this.
        set_props(ids.URL, {"search": change_search(search, **place, problem=str(saved["id"]))})
    return no_update
