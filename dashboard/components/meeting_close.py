"""How does a meeting end? What comes first is agreed, each with its number in view before it is frozen; then the next day.

Votes are a suggestion, not an order: concerns stand by their votes, and people choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import dcc, html

from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from dashboard.components.calendar import CALENDAR
from dashboard.components.figure_card import figure_card
from dashboard.components.icons import icon
from dashboard.components.meeting_list import meeting_href
from dashboard.components.notices import empty
from dashboard.components.problem_opening import priority_link
from dashboard.context import Reader
from dashboard.decisions import Concern, Meeting, Priority, Record
from dashboard.forms.closing import closing_form
from dashboard.forms.form import who_field
from dashboard.tables.ground import ground_words
from dashboard.tables.known import known_sentence
from dashboard.tables.meetings import SinceThen
from dashboard.tables.worked import OFFICERS_LOOK

NEXT, BODY, ANSWER = "meeting-next", "meeting-close-body", "meeting-close-answer"
# The type of the buttons; what each of them does is in `does`.
ACT = "meeting-act"
# Of a priority that goes on from meeting to meeting, what can have become of it.
FATES = ("solved", "better", "no_change", "worse", "passed_on")
Known = Mapping[int, str]


@dataclass(frozen=True)
class Closing:
    """What the end of a meeting shows; `known` are the sentences of each concern that would be frozen."""

    meeting: Meeting
    following: Meeting | None
    concerns: Sequence[Concern]
    agreed: Sequence[Priority]
    owned: frozenset[int]
    known: Known
    earlier: Sequence[SinceThen]


def close_step(reader: Reader, closing: Closing, search: str | None) -> html.Div:
    """Draw the step; its body is drawn anew after each act, who writes and the answer stay."""
    return html.Div(
        [
            html.Div(who_field(), className="meeting-who"),
            html.Div(id=ANSWER, className="concern-answer", role="status"),
            html.Div(close_body(reader, closing, search), id=BODY),
        ],
        className="meeting-close",
    )


def close_body(reader: Reader, closing: Closing, search: str | None) -> list[object]:
    """Draw what is agreed, what it can be chosen from, and the end."""
    is_open = closing.meeting.is_open
    return [
        _after_card(closing, search) if not is_open else None,
        html.Div(
            [
                _concerns_card(reader, closing) if is_open else None,
                _agreed_card(reader, closing),
            ],
            className="close-columns",
        ),
        _earlier_card(closing) if is_open and closing.earlier else None,
        _end_card(closing) if is_open else None,
    ]


def _agreed_card(reader: Reader, closing: Closing) -> html.Section:
    if not closing.agreed:
        said = "Choose from the concerns: the first one chosen comes first."
        return figure_card(
            "Nothing is agreed yet" if closing.meeting.is_open else "Nothing was agreed",
            empty(said if closing.meeting.is_open else "The meeting closed without a priority."),
        )
    words = {concern.id: concern.words for concern in closing.concerns}
    last = len(closing.agreed)
    return figure_card(
        f"Agreed: {last} priorit{'y' if last == 1 else 'ies'}",
        html.Ol(
            [
                _agreed(reader, closing, priority, rank, words.get(priority.concern_id or 0))
                for rank, priority in enumerate(closing.agreed, start=1)
            ],
            className="meeting-agreed",
        ),
        note="The number beside each is frozen: the next meeting is told the same one.",
    )


def _agreed(
    reader: Reader, closing: Closing, priority: Priority, rank: int, words: str | None
) -> html.Li:
    label = f"{CATEGORIES[priority.category].label}, {ground_words(reader, priority)}"
    last = len(closing.agreed)
    buttons = [
        _rank_button(priority, -1, "Earlier", label) if rank > 1 else None,
        _rank_button(priority, 1, "Later", label) if rank < last else None,
        html.Button(
            "Not agreed after all",
            id=_act("undo", priority),
            n_clicks=0,
            className="quiet",
        ),
    ]
    owner = (
        None
        if priority.id in closing.owned
        else html.P(["Nobody owns it yet. ", priority_link(priority)], className="card-note")
    )
    return html.Li(
        [
            html.H3(label),
            html.P(f"“{words}”", className="agreed-words") if words else None,
            html.P(known_sentence(priority.known_then), className="agreed-known"),
            _beware(priority.category),
            html.Div(buttons, className="agreed-buttons") if closing.meeting.is_open else owner,
        ]
    )


def _beware(category: str) -> html.P | None:
    """Warn of counts that follow where officers look."""
    if CATEGORIES[category].is_victim_reported:
        return None
    return html.P(OFFICERS_LOOK, className="card-note")


def _rank_button(priority: Priority, by: int, word: str, label: str) -> html.Button:
    return html.Button(
        word,
        id=_act("earlier" if by < 0 else "later", priority),
        n_clicks=0,
        className="quiet",
        **{"aria-label": f"{word}: {label}"},
    )


def _concerns_card(reader: Reader, closing: Closing) -> html.Section:
    said = sorted(
        (concern for concern in closing.concerns if concern.is_open),
        key=lambda concern: -concern.votes,
    )
    if not said:
        return figure_card("Nothing was said yet", empty("Write down concerns on “Record” first."))
    ranks = {priority.concern_id: n for n, priority in enumerate(closing.agreed, start=1)}
    return figure_card(
        "What people said, most votes first",
        html.Ol(
            [
                html.Li(
                    [
                        html.Div(
                            [html.B(f"{concern.votes:,}"), html.Small("vote" if concern.votes == 1 else "votes")],
                            className="close-votes",
                        ),
                        html.Div(
                            [
                                html.H3(concern.words),
                                html.P(
                                    f"{CATEGORIES[concern.category].label}, {ground_words(reader, concern)}",
                                    className="card-note",
                                ),
                            ]
                        ),
                        html.Span(f"Priority {ranks[concern.id]}", className="is-agreed")
                        if concern.id in ranks
                        else html.Button(
                            f"Agree as priority {len(closing.agreed) + 1}",
                            id=_act("agree", concern),
                            n_clicks=0,
                            className="primary agree",
                            **{"aria-label": f"Agree as priority {len(closing.agreed) + 1}: {concern.words}"},
                        ),
                        html.Div(
                            [html.P(closing.known.get(concern.id)), _beware(concern.category)],
                            className="close-known",
                        ),
                    ],
                    className="close-concern",
                )
                for concern in said
            ],
            className="close-concerns",
        ),
        note="Votes are a suggestion, not an order: they say what people worry about, the counts what was recorded.",
    )  # fmt: skip


def _earlier_card(closing: Closing) -> html.Section:
    return figure_card(
        "Still open from earlier meetings",
        html.Ul(
            [
                html.Li(
                    [
                        html.H3(f"{CATEGORIES[each.priority.category].label}, {each.where}"),
                        html.P(each.now),
                        _beware(each.priority.category),
                        closing_form(
                            each.priority, f"fate-{each.priority.id}",
                            outcomes=FATES, button="Close it",
                        ),
                    ]
                )
                for each in closing.earlier
            ],
            className="meeting-earlier",
        ),
        note="Each stays on the list of every meeting until it is closed with what became of it.",
    )  # fmt: skip


def _end_card(closing: Closing) -> html.Section:
    meeting = closing.meeting
    return figure_card(
        "When do we meet again?",
        html.Div(
            [
                dmc.DateInput(
                    id={"type": NEXT, "record": meeting.id},
                    label="Next meeting",
                    description="It is put on the list, with the same place and time.",
                    value=meeting.next_on.isoformat() if meeting.next_on else None,
                    valueFormat="YYYY-MM-DD",
                    placeholder="YYYY-MM-DD",
                    size="sm",
                    **CALENDAR,
                ),
                html.Button(
                    "Close the meeting",
                    id=_act("done", meeting),
                    n_clicks=0,
                    className="primary meeting-go",
                ),
            ],
            className="meeting-end",
        ),
    )


def _after_card(closing: Closing, search: str | None) -> html.Section:
    meeting, following = closing.meeting, closing.following
    ownerless = sum(priority.id not in closing.owned for priority in closing.agreed)
    many = "one priority" if ownerless == 1 else f"{ownerless} priorities"
    return figure_card(
        "This meeting is closed",
        html.Ul(
            [
                html.Li(
                    dcc.Link(
                        "Show the slides of this meeting",
                        href=f"/present?meeting={meeting.id}",
                    )
                ),
                html.Li(dcc.Link(f"Give {many} an owner", href="/problems")) if ownerless else None,
                html.Li(
                    dcc.Link(
                        f"Prepare the next meeting, {day_words(following.held_on)}",
                        href=meeting_href(search, following.id, "prepare"),
                    )
                )
                if following
                else html.Li("No next meeting is on the list."),
            ],
            className="plain-lines",
        ),
        html.Button(
            [icon("reset"), "Open it again"],
            id=_act("again", meeting),
            n_clicks=0,
            className="quiet",
        ),
        kind="meeting-after",
    )


def _act(does: str, record: Record) -> dict[str, object]:
    """Name a button by what it does to a record, as of the version that it was drawn from."""
    return {"type": ACT, "does": does, "record": record.id, "version": record.version}
