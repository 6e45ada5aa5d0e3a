"""Which priority does a problem belong to: what was agreed, at which meeting?

A problem opened for a priority is told of at the next meetings beside it: what was done, and what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.coverage import day_words
from analytics.errors import RecordError
from analytics.offenses import CATEGORIES
from dashboard.context import Reader, current
from dashboard.decisions import Concern, Meeting, Priority
from dashboard.decisions.words import MISTAKE
from dashboard.tables.ground import ground_words
from dashboard.tables.meetings import meeting_words


@dataclass(frozen=True)
class Agreed:
    """A priority as words, the meeting that agreed on it, and how people named the concern that it came from."""

    priority_id: int
    meeting_id: int
    words: str
    concern: str = ""


def read_agreed(reader: Reader, number: str | int | None) -> Agreed | None:
    """Read a priority; None where there is no such one, or the records are out of reach."""
    if not number:
        return None
    try:
        with current().records().read() as session:
            priority = session.get(Priority, int(number))
            if priority is None or priority.outcome == MISTAKE:
                return None
            meeting = session.get_one(Meeting, priority.meeting_id)
            concern = session.get(Concern, priority.concern_id) if priority.concern_id else None
            return Agreed(
                priority.id,
                meeting.id,
                agreed_words(reader, priority, meeting),
                concern.words if concern else "",
            )
    except RecordError:
        return None


def agreed_words(reader: Reader, priority: Priority, meeting: Meeting) -> str:
    """Name a priority: what, where, and who agreed on it when."""
    what = f"{CATEGORIES[priority.category].label} in {ground_words(reader, priority)}"
    met = f"{meeting_words(reader, meeting)}, {day_words(meeting.held_on)}"
    return f"{what}, priority {priority.rank} ({met})"
