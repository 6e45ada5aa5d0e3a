"""Did it work, and what could be seen at all? The plan, its power, the verdict with the counts behind it.

A plan that is written down after the response began may have been chosen because it looks well: the card says so. Nothing of the
verdict is typed.
"""

from __future__ import annotations

from datetime import date, timedelta

from dash import html

from analytics.assessment import Assessment
from analytics.assessment.rings import RING_M
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import empty, notice
from dashboard.components.tables import Row, frame_table, plain_table
from dashboard.context import Reader
from dashboard.decisions.words import MISTAKE
from dashboard.downloads import csv_href
from dashboard.forms import record_form
from dashboard.forms.closing import closing_form
from dashboard.tables.came_of import ASSESSED_SIGNS, plan_of
from dashboard.tables.plans import late_words, plan_words
from dashboard.tables.problems import Case, counts_table, verdict_of

DAYS = 182
POWER = "problem-power"
PLAN = "plan"
UNPLANNED = "Fill in the first day and the days to count: what could be seen at all is told here before anything is saved."


def verdict_card(reader: Reader, case: Case, search: str | None) -> html.Section:
    """Draw the verdict of the assessment that counts, or what is missing for one."""
    verdict, held = verdict_of(reader, case), case.assessment
    if held is None or verdict.worked is None:
        return figure_card(
            "Not assessed yet",
            empty("Plan the assessment before the response starts, so that nobody can choose the days that look best."),
            kind="verdict-card",
        )  # fmt: skip
    plan, found = plan_of(held), verdict.worked.assessment
    then = (held.power or {}).get("sentence")
    late = late_words(reader, held)
    return figure_card(
        [
            html.Span(
                ASSESSED_SIGNS.get(verdict.short, "–"),
                className="verdict-sign",
                **{"aria-hidden": "true"},
            ),
            verdict.short,
        ],
        html.P(verdict.worked.sentence, className="verdict-sentence"),
        notice(late) if late else None,
        _counts(found) if found else None,
        html.H3("Plan"),
        html.P(plan_words(reader, plan)),
        html.P(f"Known when it was planned: {then}", className="card-note") if then else None,
        html.Details(
            [
                html.Summary("Close this plan, to write down another one"),
                html.P(
                    "A plan is not changed: close it, and write down another one.",
                    className="card-note",
                ),
                closing_form(
                    held,
                    "close-assessment",
                    outcomes=("done", MISTAKE),
                    button="Close the plan",
                    label="What became of the plan",
                ),
            ],
            className="form-behind",
        )
        if held.is_open and case.problem.is_open
        else None,
        table=frame_table(counts_table(verdict.worked), caption="Counts behind the verdict")
        if found
        else None,
        how="assessment",
        csv_href=csv_href("assessment", search) if found else None,
        png="assessment" if found else None,
        kind="verdict-card",
    )


def _counts(found: Assessment) -> html.Div:
    parts = [
        ("The problem's place", found.treated),
        ("Ring around it", found.ring),
        ("Held against", found.control),
        ("Ring around that", found.control_ring),
    ]
    has_ring = found.ring.before or found.ring.after or found.control_ring.before
    shown = parts if has_ring else parts[::2]
    return plain_table(
        ["Incidents", f"Before, {found.before.label()}", f"After, {found.after.label()}"],
        [Row([name, f"{each.before:,}", f"{each.after:,}"]) for name, each in shown],
        caption="Incidents before and after",
        numbers=(1, 2),
    )


def plan_card(reader: Reader, case: Case, today: date) -> html.Section | None:
    """Offer the form of a plan; its power is told beside it before it is saved."""
    if not case.problem.is_open or (case.assessment and case.assessment.is_open):
        return None
    starts = [each.from_on for each in case.responses if each.from_on >= today]
    first = min(starts) if starts else _first(case, today)
    return figure_card(
        "Plan the assessment",
        record_form(
            "assessment",
            PLAN,
            values={"starts_on": first, "days": DAYS, "ring_m": int(RING_M)},
            fixed={"problem_id": case.problem.id},
            button="Save the plan",
            choices={"control": reader.names},
        ),
        html.Div(UNPLANNED, id=POWER, className="power", role="status"),
        note="Written down before the response starts. The power is kept with the plan as it is reckoned today.",
        kind="plan-card",
    )


def _first(case: Case, today: date) -> date:
    began = [each.from_on for each in case.responses]
    return min(began) if began else today + timedelta(days=1)


def power_words(sentence: str, *, is_late: bool) -> list[object]:
    """Say what could be seen at all, and that a plan after the fact is weaker."""
    late = " This first day has passed: say so when you show the result." if is_late else ""
    return [html.Strong("What could be seen at all: "), f"{sentence}{late}"]
