"""What is a problem, whose is it, and how far has it come? Facts, the steps, its goal, and what changes or closes it."""

from __future__ import annotations

from dash import dcc, html

from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import notice
from dashboard.components.problem_board import verdict_line
from dashboard.context import Reader
from dashboard.days import local_day
from dashboard.decisions.words import MISTAKE, OUTCOMES, OWNERS
from dashboard.forms import record_form
from dashboard.forms.closing import closing_form, reopen_form, step_buttons
from dashboard.tables.agreed import read_agreed
from dashboard.tables.goals import goal_of
from dashboard.tables.problems import (
    Case,
    begins_on,
    days_open,
    place_words,
    verdict_of,
)
from dashboard.urlstate import change_search

FIELDS = ("title", "category", "owner", "goal_percent", "goal_by")
OUTCOMES_OF_PROBLEM = ("solved", "better", "no_change", "worse", "passed_on", MISTAKE)


def facts_card(reader: Reader, case: Case) -> html.Section:
    """Draw what is known of a problem."""
    problem = case.problem
    days = days_open(reader, problem)
    opened = day_words(local_day(reader, problem.opened_at))
    facts: list[tuple[str, object]] = [
        ("Category", CATEGORIES[problem.category].label),
        ("Place", place_words(reader, problem)),
        ("Owner", OWNERS.get(problem.owner, problem.owner)),
        ("Opened", f"{opened} by {problem.opened_by}, {_days(days)}"),
    ]
    agreed = read_agreed(reader, problem.priority_id)
    if agreed:
        href = f"/meeting{change_search(None, meeting=str(agreed.meeting_id), step='close')}"
        facts.append(("Agreed", dcc.Link(agreed.words, href=href)))
    if problem.closed_at:
        what = OUTCOMES.get(problem.outcome or "", "closed")
        closed = day_words(local_day(reader, problem.closed_at))
        facts.append(("Closed", f"{closed} by {problem.closed_by}: {what}"))
    return figure_card(
        "The problem",
        html.Dl(
            [
                html.Div([html.Dt(name), html.Dd(value)], className="fact")
                for name, value in facts
            ],
            className="facts",
        ),
        html.H3("Step"),
        step_buttons(problem, "step", "stage", label="Steps of problem solving"),
        html.Details(
            [
                html.Summary("Change what it is, who owns it, or its goal"),
                record_form(
                    "problem",
                    "change-problem",
                    values={name: getattr(problem, name) for name in FIELDS},
                    record_id=problem.id,
                    version=problem.version,
                    only=FIELDS,
                    button="Save the change",
                ),
            ],
            className="form-behind",
        )
        if problem.is_open
        else None,
        html.Details(
            [
                html.Summary("Close the problem"),
                closing_form(
                    problem, "close-problem", outcomes=OUTCOMES_OF_PROBLEM, button="Close the problem"
                ),
            ],
            className="form-behind",
        )
        if problem.is_open
        else reopen_form(problem, "reopen-problem", button="Open the problem again"),
        kind="facts-card",
    )  # fmt: skip


def outcome_card(reader: Reader, case: Case) -> html.Section:
    """Say in short what came of it, and how far the goal is."""
    verdict = verdict_of(reader, case)
    goal = goal_of(reader, case.problem, begins_on(reader, case))
    return figure_card(
        "What came of it",
        verdict_line(verdict),
        html.P(
            "An assessment is planned below, best before anything is done."
            if verdict.worked is None
            else "The sentence with its counts stands below.",
            className="card-note",
        ),
        html.H3("Goal"),
        *(
            [
                html.P([html.Strong(goal.asked), f". {goal.sentence}"]),
                html.P(
                    "Counted in its own place alone; what the whole city did in these days is not taken off.",
                    className="card-note",
                )
                if goal.before is not None
                else None,
            ]
            if goal
            else [notice("No goal is set. One that can be measured is a fall in percent by a day.")]
        ),
        kind="outcome-card",
    )


def _days(days: int) -> str:
    return "today" if not days else "1 day ago" if days == 1 else f"{days:,} days ago"
