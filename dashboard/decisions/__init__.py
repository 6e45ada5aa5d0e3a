"""What did people decide, and what came of it? Meetings, concerns, priorities, problems, responses, assessments.

The dashboard is the only writer of these, and nothing of them goes into a snapshot. `Records` is the door; only the functions of
`acts` write.
"""

from __future__ import annotations

from dashboard.decisions.acts import (
    EditConflictError,
    change_record,
    close_record,
    is_so,
    open_record,
    read_changes,
    reopen_record,
)
from dashboard.decisions.history import first_closed_at, read_as_of
from dashboard.decisions.opened import OpenedOnce
from dashboard.decisions.records import Records, default_url
from dashboard.decisions.tables import (
    Assessment,
    Change,
    Concern,
    Meeting,
    Priority,
    Problem,
    Record,
    Response,
)

__all__ = [
    "Assessment",
    "Change",
    "Concern",
    "EditConflictError",
    "Meeting",
    "OpenedOnce",
    "Priority",
    "Problem",
    "Record",
    "Records",
    "Response",
    "change_record",
    "close_record",
    "default_url",
    "first_closed_at",
    "is_so",
    "open_record",
    "read_as_of",
    "read_changes",
    "reopen_record",
]
