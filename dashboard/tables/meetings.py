"""What did earlier meetings of this place agree on, and what is there to say of it at the next one?

The number that a priority was agreed on is the frozen one; the number beside it is of the last settled days before the meeting
that is prepared. The two are of different days and seasons: set side by side they are no proof of anything, the verdict is what
`came_of` says. Of a closed meeting everything is told as it stood when it was closed. Meetings and records that were entered
by mistake are left out everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from dashboard.context import Reader
from dashboard.days import local_day
from dashboard.decisions import (
    Assessment,
    Concern,
    Meeting,
    Priority,
    Problem,
    Record,
    Response,
    read_as_of,
)
from dashboard.decisions.words import MEETING_KINDS, MISTAKE, OUTCOMES, OWNERS
from dashboard.tables.came_of import came_of, plan_that_counts, response_words
from dashboard.tables.ground import Ground, ground_words
from dashboard.tables.known import known_now, known_sentence
from dashboard.tables.meeting_then import ended_at

NOBODY = "Nobody owns it yet."
NOT_DONE = "Nothing that was done about it is written down yet."
NOT_PLANNED = "Whether it worked cannot be told: how to tell was not written down before it began."
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Beside:
    """A count when people agreed, and the same count now; `then` is None where nothing was counted then."""

    label: str
    then: int | None
    now: int


@dataclass(frozen=True)
class Work:
    """A problem that somebody owns because of a priority: what was done, and what came of it, as sentences.

    Beside them the responses that had begun, and the plan that judges them, by its number, with the verdict alone.
    """

    problem: Problem
    owner: str
    done: tuple[str, ...]
    came: str
    responses: tuple[Response, ...] = ()
    plan_id: int | None = None
    verdict: str = ""


@dataclass(frozen=True)
class SinceThen:
    """A priority of an earlier meeting: what was known when it was agreed, what is known now, and the work on it."""

    priority: Priority
    agreed_on: date
    where: str
    then: str
    now: str
    numbers: tuple[Beside, ...]
    work: tuple[Work, ...]

    @property
    def has_owner(self) -> bool:
        return bool(self.work)

    @property
    def fate(self) -> str | None:
        """What became of it, where it was closed."""
        outcome = self.priority.outcome
        return None if self.priority.is_open or outcome is None else OUTCOMES.get(outcome, outcome)


@dataclass(frozen=True)
class SinceLastMet:
    """The meeting before, None where this is the first one, and the priorities that there is something to say of."""

    last: Meeting | None
    priorities: tuple[SinceThen, ...]


@dataclass(frozen=True)
class Listed:
    """A meeting in a list, with what was said and agreed at it."""

    meeting: Meeting
    concerns: int
    priorities: int


def meeting_words(reader: Reader, meeting: Meeting) -> str:
    """Name a meeting: who meets, and of which place."""
    return f"{MEETING_KINDS[meeting.kind].label}, {ground_words(reader, meeting)}"


def meetings_listed(
    session: Session, places: Sequence[str] = (), *, mistakes: bool = False
) -> list[Listed]:
    """List meetings by day, those of some neighborhoods where any are named; or those entered by mistake."""
    meant = is_meant(Meeting)
    asked = select(Meeting).where(~meant if mistakes else meant)
    asked = asked.order_by(Meeting.held_on, Meeting.id)
    if places:
        asked = asked.where(Meeting.neighborhood_id.in_(places))
    concerns = _counted(session, Concern)
    priorities = _counted(session, Priority)
    return [
        Listed(meeting, concerns[meeting.id], priorities[meeting.id])
        for meeting in session.scalars(asked)
    ]


def concerns_of(session: Session, meeting_id: int) -> list[Concern]:
    """List what was said at a meeting, in the order in which it was written down; mistakes too."""
    asked = select(Concern).filter_by(meeting_id=meeting_id).order_by(Concern.id)
    return list(session.scalars(asked))


def priorities_of(session: Session, meeting_id: int) -> list[Priority]:
    """List what a meeting agreed, by rank."""
    asked = select(Priority).filter_by(meeting_id=meeting_id).where(is_meant(Priority))
    return list(session.scalars(asked.order_by(Priority.rank, Priority.id)))


def next_meeting(session: Session, meeting: Meeting) -> Meeting | None:
    """Give the meeting of the same place after this one."""
    asked = select(Meeting).where(is_meant(Meeting), *_same_place(meeting))
    later = or_(
        Meeting.held_on > meeting.held_on,
        and_(Meeting.held_on == meeting.held_on, Meeting.id > meeting.id),
    )
    return session.scalars(asked.where(later).order_by(Meeting.held_on, Meeting.id)).first()


def known_at(reader: Reader, ground: Ground, category: str, day: date) -> dict[str, Any]:
    """Give what `known_now` gives, made once: up to a day, or to the last settled one where that is earlier."""
    place = (ground.neighborhood_id, ground.block_id, ground.area)
    return reader.once(
        "known", place, category, day, make=lambda: known_now(reader, ground, category, day)
    )


def since_last_met(reader: Reader, session: Session, meeting: Meeting) -> SinceLastMet:
    """Say what there is to say of the priorities that earlier meetings of the same place agreed on.

    Those that are open, and those that were closed since the last meeting; by the day they were agreed on, then by rank.
    """
    moment = ended_at(reader, session, meeting)
    before = _meant(read_as_of(session, Meeting, moment, *_earlier(meeting)))
    if not before:
        return SinceLastMet(None, ())
    last = max(before, key=lambda earlier: (earlier.held_on, earlier.id))
    held = {earlier.id: earlier.held_on for earlier in before}
    agreed = read_as_of(session, Priority, moment, Priority.meeting_id.in_(held))
    listed = [
        priority
        for priority in _meant(agreed)
        if priority.closed_at is None or local_day(reader, priority.closed_at) >= last.held_on
    ]
    listed.sort(key=lambda priority: (held[priority.meeting_id], priority.rank))
    return SinceLastMet(
        last,
        tuple(
            _since_then(
                reader, _Told(session, moment, meeting.held_on), priority, held[priority.meeting_id]
            )
            for priority in listed
        ),
    )


@dataclass(frozen=True)
class _Told:
    """What is read of records: as they stood at a moment, and what had begun by a day."""

    session: Session
    moment: datetime | None
    day: date

    def all(self, kind: type[R], *where: ColumnElement[bool]) -> list[R]:
        """Give the records of a kind that were meant."""
        return _meant(read_as_of(self.session, kind, self.moment, *where))


def _since_then(reader: Reader, told: _Told, priority: Priority, agreed_on: date) -> SinceThen:
    known = known_at(reader, priority, priority.category, told.day)
    then = {part["label"]: part["now"] for part in (priority.known_then or {}).get("parts", ())}
    # Which priority a problem is worked on for may have changed since.
    where = () if told.moment else (Problem.priority_id == priority.id,)
    problems = [each for each in told.all(Problem, *where) if each.priority_id == priority.id]
    return SinceThen(
        priority,
        agreed_on,
        ground_words(reader, priority),
        known_sentence(priority.known_then),
        known_sentence(known, "Nothing can be compared now."),
        tuple(
            Beside(part["label"], then.get(part["label"]), part["now"]) for part in known["parts"]
        ),
        tuple(_work(reader, told, problem) for problem in problems),
    )


def _work(reader: Reader, told: _Told, problem: Problem) -> Work:
    responses = [
        response
        for response in told.all(Response, Response.problem_id == problem.id)
        if response.from_on <= told.day
    ]
    responses.sort(key=lambda response: (response.from_on, response.id))
    planned = plan_that_counts(told.all(Assessment, Assessment.problem_id == problem.id))
    worked = came_of(reader, problem, planned, responses).worked
    otherwise = NOT_PLANNED if responses else NOT_DONE
    return Work(
        problem,
        OWNERS.get(problem.owner, problem.owner),
        tuple(map(response_words, responses)),
        worked.sentence if worked else otherwise,
        tuple(responses),
        planned.id if planned else None,
        worked.said if worked else "",
    )


def _same_place(meeting: Meeting) -> list[ColumnElement[bool]]:
    """Ask for the closest that is said of a place, as `ground_selection` takes it."""
    if meeting.area:
        return [Meeting.area == meeting.area]
    if meeting.block_id:
        return [Meeting.area.is_(None), Meeting.block_id == meeting.block_id]
    if meeting.neighborhood_id:
        whole = [Meeting.area.is_(None), Meeting.block_id.is_(None)]
        return [*whole, Meeting.neighborhood_id == meeting.neighborhood_id]
    return [
        Meeting.area.is_(None), Meeting.block_id.is_(None), Meeting.neighborhood_id.is_(None)
    ]  # fmt: skip


def _earlier(meeting: Meeting) -> list[ColumnElement[bool]]:
    before = or_(
        Meeting.held_on < meeting.held_on,
        and_(Meeting.held_on == meeting.held_on, Meeting.id < meeting.id),
    )
    return [before, *_same_place(meeting)]


def _meant(records: Sequence[R]) -> list[R]:
    return [record for record in records if record.outcome != MISTAKE]


def is_meant(kind: Any) -> ColumnElement[bool]:
    """Ask for the records of a kind that were not entered by mistake."""
    return or_(kind.outcome.is_(None), kind.outcome != MISTAKE)


def _counted(session: Session, kind: Any) -> Counter[int]:
    return Counter(session.scalars(select(kind.meeting_id).where(is_meant(kind))))
