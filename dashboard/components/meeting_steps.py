"""What does each step of a meeting show, and what is shown where no meeting is chosen?"""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import dcc, html
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from analytics.coverage import day_words
from analytics.report.wording import places_words
from dashboard.components import meeting_close, meeting_list, meeting_record
from dashboard.components.icons import icon
from dashboard.components.meeting_agenda import agenda_page
from dashboard.components.meeting_facts import meeting_card
from dashboard.components.notices import notice
from dashboard.context import Reader
from dashboard.decisions import Meeting, Problem
from dashboard.decisions.words import MISTAKE, OUTCOMES
from dashboard.page_keys import STEPS
from dashboard.tables.known import known_sentence
from dashboard.tables.meeting_agenda import agenda_of, checklist
from dashboard.tables.meeting_then import reader_then
from dashboard.tables.meetings import (
    concerns_of,
    known_at,
    meeting_words,
    meetings_listed,
    next_meeting,
    priorities_of,
    since_last_met,
)
from dashboard.urlstate import View, change_search


def list_parts(
    reader: Reader, session: Session, view: View, search: str | None, today: date
) -> tuple[Any, ...]:
    """Draw the list: lead, place, no tabs, body."""
    selection = view.selection
    listed = meetings_listed(session, selection.neighborhoods)
    ahead = [
        each.meeting for each in listed if each.meeting.is_open and each.meeting.held_on >= today
    ]
    lead = (
        f"The next one: {meeting_words(reader, ahead[0])}, on {day_words(ahead[0].held_on)}."
        if ahead
        else "No meeting is ahead: put the next one on the list."
    )
    where = places_words(selection.neighborhoods, reader.names)
    kind = "ncpc" if len(selection.neighborhoods) == 1 else None
    said = (
        notice("There is no such meeting. All of them are listed.") if view.key("meeting") else None
    )
    body = html.Div(
        [
            meeting_list.meeting_lists(
                reader,
                listed,
                meetings_listed(session, selection.neighborhoods, mistakes=True),
                today,
                search,
                where or None,
            ),
            meeting_list.new_meeting_form(kind, today),
        ],
        className="two-columns",
    )
    return lead, html.P(where or "Whole city"), None, [said, body]


def lead_sentence(meeting: Meeting) -> str:
    """Say when and where people meet."""
    parts = [
        day_words(meeting.held_on),
        f"at {meeting.starts_at}" if meeting.starts_at else "",
        meeting.venue or "",
        "" if meeting.is_open else OUTCOMES[MISTAKE] if meeting.outcome == MISTAKE else "closed",
    ]
    return " · ".join(part for part in parts if part)


def tabs(meeting: Meeting, step: str, search: str | None) -> html.Nav:
    """Link the three steps, and the way back to the list."""
    return html.Nav(
        [
            *(
                dcc.Link(
                    [html.Span(str(n), className="step-number"), label],
                    href=meeting_list.meeting_href(search, meeting.id, name),
                    className=f"meeting-tab{' is-current' if name == step else ''}",
                )
                for n, (name, label) in enumerate(STEPS.items(), start=1)
            ),
            dcc.Link(
                [icon("present"), "Slides"],
                href=f"/present{change_search(search, meeting=str(meeting.id), step=step)}",
                className="quiet",
            ),
            html.Button([icon("download"), "Print"], className="quiet", **{"data-print": ""})
            if step == "prepare"
            else None,
            dcc.Link(
                "All meetings",
                href=meeting_list.meeting_href(search, None, None),
                className="meeting-back",
            ),
        ],
        className="meeting-tabs",
        **{"aria-label": "Steps of the meeting"},
    )


def step_body(
    reader: Reader,
    session: Session,
    meeting: Meeting,
    step: str,
    search: str | None,
    today: date,
) -> html.Div:
    """Draw one step; of a meeting that was entered by mistake, how it is put back."""
    if meeting.outcome == MISTAKE:
        return html.Div(meeting_card(meeting))
    reader = reader_then(reader, meeting, today)
    if step == "record":
        concerns = concerns_of(session, meeting.id)
        return meeting_record.record_step(reader, meeting, concerns, search)
    if step == "close":
        return meeting_close.close_step(reader, closing_of(reader, session, meeting, today), search)
    since = since_last_met(reader, session, meeting)
    agenda = agenda_page(agenda_of(reader, meeting), since, checklist(reader, meeting, since))
    return html.Div([agenda, meeting_card(meeting)], className="meeting-prepare")


def closing_of(
    reader: Reader, session: Session, meeting: Meeting, today: date
) -> meeting_close.Closing:
    """Read what the end of a meeting shows."""
    reader = reader_then(reader, meeting, today)
    concerns, agreed = concerns_of(session, meeting.id), priorities_of(session, meeting.id)
    day = min(meeting.held_on, today)
    owned = select(Problem.priority_id).where(
        Problem.priority_id.in_([priority.id for priority in agreed]),
        or_(Problem.outcome.is_(None), Problem.outcome != MISTAKE),
    )
    open_ones = [concern for concern in concerns if concern.is_open and meeting.is_open]
    return meeting_close.Closing(
        meeting,
        next_meeting(session, meeting),
        concerns,
        agreed,
        frozenset(int(found) for found in session.scalars(owned) if found is not None),
        {
            concern.id: known_sentence(known_at(reader, concern, concern.category, day))
            for concern in open_ones
        },
        [
            each
            for each in since_last_met(reader, session, meeting).priorities
            if each.priority.is_open
        ],
    )
