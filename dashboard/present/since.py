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
from analytics.periods import YEAR_OF_WEEKS
from dashboard.context import Reader
from dashboard.decisions import Concern, Meeting, Priority, Response, read_as_of
from dashboard.decisions.words import MISTAKE, RESPONSE_KINDS
from dashboard.present.came_of import STRETCH_DAYS, part_bars, then_and_now
from dashboard.present.scope import Scope, is_here
from dashboard.present.slides import Bars, Mark, Number, Slide
from dashboard.tables.meeting_then import ended_at
from dashboard.tables.meetings import (
    SinceLastMet,
    SinceThen,
    is_meant,
    known_at,
    since_last_met,
)
from dashboard.tables.votes import NO_VOTES, Votes, count_votes, voted_days

NOTHING_DONE = "Done: nothing that is written down yet."
MOST_NAMED = 2


@dataclass(frozen=True)
class Told:
    """A priority of an earlier meeting, with its responses and what came of them, empty where no assessment was planned."""

    since: SinceThen
    responses: tuple[Response, ...] = ()
    came: str = ""


@dataclass(frozen=True)
class Decided:
    """What is written down for a place: the last meeting, the one that the deck is for, what was agreed, what is named.

    `named_since` is the first day of the meetings that it was named at, where the deck is for no meeting of its own. `agreed` is
    what the meeting of the deck has agreed on so far, by rank, each with the concern that it came from.
    """

    day: date
    tonight: Meeting | None = None
    last: Meeting | None = None
    told: tuple[Told, ...] = ()
    concerns: tuple[Concern, ...] = ()
    named_since: date | None = None
    votes: Votes = NO_VOTES
    agreed: tuple[tuple[Priority, Concern | None], ...] = ()

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
    since: SinceLastMet = since_last_met(reader, session, tonight or stand_in)
    day = (tonight or stand_in).held_on
    named_since = None
    if tonight is not None:
        concerns = _named_at(reader, session, tonight)
    else:
        named_since = since.last.held_on if since.last else day - YEAR_OF_WEEKS
        found = _named_since(session, named_since)
        concerns = [each for each in found if is_here(spot, each)]
    return Decided(
        day,
        tonight,
        since.last,
        tuple(_told(each) for each in since.priorities),
        tuple(sorted(concerns, key=lambda each: (-each.votes, each.id))),
        named_since,
        _votes(reader, session, scope, today, meeting),
        _agreed_at(reader, session, tonight) if tonight else (),
    )


def _votes(
    reader: Reader, session: Session, scope: Scope, today: date, meeting: Meeting | None
) -> Votes:
    """Count the votes that a deck ranks by; at a meeting that is past those that were cast by then."""
    day = min(today, meeting.held_on) if meeting else today
    moment = ended_at(reader, session, meeting) if meeting else None
    return count_votes(reader, session, voted_days(reader, scope.year, day), moment)


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


def _named_at(reader: Reader, session: Session, meeting: Meeting) -> list[Concern]:
    """Give what people named at a meeting; at a closed one as it was left: what is written of it later is of that evening."""
    moment = meeting.closed_at if ended_at(reader, session, meeting) else None
    named = read_as_of(session, Concern, moment, Concern.meeting_id == meeting.id)
    return [each for each in named if each.is_open]


def _agreed_at(
    reader: Reader, session: Session, meeting: Meeting
) -> tuple[tuple[Priority, Concern | None], ...]:
    moment = meeting.closed_at if ended_at(reader, session, meeting) else None
    found = read_as_of(session, Priority, moment, Priority.meeting_id == meeting.id)
    agreed = sorted((each for each in found if each.outcome != MISTAKE), key=lambda each: each.rank)
    named = read_as_of(session, Concern, moment, Concern.meeting_id == meeting.id)
    concerns = {each.id: each for each in named}
    return tuple((each, concerns.get(each.concern_id or 0)) for each in agreed)


def _named_since(session: Session, day: date) -> list[Concern]:
    """Give what people named at the meetings from a day on, and none agreed on: for a deck without a meeting of its own."""
    agreed = select(Priority.concern_id).where(Priority.concern_id.is_not(None), is_meant(Priority))
    asked = select(Concern).join(Meeting, Meeting.id == Concern.meeting_id)
    asked = asked.where(Meeting.held_on >= day, is_meant(Meeting), Concern.closed_at.is_(None))
    return list(session.scalars(asked.where(Concern.id.not_in(agreed))))


def _told(since: SinceThen) -> Told:
    # Several problems of one priority: the latest plan is the one that speaks for it.
    planned = [work for work in since.work if work.plan_id is not None]
    latest = max(planned, key=lambda work: work.plan_id or 0, default=None)
    responses = [response for work in since.work for response in work.responses]
    return Told(
        since,
        tuple(sorted(responses, key=lambda each: (each.from_on, each.id))),
        latest.verdict if latest else "",
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
    came = told.came or then_and_now(reader, priority, then, known)
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
    """Set beside each chart the number that was agreed on and, of days since then, the number now."""
    counted = {beside.label: beside for beside in since.numbers}
    found = []
    for bars in charts:
        beside = counted.get(bars.title)
        if beside is None:
            found.append(bars)
            continue
        was = "?" if beside.then is None else f"{beside.then:,}"
        numbers = [Number(was, f"then{_last_day(then)}")]
        # A day that was counted then is no news.
        if _is_later(then, now):
            numbers.append(Number(f"{beside.now:,}", f"now{_last_day(now)}", is_main=True))
        found.append(replace(bars, numbers=tuple(numbers)))
    return tuple(found)


def _last_day(known: dict[str, Any]) -> str:
    if not known.get("until_on"):
        return ""
    last_day = date.fromisoformat(known["until_on"]) - timedelta(days=1)
    return f", to {last_day.day}\u00a0{last_day:%b}"


def _days_words(then: dict[str, Any], now: dict[str, Any]) -> str:
    """Name the days of the numbers in full."""
    ends = [
        day_words(date.fromisoformat(known["until_on"]) - timedelta(days=1))
        for known in ((then, now) if _is_later(then, now) else (then,))
        if known.get("until_on")
    ]
    each = " each" if len(ends) > 1 else ""
    return f"{STRETCH_DAYS} days{each}, to {' and to '.join(ends)}." if ends else ""


def _is_later(then: dict[str, Any], now: dict[str, Any]) -> bool:
    return (now.get("from_on") or "") >= (then.get("until_on") or "")
