"""How do the problems look together? Four columns by SARA step, a card each: what, where, whose, how long, and what came."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html

from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from analytics.report.wording import joined
from dashboard import ids
from dashboard.components.icons import icon
from dashboard.components.notices import empty
from dashboard.context import Reader
from dashboard.days import local_day
from dashboard.decisions import Problem, Response
from dashboard.decisions.words import OUTCOMES, OWNERS, RESPONSE_KINDS, STAGES
from dashboard.filters import LISTBOX
from dashboard.tables.came_of import ASSESSED_SIGNS, Verdict
from dashboard.tables.ground import ground_words
from dashboard.tables.problems import (
    Case,
    days_open,
    place_words,
    verdict_of,
)
from dashboard.urlstate import change_search

STEP_WORDS = {
    "scanning": "Is it a problem, and which one?",
    "analysis": "Why here, why then?",
    "response": "Something is being done",
    "assessment": "Did it work?",
}
SHOWN = 3


def board_controls() -> html.Div:
    """Draw what narrows the board beside the filters of all pages: open or closed, and whose."""
    return html.Div(
        [
            dmc.SegmentedControl(
                id=ids.page_control("state"),
                data=[{"value": "open", "label": "Open"}, {"value": "closed", "label": "Closed"}],
                value="open",
                size="sm",
                **{"aria-label": "Open or closed problems"},
            ),
            dmc.Select(
                id=ids.page_control("owner"),
                data=[
                    {"value": "anyone", "label": "Owned by anyone"},
                    *({"value": name, "label": label} for name, label in OWNERS.items()),
                ],
                value="anyone",
                allowDeselect=False,
                size="sm",
                **LISTBOX,
                **{"aria-label": "Who owns them"},
            ),
        ],
        className="board-controls",
    )


def new_link(search: str | None, *text: object, **keys: str | None) -> dcc.Link:
    """Link to the form of a new problem, filled with what the link's keys say."""
    href = f"/problems{change_search(search, **{'problem': 'new', 'priority': None, **keys})}"
    return dcc.Link([icon("draw"), *(text or ("New problem",))], href=href, className="primary")


def board(reader: Reader, cases: Sequence[Case], search: str | None) -> html.Div:
    """Draw the columns."""
    columns = []
    for stage, label in STAGES.items():
        held = [case for case in cases if case.problem.stage == stage]
        columns.append(
            html.Section(
                [
                    html.Div(
                        [
                            html.H2([label, html.Span(f" {len(held)}", className="board-count")]),
                            html.P(STEP_WORDS[stage]),
                        ],
                        className="board-head",
                    ),
                    html.Ul(
                        [html.Li(problem_card(reader, case, search)) for case in held],
                        className="board-cards",
                    )
                    if held
                    else html.P("None in this step.", className="board-none"),
                ],
                className="board-column",
            )
        )
    return html.Div(columns, className="board")


def problem_card(reader: Reader, case: Case, search: str | None) -> html.Article:
    """Draw one problem."""
    problem, verdict = case.problem, verdict_of(reader, case)
    return html.Article(
        [
            html.H3(
                dcc.Link(
                    problem.title,
                    href=f"/problems{change_search(search, problem=str(problem.id), priority=None)}",
                )
            ),
            html.P(
                f"{CATEGORIES[problem.category].label} · {place_words(reader, problem)}",
                className="problem-where",
            ),
            html.P(_since(reader, problem), className="problem-where"),
            verdict_line(verdict),
            _responses(case.responses),
        ],
        className="problem-card",
    )


def verdict_line(verdict: Verdict) -> html.P:
    """Say a verdict with its sign."""
    sign = ASSESSED_SIGNS.get(verdict.short, "–")
    return html.P(
        [html.Span(sign, className="verdict-sign", **{"aria-hidden": "true"}), verdict.short],
        className="problem-verdict",
    )


def _since(reader: Reader, problem: Problem) -> str:
    owner = OWNERS.get(problem.owner, problem.owner)
    days = days_open(reader, problem)
    many = "today" if not days else "1 day" if days == 1 else f"{days:,} days"
    if problem.closed_at:
        what = OUTCOMES.get(problem.outcome or "", "closed")
        closed = day_words(local_day(reader, problem.closed_at))
        return f"{owner} · closed on {closed}: {what}"
    return f"{owner} · {'opened today' if not days else f'open for {many}'}"


def _responses(responses: Sequence[Response]) -> html.P | None:
    if not responses:
        return None
    named = [
        f"{RESPONSE_KINDS.get(each.kind, each.kind)}{' (ended)' if each.to_on else ''}"
        for each in responses[-SHOWN:]
    ]
    more = len(responses) - len(named)
    return html.P(
        f"Done: {', '.join(named)}{f', and {more} more' if more else ''}",
        className="problem-done",
    )


def no_problems(search: str | None, *, is_narrowed: bool, is_open: bool) -> html.Div:
    """Fill the board where there is nothing on it."""
    if is_narrowed:
        return empty(
            "No problem fits these filters.",
            dcc.Link(
                "Show all of them",
                href=change_search(search, offense=None, neighborhood=None, owner=None)
                or "/problems",
            ),
        )
    if not is_open:
        return empty("No problem has been closed yet.")
    return empty(
        "No problem is open. Open one below from what lasts, or write down one that somebody named."
    )


def case_sentence(reader: Reader, case: Case) -> str:
    """Say what a problem is about, where it is, and what came of it."""
    short = verdict_of(reader, case).short
    where = ground_words(reader, case.problem)
    return f"{CATEGORIES[case.problem.category].label} in {where}. What came of it: {short[0].lower()}{short[1:]}."


def lead_sentence(reader: Reader, cases: Sequence[Case], *, is_open: bool) -> str:
    """Say how many problems there are, and of how many something can be told."""
    kind = "open" if is_open else "closed"
    if not cases:
        return f"No {kind} problem."
    told = [verdict_of(reader, case).short for case in cases]
    many = f"{len(cases)} {kind} problem{'s' if len(cases) > 1 else ''}"
    counts = {word: sum(short.startswith(word) for short in told) for word in ("Down", "Up")}
    parts = [f"{count} {word.lower()} (95% limits)" for word, count in counts.items() if count]
    rest = len(cases) - sum(counts.values())
    if rest == len(cases):
        return f"{many}; nothing can be told of {'it' if rest == 1 else 'any'} yet."
    if rest:
        parts.append(f"{rest} of which nothing can be told yet")
    return f"{many}: {joined(parts)}."


def left_out(count: int) -> str | None:
    """Say how many problems the filters leave out."""
    return (
        f"{count} more {'is' if count == 1 else 'are'} left out by the filters." if count else None
    )
