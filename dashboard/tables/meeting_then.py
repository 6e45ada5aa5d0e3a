"""What was known when people met? The incidents as of that day, and what was written down by the end of the meeting.

The slides and the agenda of a past meeting say what could be said then: neither incidents that were reported later nor what
people wrote later changes them. A meeting that is not closed yet is told what is written down by now. What was known on days
before the first run is not kept: of these, the incidents are those that had been reported.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from analytics.coverage import day_words
from dashboard.context import Reader
from dashboard.decisions import Meeting, first_closed_at


def reader_then(reader: Reader, meeting: Meeting | None, today: date) -> Reader:
    """Give a reader of what was known on the day of a meeting that is past; the same one for any other."""
    if meeting is None or meeting.held_on >= today:
        return reader
    return reader.as_of(meeting.held_on)


def ended_at(reader: Reader, session: Session, meeting: Meeting) -> datetime | None:
    """Give the moment up to which a meeting is told what was written down; None for all of it.

    When it was closed first, or its day was over. Closing it once more, with a word put right, takes nothing new in.
    """
    closed = first_closed_at(session, meeting) if meeting.closed_at else None
    if closed is None:
        return None
    zone = ZoneInfo(reader.coverage.time_zone)
    return max(closed, datetime.combine(meeting.held_on, time.max, zone).astimezone(UTC))


def not_kept_words(reader: Reader) -> str:
    """Say how far a reader of a past day tells what was known then; empty where it does."""
    moment = reader.store.moment
    if moment is None or moment.day is None:
        return ""
    return f"What was known at the end of {day_words(moment.day)} was not kept yet: counted is what had been reported."
