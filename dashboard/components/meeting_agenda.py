"""How does the agenda of a meeting look, on the screen and on paper? Sentences, in the order in which one speaks of them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import empty
from dashboard.components.problem_opening import priority_link
from dashboard.tables.known import DAYS
from dashboard.tables.meeting_agenda import Agenda
from dashboard.tables.meetings import NOBODY, Beside, SinceLastMet, SinceThen, Work
from dashboard.tables.worked import OFFICERS_LOOK


def agenda_page(agenda: Agenda, since: SinceLastMet, bring: Sequence[str]) -> html.Div:
    """Draw the agenda."""
    return html.Div(
        [
            _since_card(since),
            _happening_card(agenda),
            html.Div(
                [
                    figure_card("New or unusual here", _lines(agenda.unusual, "Nothing stands out more than chance explains."))
                    if not agenda.why_not
                    else None,
                    figure_card("How sure we are", _lines(agenda.sure, agenda.why_not), how="settling"),
                    figure_card("To bring", html.Ul([html.Li(line) for line in bring], className="to-bring")),
                ],
                className="agenda-columns",
            ),
        ],
        className="meeting-agenda",
    )  # fmt: skip


def _since_card(since: SinceLastMet) -> html.Section:
    if since.last is None:
        return figure_card(
            "This is the first meeting of this place on the list",
            empty("What is agreed at it will stand here before the next one."),
        )
    met = day_words(since.last.held_on)
    if not since.priorities:
        return figure_card(
            f"Since we last met, on {met}",
            empty("No priority of an earlier meeting is open."),
        )
    return figure_card(
        f"Since we last met, on {met}",
        html.Ol([_priority(each) for each in since.priorities], className="meeting-since"),
        note="Counts of other days stand side by side, no more: what came of it is judged below each.",
        how="changes",
    )


def _priority(each: SinceThen) -> html.Li:
    category = CATEGORIES[each.priority.category]
    label, is_reported = category.label, category.is_victim_reported
    return html.Li(
        [
            html.H3([f"{label}, {each.where}", _fate(each)]),
            html.Div([_beside(pair) for pair in each.numbers], className="meeting-besides"),
            html.Dl(
                [
                    _said(f"Agreed on {day_words(each.agreed_on)}, knowing", each.then),
                    _said("Now", each.now),
                    None if is_reported else _said("Beware", OFFICERS_LOOK),
                    *(part for work in each.work for part in _work(work)),
                    None
                    if each.work
                    else _said("What was done", [f"{NOBODY} ", priority_link(each.priority)]),
                ],
                className="meeting-said",
            ),
        ]
    )  # fmt: skip


def _work(work: Work) -> list[html.Div]:
    owner = f"{work.problem.title} ({work.owner})"
    done = html.Ul([html.Li(line) for line in work.done]) if work.done else "Nothing yet."
    return [
        _said("Problem", dcc.Link(owner, href=f"/problems?problem={work.problem.id}")),
        _said("What was done", done),
        _said("What came of it", work.came),
    ]


def _fate(each: SinceThen) -> html.Span | None:
    return html.Span(f"closed: {each.fate}", className="meeting-fate") if each.fate else None


def _beside(pair: Beside) -> html.Div:
    then = "not counted" if pair.then is None else f"{pair.then:,}"
    return html.Div(
        [
            html.Span(pair.label, className="beside-what"),
            html.Span([html.B(then), html.Small(" then")]),
            html.Span([html.B(f"{pair.now:,}"), html.Small(" now")]),
            html.Small(f"in {DAYS} days each", className="beside-days"),
        ],
        className="beside-pair",
    )


def _said(title: str, words: object) -> html.Div:
    return html.Div([html.Dt(title), html.Dd(words)])


def _happening_card(agenda: Agenda) -> html.Section:
    if agenda.why_not:
        return figure_card("What is happening", empty(agenda.why_not))
    return figure_card(
        f"What is happening, {agenda.days}",
        html.Div(
            [
                html.Div(
                    [
                        html.H3(
                            [
                                group.title,
                                html.Small(f" {group.warning}") if group.warning else None,
                            ]
                        ),
                        html.Ul([html.Li(line) for line in group.sentences]),
                    ]
                )
                for group in agenda.happening
            ],
            className="meeting-happening",
        ),
        how="changes",
    )


def _lines(lines: Sequence[str], otherwise: str) -> object:
    if not lines:
        return html.P(otherwise, className="card-note")
    return html.Ul([html.Li(line) for line in lines], className="plain-lines")
