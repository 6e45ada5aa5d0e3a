"""What is said since people last met is what was agreed, done and counted, and nothing of other places or of mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dashboard.context import Reader
from dashboard.decisions import (
    Assessment,
    Concern,
    Meeting,
    Priority,
    Problem,
    Records,
    Response,
    close_record,
    open_record,
)
from dashboard.tables.known import known_sentence
from dashboard.tables.meeting_agenda import agenda_of, checklist
from dashboard.tables.meetings import (
    NOT_DONE,
    NOT_PLANNED,
    known_at,
    meetings_listed,
    next_meeting,
    since_last_met,
)
from dashboard.tables.worked import Plan, judge
from tests.dashboard.conftest import on_the_day

ACT: dict[str, Any] = {"who": "PSO 12", "at": on_the_day()}
FIRST, SECOND, THIRD = date(2025, 6, 2), date(2025, 9, 1), date(2025, 11, 30)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    records = Records(f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    with records.write() as opened:
        yield opened
    records.close()


def meet(session: Session, held_on: date, place: str | None = "midtown", **more: Any) -> Meeting:
    kind = "ncpc" if place else "summit"
    return open_record(
        session, Meeting, **ACT, kind=kind, held_on=held_on, neighborhood_id=place, **more
    )


def agree(
    reader: Reader, session: Session, meeting: Meeting, category: str = "burglary", rank: int = 1
) -> Priority:
    place = meeting.neighborhood_id
    known = known_at(reader, meeting, category, meeting.held_on)
    return open_record(
        session, Priority, **ACT, meeting_id=meeting.id, category=category, rank=rank,
        neighborhood_id=place, known_then=known,
    )  # fmt: skip


def own(session: Session, priority: Priority) -> Problem:
    return open_record(
        session, Problem, **ACT, title="Garages", category=priority.category, owner="pso",
        neighborhood_id=priority.neighborhood_id, priority_id=priority.id,
    )  # fmt: skip


def mistaken(session: Session, kind: type[Any], record: Any) -> None:
    close_record(session, kind, record.id, version=record.version, **ACT, outcome="mistake")


def test_an_open_priority_is_told_with_its_frozen_number_and_the_one_now(
    session: Session, demo_reader: Reader
) -> None:
    first, third = meet(session, FIRST), meet(session, THIRD)
    priority = agree(demo_reader, session, first)
    frozen = known_sentence(priority.known_then)
    # A later run may count other incidents for the same days: what was told stays as it was told.
    assert priority.known_then is not None
    priority.known_then = {
        **priority.known_then,
        "parts": [{**priority.known_then["parts"][0], "now": 77, "sentence": "Seventy-seven."}],
    }
    (told,) = since_last_met(demo_reader, session, third).priorities
    assert told.then == "Seventy-seven." != frozen
    assert told.numbers[0].then == 77
    settled = demo_reader.reach_of("burglary").settled_until
    days = f"{settled - timedelta(days=28)}..{settled - timedelta(days=1)}"
    view = demo_reader.view("/", f"?offense=burglary&neighborhood=midtown&period={days}")
    assert told.numbers[0].now == demo_reader.count(view.selection, ())["incidents"].iloc[0]
    assert (told.agreed_on, told.has_owner) == (FIRST, False)


def test_a_past_meeting_is_told_what_was_known_on_its_day(
    session: Session, demo_reader: Reader
) -> None:
    first, second = meet(session, FIRST), meet(session, SECOND)
    agree(demo_reader, session, first)
    (told,) = since_last_met(demo_reader, session, second).priorities
    assert known_at(demo_reader, second, "burglary", SECOND)["until_on"] == SECOND.isoformat()
    assert "31 Aug 2025" in told.now


def test_meetings_of_other_places_and_mistakes_say_nothing(
    session: Session, demo_reader: Reader
) -> None:
    third = meet(session, THIRD)
    assert since_last_met(demo_reader, session, third).last is None
    agree(demo_reader, session, meet(session, FIRST, "warm-sands"))
    agree(demo_reader, session, meet(session, FIRST, None), "robbery")
    wrong = meet(session, SECOND)
    agree(demo_reader, session, wrong)
    mistaken(session, Meeting, wrong)
    assert since_last_met(demo_reader, session, third).last is None
    first = meet(session, FIRST)
    mistaken(session, Priority, agree(demo_reader, session, first))
    since = since_last_met(demo_reader, session, third)
    assert (since.last, since.priorities) == (first, ())
    assert since_last_met(demo_reader, session, first).last is None
    assert next_meeting(session, first) == third


def test_a_priority_that_was_closed_is_told_once_more_and_then_no_longer(
    session: Session, demo_reader: Reader
) -> None:
    first, third = meet(session, FIRST), meet(session, THIRD)
    priority = agree(demo_reader, session, first)
    close_record(session, Priority, priority.id, version=1, **ACT, outcome="better")
    (told,) = since_last_met(demo_reader, session, third).priorities
    assert told.fate == "better"
    following = meet(session, THIRD + timedelta(days=56))
    later = meet(session, THIRD + timedelta(days=112))
    assert len(since_last_met(demo_reader, session, following).priorities) == 1
    assert since_last_met(demo_reader, session, later).priorities == ()


def test_a_day_is_the_citys_where_a_priority_was_closed_in_the_night(
    session: Session, demo_reader: Reader
) -> None:
    """At three in the morning in UTC it is still the evening before in California."""
    first, _, third = (meet(session, day) for day in (FIRST, SECOND, THIRD))
    for rank, day in enumerate((SECOND, SECOND + timedelta(days=1)), start=1):
        priority = agree(demo_reader, session, first, rank=rank)
        night = {"who": "PSO 12", "at": datetime(day.year, day.month, day.day, 3, tzinfo=UTC)}
        close_record(session, Priority, priority.id, version=1, **night, outcome="better")
    # The first one was closed on the eve of the last meeting, which was told of it.
    told = since_last_met(demo_reader, session, third).priorities
    assert [each.priority.rank for each in told] == [2]


def test_what_was_done_and_what_came_of_it_are_the_responses_and_the_verdict(
    session: Session, demo_reader: Reader
) -> None:
    first, third = meet(session, FIRST), meet(session, THIRD)
    priority = agree(demo_reader, session, first)
    problem = own(session, priority)

    def work() -> Any:
        return since_last_met(demo_reader, session, third).priorities[0].work[0]

    assert (work().done, work().came) == ((), NOT_DONE)
    start = date(2025, 6, 30)
    given: dict[str, Any] = {"problem_id": problem.id, "kind": "lighting"}
    open_record(
        session, Response, **ACT, **given, from_on=start, to_on=date(2025, 7, 13), dose=12,
        dose_unit="lights", partner="Public Works",
    )  # fmt: skip
    open_record(session, Response, **ACT, **given, from_on=THIRD + timedelta(days=9))
    assert work().done == ("Lighting, 12 lights, with Public Works, 30 Jun to 13 Jul 2025",)
    assert work().came == NOT_PLANNED
    open_record(
        session, Assessment, **ACT, problem_id=problem.id, starts_on=start, days=91, ring_m=200
    )
    dose = "Lighting, 12 lights, 30 Jun to 13 Jul 2025"
    judged = judge(demo_reader, problem, "burglary", Plan(start, 91, 200.0), dose)
    assert work().came == judged.sentence
    assert work().verdict == judged.said
    assert f"Dose: {dose}. {judged.said}" in judged.sentence
    assert "Problem-solving officer: ready to speak about what was done" in checklist(
        demo_reader, third, since_last_met(demo_reader, session, third)
    )


def test_the_agenda_keeps_what_follows_where_officers_look_apart(
    session: Session, demo_reader: Reader
) -> None:
    agenda = agenda_of(demo_reader, meet(session, THIRD))
    reported, looked = agenda.happening
    assert all("Narcotics" not in line and "Quality" not in line for line in reported.sentences)
    assert looked.warning
    assert any(line.startswith("Narcotics found by officers") for line in looked.sentences)
    assert any("settled until" in line for line in agenda.sure)


def test_what_is_unusual_is_told_in_whole_incidents(session: Session, demo_reader: Reader) -> None:
    held_on = demo_reader.coverage.settled_until
    places = [None, *demo_reader.names]
    told = [
        line
        for place in places
        for line in agenda_of(demo_reader, meet(session, held_on, place)).unusual
    ]
    assert any(" is usual." in line for line in told)
    assert not any(".0" in line for line in told)


def test_an_agenda_before_the_data_or_of_an_unknown_place_says_why_there_is_none(
    session: Session, demo_reader: Reader
) -> None:
    assert agenda_of(demo_reader, meet(session, date(2019, 12, 5))).why_not
    assert agenda_of(demo_reader, meet(session, THIRD, "no-longer-there")).why_not


def test_the_list_counts_what_was_meant_and_keeps_to_the_places_asked_for(
    session: Session,
) -> None:
    here, _ = meet(session, FIRST), meet(session, SECOND, "warm-sands")
    say(session, here, 3)
    mistaken(session, Concern, say(session, here, 4))
    listed = meetings_listed(session, ("midtown",))
    assert [(each.meeting.id, each.concerns) for each in listed] == [(here.id, 1)]
    assert [each.meeting.held_on for each in meetings_listed(session)] == [FIRST, SECOND]


def say(session: Session, meeting: Meeting, votes: int, **where: Any) -> Concern:
    return open_record(
        session, Concern, **ACT, meeting_id=meeting.id, category="burglary", words="Garages",
        said_by="resident", votes=votes,
        **{"neighborhood_id": meeting.neighborhood_id, **where},
    )  # fmt: skip
