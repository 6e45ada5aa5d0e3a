"""How is written down what happens at a meeting: what people say, how many vote for it, what comes first, when they meet again?

What is sent comes from a browser and may be anything: it is looked at here, and again by the rules of the records. Votes are
sent as totals with the version that they were counted from, so that of two people who count the same notes one is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from analytics.errors import RecordError
from dashboard.context import Reader
from dashboard.decisions import (
    Concern,
    Meeting,
    Priority,
    change_record,
    close_record,
    open_record,
    reopen_record,
)
from dashboard.decisions.tables import GROUND
from dashboard.decisions.words import MEETING_KINDS, MISTAKE
from dashboard.forms.answers import writer
from dashboard.forms.fields import read_fields
from dashboard.tables.following import is_empty, meeting_on
from dashboard.tables.ground import block_place, ground_words
from dashboard.tables.meeting_then import reader_then
from dashboard.tables.meetings import known_at, priorities_of
from dashboard.urlstate import View

BY = {"earlier": -1, "later": 1}
Written = TypeVar("Written")


def write(who: Any, act: Callable[[Session, dict[str, Any]], Written]) -> Written:
    """Run one act as a transaction, by who writes, now. Raises RecordError."""
    context, signed = writer(who)
    with context.records().write() as session:
        return act(session, signed)


def ground_of(reader: Reader, view: View, kind: Any) -> dict[str, str | None]:
    """Give the place of a new meeting: the page's selection, as the kind of meeting takes it. Raises RecordError."""
    if not isinstance(kind, str) or kind not in MEETING_KINDS:
        raise RecordError("who meets is not said: choose it")
    level, selection = MEETING_KINDS[kind].level, view.selection
    places, blocks, label = selection.neighborhoods, selection.blocks, MEETING_KINDS[kind].label
    if level == "city":
        return dict.fromkeys(GROUND)
    if len(places) > 1 or len(blocks) > 1:
        raise RecordError(f"several places are chosen above: a {label} has one, so keep one")
    if level == "neighborhood" and not places:
        raise RecordError(f"a {label} meets for a neighborhood: choose it in the filters above")
    if level == "block" and not (places or blocks):
        raise RecordError(
            f"a {label} meets for a block or a neighborhood: choose it in the filters above"
        )
    place = places[0] if places else block_place(reader, blocks[0])
    return {
        "neighborhood_id": place,
        "block_id": blocks[0] if blocks and level == "block" else None,
        "area": None,
    }


def add_concern(session: Session, act: dict[str, Any], meeting: Meeting, typed: Any) -> Concern:
    """Write down what somebody said; its place is the meeting's, or one that was chosen or drawn."""
    told = typed if isinstance(typed, dict) else {}
    words, token = told.get("words"), told.get("token")
    return open_record(
        session,
        Concern,
        **act,
        token=token if isinstance(token, str) and token else None,
        meeting_id=meeting.id,
        category=_text(told.get("category")),
        words=words.strip() if isinstance(words, str) else "",
        said_by=_text(told.get("said_by")),
        **_place_of(meeting, told.get("place")),
    )


def set_votes(session: Session, act: dict[str, Any], meeting: Meeting, counted: Any) -> None:
    """Write the votes of some concerns: a list of id, votes, version."""
    for line in counted if isinstance(counted, list) else []:
        if not (isinstance(line, list) and len(line) == 3 and all(type(n) is int for n in line)):
            raise RecordError("these votes cannot be read: load the page again")
        concern_id, votes, version = line
        concern = _of_meeting(session, Concern, concern_id, meeting)
        # The same count that came twice, or from two people, is no conflict.
        if concern.votes != votes:
            change_record(
                session, Concern, concern_id, version=version, **act, act="counted", votes=votes
            )


def take_back(
    session: Session, act: dict[str, Any], meeting: Meeting, told: dict[str, Any]
) -> None:
    """Close a concern as entered by mistake, or open one again that was closed."""
    record, version = _of_meeting(session, Concern, told.get("record"), meeting), _version(told)
    if record.is_open:
        close_record(session, Concern, record.id, version=version, **act, outcome=MISTAKE)
    else:
        reopen_record(session, Concern, record.id, version=version, **act)


def agree(
    session: Session, act: dict[str, Any], reader: Reader, today: date, meeting: Meeting, told: Any
) -> Priority:
    """Make a concern the next priority, with what is known of it on the day of the meeting, or today if that is to come."""
    concern = _of_meeting(session, Concern, told.get("record"), meeting)
    agreed = priorities_of(session, meeting.id)
    if any(priority.concern_id == concern.id for priority in agreed):
        raise RecordError("this is agreed already")
    day = min(meeting.held_on, today)
    return open_record(
        session,
        Priority,
        **act,
        **{name: getattr(concern, name) for name in GROUND},
        meeting_id=meeting.id,
        concern_id=concern.id,
        category=concern.category,
        rank=len(agreed) + 1,
        known_then=known_at(reader_then(reader, meeting, today), concern, concern.category, day),
    )


def undo(session: Session, act: dict[str, Any], meeting: Meeting, told: dict[str, Any]) -> None:
    """Take a priority back that was not agreed after all; the others move up."""
    priority = _of_meeting(session, Priority, told.get("record"), meeting)
    close_record(session, Priority, priority.id, version=_version(told), **act, outcome=MISTAKE)
    _number(session, act, priorities_of(session, meeting.id))


