"""Which meeting did an earlier closing put on the list, and is it still only a day?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.decisions import Concern, Meeting, Priority
from dashboard.decisions.tables import GROUND
from dashboard.tables.meetings import MISTAKE


def meeting_on(session: Session, meeting: Meeting, day: date) -> Meeting | None:
    """Give another meeting of the same kind and place on a day."""
    same = {name: getattr(meeting, name) for name in ("kind", *GROUND)}
    asked = select(Meeting).filter_by(**same, held_on=day).where(Meeting.id != meeting.id)
    found = session.scalars(asked.order_by(Meeting.id))
    return next((each for each in found if each.outcome != MISTAKE), None)


def is_empty(session: Session, meeting: Meeting) -> bool:
    """Tell whether nothing was said or agreed at a meeting, mistakes left out."""
    return not any(
        each.outcome != MISTAKE
        for kind in (Concern, Priority)
        for each in session.scalars(select(kind).filter_by(meeting_id=meeting.id))
    )
