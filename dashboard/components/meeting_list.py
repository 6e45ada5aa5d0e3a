"""Which meetings are there, the next ones first, and how is a new one put on the list?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

import dash_mantine_components as dmc
from dash import dcc, html

from analytics.coverage import day_words
from dashboard.components.calendar import CALENDAR
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import empty
from dashboard.context import Reader
from dashboard.decisions import Meeting
from dashboard.decisions.tables import SENTENCE
from dashboard.decisions.words import MEETING_KINDS, OUTCOMES
from dashboard.filters import LISTBOX
from dashboard.forms.form import who_field
from dashboard.tables.ground import ground_words
from dashboard.tables.meetings import MISTAKE, Listed
from dashboard.urlstate import change_search

KIND, DAY, TIME, VENUE = "meeting-kind", "meeting-day", "meeting-time", "meeting-venue"
TOKEN = "meeting-token"
PLACE_WORDS, CREATE, CREATE_ANSWER = "meeting-place", "meeting-create", "meeting-create-answer"


def meeting_href(search: str | None, meeting_id: int | None, step: str | None) -> str:
    """Give the address of a step of a meeting, or of the list."""
    number = None if meeting_id is None else str(meeting_id)
    return f"/meeting{change_search(search, meeting=number, step=step)}"


def meeting_lists(
    reader: Reader,
    listed: Sequence[Listed],
    mistakes: Sequence[Listed],
    today: date,
    search: str | None,
    where: str | None,
) -> html.Div:
    """List what is to come, then what was: a meeting in the past that was not closed comes with the ones to come."""
    ahead = [each for each in listed if each.meeting.is_open]
    past = [each for each in reversed(listed) if not each.meeting.is_open]
    of = f" of {where}" if where else ""
    return html.Div(
        [
            _card(reader, f"{_ahead_words(ahead, today)}{of}", ahead, today, search)
            if ahead
            else figure_card(
                f"No meeting{of} is on the list",
                empty("Put the next one on the list with the form on this page."),
            ),
            _card(reader, f"Past meetings{of}", past, today, search) if past else None,
            html.Details(
                [
                    html.Summary(f"Entered by mistake: {len(mistakes)}"),
                    html.Ul(
                        [_line(reader, each, today, search) for each in mistakes],
                        className="meeting-list",
                    ),
                ],
                className="form-behind",
            )
            if mistakes
            else None,
        ],
        className="meeting-lists",
    )


def new_meeting_form(kind: str | None, today: date) -> html.Section:
    """Draw the form of a new meeting; what it says of the place follows the selection and the kind."""
    kinds = [{"value": name, "label": kind.label} for name, kind in MEETING_KINDS.items()]
    return figure_card(
        "New meeting",
        html.Div(
            [
                dmc.Select(
                    id=KIND, label="Who meets", data=kinds, value=kind, allowDeselect=False,
                    size="sm", **LISTBOX,
                ),
                html.Div(id=PLACE_WORDS, className="meeting-place-words", role="status"),
                html.Div(
                    [
                        dmc.DateInput(
                            id=DAY, label="Day", value=today.isoformat(), valueFormat="YYYY-MM-DD",
                            size="sm", **CALENDAR,
                        ),
                        dmc.TextInput(
                            id=TIME, label="Time", value="", placeholder="6:30 pm", size="sm",
                            inputProps={"maxLength": len("12:30 p.m.")},
                        ),
                    ],
                    className="meeting-pair",
                ),
                dmc.TextInput(
                    id=VENUE, label="Where people meet", value="", size="sm",
                    inputProps={"maxLength": SENTENCE},
                ),
                who_field(),
                # Pressed twice, it is one meeting.
                dcc.Store(id=TOKEN, data=uuid4().hex),
                html.Button(
                    "Put it on the list", id=CREATE, n_clicks=0, className="primary meeting-go"
                ),
                html.Div(id=CREATE_ANSWER, role="status"),
            ],
            className="meeting-form",
        ),
        kind="meeting-new",
    )  # fmt: skip


def _card(
    reader: Reader, title: str, listed: Sequence[Listed], today: date, search: str | None
) -> html.Section:
    return figure_card(
        title,
        html.Ol([_line(reader, each, today, search) for each in listed], className="meeting-list"),
    )


def _line(reader: Reader, each: Listed, today: date, search: str | None) -> html.Li:
    meeting = each.meeting
    state, step = _state(meeting, today)
    about = [ground_words(reader, meeting), state]
    if each.concerns or each.priorities:
        about.append(
            f"{_many(each.concerns, 'concern')}, {_many(each.priorities, 'priority', 'priorities')}"
        )
    return html.Li(
        dcc.Link(
            [
                html.Span(day_words(meeting.held_on), className="meeting-day"),
                html.Span(
                    [
                        html.Strong(MEETING_KINDS[meeting.kind].label),
                        html.Small(" · ".join(about)),
                    ],
                    className="two-lines",
                ),
            ],
            href=meeting_href(search, meeting.id, step),
            className="meeting-line",
        )
    )


def _ahead_words(open_ones: Sequence[Listed], today: date) -> str:
    is_any_ahead = any(each.meeting.held_on >= today for each in open_ones)
    return "Next meetings" if is_any_ahead else "Meetings not closed yet"


def _state(meeting: Meeting, today: date) -> tuple[str, str]:
    """Say how far a meeting is, and which step comes next."""
    if meeting.outcome == MISTAKE:
        return OUTCOMES[MISTAKE], "prepare"
    if not meeting.is_open:
        return "closed", "close"
    if meeting.held_on > today:
        days = (meeting.held_on - today).days
        return f"in {days} day{'' if days == 1 else 's'}", "prepare"
    if meeting.held_on == today:
        return "today", "record"
    return "not closed yet", "close"


def _many(n: int, one: str, more: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else more or f'{one}s'}"