def move(
    session: Session, act: dict[str, Any], meeting: Meeting, told: dict[str, Any], by: int
) -> None:
    """Move a priority to an earlier rank, or a later one."""
    priority = _of_meeting(session, Priority, told.get("record"), meeting)
    # Writes nothing, and tells whether somebody was faster.
    change_record(session, Priority, priority.id, version=_version(told), **act, rank=priority.rank)
    agreed = priorities_of(session, meeting.id)
    at = agreed.index(priority) if priority in agreed else -1
    if at < 0 or not 0 <= at + by < len(agreed):
        raise RecordError("there is no such rank: load the page again")
    agreed[at], agreed[at + by] = agreed[at + by], agreed[at]
    _number(session, act, agreed)


def at_end(reader: Reader, today: date, who: Any, number: int, told: Any, next_on: Any) -> None:
    """Do one act of those that end a meeting. Raises RecordError, EditConflictError."""

    def act(session: Session, signed: dict[str, Any]) -> None:
        does = _text(told.get("does"))
        if does == "again":
            reopen_record(session, Meeting, number, version=_version(told), **signed)
            return
        meeting = open_meeting(session, number)
        if does == "agree":
            agree(session, signed, reader, today, meeting, told)
        elif does == "undo":
            undo(session, signed, meeting, told)
        elif does in BY:
            move(session, signed, meeting, told, BY[does])
        elif does == "done":
            close_meeting(session, signed, number, _version(told), next_on)

    write(who, act)


def new_meeting(
    session: Session,
    act: dict[str, Any],
    kind: Any,
    told: dict[str, Any],
    ground: dict[str, Any],
    token: str | None = None,
) -> Meeting:
    """Put a meeting on the list, once for each token of a form."""
    fields = read_fields("meeting", {name: _text(value) for name, value in told.items()})
    given = {name: value for name, value in fields.items() if value is not None}
    return open_record(session, Meeting, **act, token=token, kind=kind, **given, **ground)


def place_words(reader: Reader, ground: dict[str, Any]) -> str:
    """Name the place that a new meeting would be of."""
    return ground_words(reader, Meeting(**ground))


def close_meeting(
    session: Session, act: dict[str, Any], meeting_id: int, version: int, next_on: Any
) -> Meeting | None:
    """Close a meeting; with a next day, that one is on the list as well, and given.

    The one that an earlier closing put there moves to the new day, if nothing was said or agreed at it yet.
    """
    held = session.get(Meeting, meeting_id)
    was_on = held.next_on if held else None
    changed = change_record(
        session, Meeting, meeting_id, version=version, **act,
        **read_fields("meeting", {"next_on": next_on}),
    )  # fmt: skip
    version = changed.version
    meeting = close_record(session, Meeting, meeting_id, version=version, **act, outcome="done")
    if meeting.next_on is None:
        return None
    following = meeting_on(session, meeting, meeting.next_on)
    if following is not None:
        return following
    moved = meeting_on(session, meeting, was_on) if was_on else None
    if moved is not None and moved.is_open and is_empty(session, moved):
        return change_record(
            session, Meeting, moved.id, version=moved.version, **act, held_on=meeting.next_on
        )
    kept = ("kind", "starts_at", "venue", *GROUND)
    same = {name: getattr(meeting, name) for name in kept if getattr(meeting, name) is not None}
    return open_record(session, Meeting, **act, **same, held_on=meeting.next_on)


def open_meeting(session: Session, record_id: Any) -> Meeting:
    """Give a meeting that can be written to, and keep others from writing to it until this is done. Raises RecordError.

    What is agreed already, the next rank and whether the meeting is still open would else be read by two at once.
    """
    is_number = isinstance(record_id, int)
    meeting = session.get(Meeting, record_id, with_for_update=True) if is_number else None
    if meeting is None:
        raise RecordError("there is no such meeting: choose one from the list")
    if not meeting.is_open:
        raise RecordError("this meeting is closed: open it again to write to it")
    return meeting


def _number(session: Session, act: dict[str, Any], agreed: Sequence[Priority]) -> None:
    for rank, priority in enumerate(agreed, start=1):
        if priority.is_open:
            change_record(
                session, Priority, priority.id, version=priority.version, **act,
                act="ranked", rank=rank,
            )  # fmt: skip


def _of_meeting(session: Session, kind: type[Any], record_id: Any, meeting: Meeting) -> Any:
    record = session.get(kind, record_id) if type(record_id) is int else None
    if record is None or record.meeting_id != meeting.id:
        raise RecordError(f"this meeting has no such {kind.__tablename__}: load the page again")
    return record


def _version(told: dict[str, Any]) -> int:
    version = told.get("version")
    if type(version) is not int:
        raise RecordError("this cannot be read: load the page again")
    return version


def _place_of(meeting: Meeting, chosen: Any) -> dict[str, Any]:
    if not isinstance(chosen, str) or ":" not in chosen:
        return {name: getattr(meeting, name) for name in GROUND}
    kind, _, place = chosen.partition(":")
    if kind == "area":
        return {"neighborhood_id": meeting.neighborhood_id, "block_id": None, "area": place}
    if kind == "block":
        return {"neighborhood_id": meeting.neighborhood_id, "block_id": place, "area": None}
    return {"neighborhood_id": place, "block_id": None, "area": None}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
