"""What did earlier meetings of this place agree on, and what is there to say of it at the next one?

The number that a priority was agreed on is the frozen one; the number beside it is of the last settled days before the meeting
that is prepared. The two are of different days and seasons: set side by side they are no proof of anything, the verdict is what
`worked.judge` says. Meetings and records that were entered by mistake are left out everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from analytics.coverage import day_words
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.decisions import Assessment, Concern, Meeting, Priority, Problem, Response
from dashboard.decisions.words import DOSE_UNITS, MEETING_KINDS, OUTCOMES, OWNERS, RESPONSE_KINDS
from dashboard.tables.ground import Ground, ground_words
from dashboard.tables.known import known_now, known_sentence
from dashboard.tables.worked import Plan, judge

MISTAKE = "mistake"
NOBODY = "Nobody owns it yet."
NOT_DONE = "Nothing that was done about it is written down yet."
NOT_PLANNED = "Whether it worked cannot be told: how to tell was not written down before it began."


@dataclass(frozen=True)
class Beside:
    """A count when people agreed, and the same count now; `then` is None where nothing was counted then."""

    label: str
    then: int | None
    now: int


@dataclass(frozen=True)
class Work:
    """A problem that somebody owns because of a priority: what was done, and what came of it, as sentences."""

    problem: Problem
    owner: str
    done: tuple[str, ...]
    came: str


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
    meant = _is_meant(Meeting)
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
    asked = select(Priority).filter_by(meeting_id=meeting_id).where(_is_meant(Priority))
    return list(session.scalars(asked.order_by(Priority.rank, Priority.id)))


def last_meeting(session: Session, meeting: Meeting) -> Meeting | None:
    """Give the meeting of the same place before this one."""
    asked = _earlier(meeting).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(1)
    return session.scalars(asked).first()


def next_meeting(session: Session, meeting: Meeting) -> Meeting | None:
    """Give the meeting of the same place after this one."""
    asked = select(Meeting).where(_is_meant(Meeting), *_same_place(meeting))
    later = or_(
        Meeting.held_on > meeting.held_on,
        and_(Meeting.held_on == meeting.held_on, Meeting.id > meeting.id),
    )
    return session.scalars(asked.where(later).order_by(Meeting.held_on, Meeting.id)).first()


def meeting_on(session: Session, meeting: Meeting, day: date) -> Meeting | None:
    """Give the meeting of the same kind and place on another day."""
    asked = select(Meeting).where(
        _is_meant(Meeting), *_same_place(meeting), Meeting.kind == meeting.kind, Meeting.held_on == day
    )  # fmt: skip
    return session.scalars(asked.where(Meeting.id != meeting.id).order_by(Meeting.id)).first()


def is_empty(session: Session, meeting: Meeting) -> bool:
    """Tell whether nothing was said or agreed at a meeting, mistakes left out."""
    return not (_counted(session, Concern)[meeting.id] or _counted(session, Priority)[meeting.id])


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
    last = last_meeting(session, meeting)
    if last is None:
        return SinceLastMet(None, ())
    held = {earlier.id: earlier.held_on for earlier in session.scalars(_earlier(meeting))}
    asked = select(Priority).where(Priority.meeting_id.in_(held), _is_meant(Priority))
    listed = [
        priority
        for priority in session.scalars(asked)
        if priority.closed_at is None or priority.closed_at.date() >= last.held_on
    ]
    listed.sort(key=lambda priority: (held[priority.meeting_id], priority.rank))
    return SinceLastMet(
        last,
        tuple(
            _since_then(reader, session, priority, held[priority.meeting_id], meeting.held_on)
            for priority in listed
        ),
    )


def response_words(response: Response) -> str:
    """Say what was done, how much of it, with whom and when."""
    said = RESPONSE_KINDS.get(response.kind, response.kind)
    if response.dose and response.dose_unit:
        said += f", {response.dose:,} {DOSE_UNITS.get(response.dose_unit, response.dose_unit)}"
    if response.partner:
        said += f", with {response.partner}"
    if response.to_on is None:
        return f"{said}, since {day_words(response.from_on)}"
    period = Period(response.from_on, response.to_on + timedelta(days=1))
    return f"{said}, {period.label()}"


def _since_then(
    reader: Reader, session: Session, priority: Priority, agreed_on: date, day: date
) -> SinceThen:
    known = known_at(reader, priority, priority.category, day)
    then = {part["label"]: part["now"] for part in (priority.known_then or {}).get("parts", ())}
    asked = select(Problem).filter_by(priority_id=priority.id).where(_is_meant(Problem))
    return SinceThen(
        priority,
        agreed_on,
        ground_words(reader, priority),
        known_sentence(priority.known_then),
        " ".join(part["sentence"] for part in known["parts"]) or "Nothing can be compared now.",
        tuple(
            Beside(part["label"], then.get(part["label"]), part["now"]) for part in known["parts"]
        ),
        tuple(
            _work(reader, session, problem, day)
            for problem in session.scalars(asked.order_by(Problem.id))
        ),
    )


def _work(reader: Reader, session: Session, problem: Problem, day: date) -> Work:
    asked = select(Response).filter_by(problem_id=problem.id).where(_is_meant(Response))
    done = [
        response_words(response)
        for response in session.scalars(asked.order_by(Response.from_on, Response.id))
        if response.from_on <= day
    ]
    return Work(
        problem,
        OWNERS.get(problem.owner, problem.owner),
        tuple(done),
        _came(reader, session, problem, bool(done)),
    )


def _came(reader: Reader, session: Session, problem: Problem, is_begun: bool) -> str:
    asked = select(Assessment).filter_by(problem_id=problem.id).where(_is_meant(Assessment))
    planned = session.scalars(asked.order_by(Assessment.id.desc())).first()
    if planned is None:
        return NOT_PLANNED if is_begun else NOT_DONE
    plan = Plan(
        planned.starts_on, planned.days, float(planned.ring_m), tuple(planned.control or ())
    )
    place = (problem.neighborhood_id, problem.block_id, problem.area)
    found = reader.once(
        "judged", place, problem.category, plan,
        make=lambda: judge(reader, problem, problem.category, plan),
    )  # fmt: skip
    return found.sentence


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


def _earlier(meeting: Meeting) -> Any:
    before = or_(
        Meeting.held_on < meeting.held_on,
        and_(Meeting.held_on == meeting.held_on, Meeting.id < meeting.id),
    )
    return select(Meeting).where(_is_meant(Meeting), before, *_same_place(meeting))


def _is_meant(kind: Any) -> ColumnElement[bool]:
    return or_(kind.outcome.is_(None), kind.outcome != MISTAKE)


def _counted(session: Session, kind: Any) -> Counter[int]:
    return Counter(session.scalars(select(kind.meeting_id).where(_is_meant(kind))))
