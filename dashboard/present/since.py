"""What did earlier meetings agree on, and what came of it? A slide for each priority: what was done, one sentence, one chart.

"What came of it" is judged from the incidents, every time anew: by the assessment where one was planned, else by the count now
against the count that was agreed on. Fewer is not "because of it": what else happened in these weeks is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from dashboard.context import Reader
from dashboard.decisions import Assessment, Concern, Meeting, Priority, Response, read_as_of
from dashboard.decisions.words import RESPONSE_KINDS
from dashboard.present.came_of import STRETCH_DAYS, judged_words, part_bars, then_and_now
from dashboard.present.scope import Scope, is_here
from dashboard.present.slides import Bars, Mark, Number, Slide
from dashboard.tables.meeting_then import ended_at
from dashboard.tables.meetings import MISTAKE, SinceLastMet, SinceThen, known_at, since_last_met
from dashboard.tables.votes import NO_VOTES, Votes, count_votes, voted_days

NOTHING_DONE = "Done: nothing that is written down yet."
MOST_NAMED = 2


@dataclass(frozen=True)
class Told:
    """A priority of an earlier meeting, with its responses and how these are to be judged, as far as that is planned."""

    since: SinceThen
    responses: tuple[Response, ...] = ()
    assessment: Assessment | None = None


@dataclass(frozen=True)
class Decided:
    """What is written down for a place: the last meeting, the one that the deck is for, what was agreed, what is named."""

    day: date
    tonight: Meeting | None = None
    last: Meeting | None = None
    told: tuple[Told, ...] = ()
    concerns: tuple[Concern, ...] = ()
    votes: Votes = NO_VOTES

    @property
    def next_on(self) -> date | None:
        """The day that the last meeting chose for the next one."""
        return self.last.next_on if self.last else None


def read_decided(
    reader: Reader, session: Session, scope: Scope, today: date, meeting: Meeting | None = None
) -> Decided:
    """Read what is written down for the place of a deck; `meeting` is the one that it is for, if it is known."""
    spot = scope.spot
    stand_in = Meeting(
        id=0, kind="", held_on=today,
        neighborhood_id=None if spot.block_id or spot.area else spot.neighborhood_id,
        block_id=spot.block_id, area=spot.area,
    )  # fmt: skip
    tonight = meeting or _coming(session, stand_in)
    met = tonight or stand_in
    since: SinceLastMet = since_last_met(reader, session, met)
    concerns = _concerns(reader, session, met)
    voted = voted_days(reader, scope.year, min(today, met.held_on))
    return Decided(
        met.held_on,
        tonight,
        since.last,
        tuple(_told(each) for each in since.priorities),
        tuple(each for each in concerns if is_here(spot, each)),
        count_votes(reader, session, voted, ended_at(reader, session, met)),
    )


def _coming(session: Session, stand_in: Meeting) -> Meeting | None:
    """Give the meeting of a place that is today or comes next."""
    asked = select(Meeting).where(Meeting.held_on >= stand_in.held_on, Meeting.closed_at.is_(None))
    for meeting in session.scalars(asked.order_by(Meeting.held_on, Meeting.id)):
        if meeting.area or meeting.block_id:
            is_same = (meeting.area, meeting.block_id) == (stand_in.area, stand_in.block_id)
        else:
            own = (stand_in.area, stand_in.block_id, stand_in.neighborhood_id)
            is_same = own == (None, None, meeting.neighborhood_id)
        if is_same:
            return meeting
    return None


def _concerns(reader: Reader, session: Session, meeting: Meeting) -> list[Concern]:
    """Give the open concerns that no earlier meeting agreed on, those with most votes first: as of the end of a closed meeting.

    Those of the meeting itself as it was left: what is written of it later is of that evening, too.
    """
    moment = ended_at(reader, session, meeting)
    found = {each.id: each for each in read_as_of(session, Concern, moment)}
    if moment is not None:
        of_it = Concern.meeting_id == meeting.id
        own = read_as_of(session, Concern, meeting.closed_at, of_it)
        found |= {each.id: each for each in own}
    still = [each for each in found.values() if each.is_open]
    agreed = read_as_of(
        session, Priority, moment, Priority.concern_id.in_([each.id for each in still])
    )
    # What an earlier meeting agreed on is told of as its priority.
    told = {
        each.concern_id
        for each in agreed
        if each.meeting_id != meeting.id and each.outcome != MISTAKE
    }
    return sorted(
        (each for each in still if each.id not in told), key=lambda each: (-each.votes, each.id)
    )


def _told(since: SinceThen) -> Told:
    # Several problems of one priority: the latest plan is the one that speaks for it.
    plans = [work.plan for work in since.work if work.plan is not None]
    responses = [response for work in since.work for response in work.responses]
    return Told(
        since,
        tuple(sorted(responses, key=lambda each: (each.from_on, each.id))),
        max(plans, key=lambda plan: plan.id, default=None),
    )


def since_slides(reader: Reader, decided: Decided) -> list[Slide]:
    """Make a slide for each priority that there is something to say of."""
    last = decided.last
    if last is None:
        return []
    kicker = f"Since we last met, {day_words(last.held_on)}"
    many = len(decided.told)
    if not many:
        lines = ("All that was agreed on is closed, or nothing was.",)
        return [Slide("since", "No priority is open", kicker=kicker, lines=lines)]
    return [
        _slide(
            reader, decided.day, told, f"Since we last met · priority {number} of {many}", number
        )
        for number, told in enumerate(decided.told, start=1)
    ]


def _slide(reader: Reader, day: date, told: Told, kicker: str, number: int) -> Slide:
    priority = told.since.priority
    category = CATEGORIES[priority.category]
    # The days are those of the meeting's own page: the category's settled ones, which may be later than those of all.
    known = known_at(reader, priority, priority.category, day)
    until = known.get("until_on")
    end = date.fromisoformat(until) if until else day
    then = priority.known_then or {}
    marks = tuple(
        Mark(each.from_on, each.to_on, RESPONSE_KINDS[each.kind]) for each in told.responses
    )
    fate = f" · closed: {told.since.fate}" if told.since.fate else ""
    caveat = "" if category.is_victim_reported else " Follows where officers look."
    came = judged_words(reader, told) or then_and_now(reader, priority, then, known)
    charts = part_bars(reader, priority, priority.category, end, marks, told.since.agreed_on)
    band = " Band: what was done." if marks else ""
    return Slide(
        f"priority-{number}",
        f"{category.label} in {told.since.where}",
        kicker=f"{kicker}{fate}",
        lines=(done_words(told), came),
        pictures=_with_numbers(charts, told.since, then, known),
        note=f"{_days_words(then, known)} Line: when we agreed.{band}{caveat}".strip(),
    )


def done_words(told: Told) -> str:
    """Say what was done, the latest first, with its amount, partner and days."""
    done = [said for work in told.since.work for said in work.done]
    if not done:
        return NOTHING_DONE
    shown = "; ".join(done[-MOST_NAMED:])
    more = len(done) - MOST_NAMED
    return f"Done: {shown}{f'; and {more} more' if more > 0 else ''}."


def _with_numbers(
    charts: Sequence[Bars], since: SinceThen, then: dict[str, Any], now: dict[str, Any]
) -> tuple[Bars, ...]:
    """Set beside each chart the number that was agreed on and the number now."""
    counted = {beside.label: beside for beside in since.numbers}
    found = []
    for bars in charts:
        beside = counted.get(bars.title)
        if beside is None:
            found.append(bars)
            continue
        was = "?" if beside.then is None else f"{beside.then:,}"
        numbers = (
            Number(was, f"then{_last_day(then)}"),
            Number(f"{beside.now:,}", f"now{_last_day(now)}", is_main=True),
        )
        found.append(replace(bars, numbers=numbers))
    return tuple(found)


def _last_day(known: dict[str, Any]) -> str:
    if not known.get("until_on"):
        return ""
    last_day = date.fromisoformat(known["until_on"]) - timedelta(days=1)
    return f", to {last_day.day}\u00a0{last_day:%b}"


def _days_words(then: dict[str, Any], now: dict[str, Any]) -> str:
    """Name the days of both numbers in full."""
    ends = [
        day_words(date.fromisoformat(known["until_on"]) - timedelta(days=1))
        for known in (then, now)
        if known.get("until_on")
    ]
    return f"{STRETCH_DAYS} days each, to {' and to '.join(ends)}." if ends else ""
