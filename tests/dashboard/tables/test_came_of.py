"""What came of a problem is one answer, wherever it is asked; what cannot be counted any more says so, and stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from sqlalchemy.orm import Session

from analytics.coverage import day_words
from analytics.store import Store
from dashboard.context import EXTENSION, Reader
from dashboard.decisions import (
    Assessment,
    Concern,
    Meeting,
    Priority,
    Problem,
    Records,
    Response,
    open_record,
)
from dashboard.present import Slide, deck_of
from dashboard.present.came_of import then_and_now
from dashboard.present.scope import Spot, scope_of
from dashboard.present.since import read_decided
from dashboard.tables import came_of as module
from dashboard.tables.came_of import came_of, response_words
from dashboard.tables.goals import goal_of
from dashboard.tables.known import known_now, known_sentence
from dashboard.tables.meeting_agenda import agenda_of
from dashboard.tables.meetings import known_at, since_last_met
from dashboard.tables.problems import read_case, verdict_of
from tests.dashboard.conftest import on_the_day, writing_desk

ACT: dict[str, Any] = {"who": "PSO 12", "at": on_the_day()}
STARTS = date(2025, 6, 30)
BEFORE, TONIGHT = date(2025, 6, 2), date(2025, 11, 30)
GONE = "no-longer-there"


@pytest.fixture
def desk(demo_data_dir: Path, tmp_path: Path) -> Iterator[Dash]:
    """Give an app with records of its own."""
    with writing_desk(demo_data_dir, tmp_path) as app:
        yield app


@pytest.fixture
def records(desk: Dash) -> Records:
    return desk.server.extensions[EXTENSION].records()


@pytest.fixture
def reader(desk: Dash) -> Reader:
    return desk.server.extensions[EXTENSION].reader()


def met(session: Session, place: str, category: str) -> tuple[Meeting, Problem]:
    """Write down a meeting, a priority of it with its problem and plan, and the meeting of tonight."""
    here = {**ACT, "neighborhood_id": place}
    first, tonight = (
        open_record(session, Meeting, **here, kind="ncpc", held_on=day) for day in (BEFORE, TONIGHT)
    )
    priority = open_record(
        session, Priority, **here, meeting_id=first.id, rank=1, category=category
    )
    problem = open_record(
        session, Problem, **here, title="Garages", category=category, owner="pso",
        priority_id=priority.id,
    )  # fmt: skip
    by = {**ACT, "problem_id": problem.id}
    open_record(
        session, Assessment, **by, starts_on=STARTS, days=91, ring_m=200,
        control=["sunrise-park", "demuth-park"],
    )  # fmt: skip
    open_record(
        session, Response, **by, kind="lighting", from_on=STARTS, dose=12, dose_unit="lights",
        partner="Public Works",
    )  # fmt: skip
    return tonight, problem


def deck(reader: Reader, session: Session, meeting: Meeting) -> list[Slide]:
    scope = scope_of(reader, reader.view("/present", f"?meeting={meeting.id}"), meeting)
    return deck_of(reader, scope, read_decided(reader, session, scope, TONIGHT, meeting))


def test_board_agenda_and_slides_give_one_answer_reckoned_once(
    reader: Reader, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    judge = module.judge
    monkeypatch.setattr(module, "judge", lambda *given: (asked.append(given), judge(*given))[1])
    with records.write() as session:
        meeting, problem = met(session, "midtown", "burglary")
    case = read_case(str(problem.id))
    assert case is not None
    worked = verdict_of(reader, case).worked
    assert worked is not None
    with records.read() as session:
        (told,) = since_last_met(reader, session, meeting).priorities
        assert told.work[0].came == worked.sentence
        slide = next(each for each in deck(reader, session, meeting) if "priority" in each.name)
    assert slide.lines[1] == worked.said
    assert worked.said in worked.sentence
    assert len(asked) == 1


def test_what_has_not_begun_is_in_no_dose(reader: Reader) -> None:
    problem = Problem(neighborhood_id="midtown", category="burglary")
    plan = Assessment(id=1, starts_on=STARTS, days=91, ring_m=0)
    later = Response(kind="patrol", from_on=reader.coverage.settled_until)
    worked = came_of(reader, problem, plan, [later]).worked
    assert worked is not None
    assert "Dose" not in worked.sentence


def test_a_response_is_told_in_the_same_words_everywhere() -> None:
    given: dict[str, Any] = {"kind": "lighting", "dose": 12, "dose_unit": "lights"}
    open_one = Response(**given, from_on=date(2025, 3, 3), partner="Public Works")
    assert response_words(open_one) == "Lighting, 12 lights, with Public Works, since 3 Mar 2025"
    ended = Response(**given, from_on=date(2025, 3, 3), to_on=date(2025, 3, 9))
    assert response_words(ended) == "Lighting, 12 lights, 3 to 9 Mar 2025"
    # What somebody typed is in no file and no public answer.
    assert "Public Works" not in response_words(open_one, with_partner=False)


@pytest.mark.parametrize("ground", [{"neighborhood_id": GONE}, {"block_id": GONE}])
def test_a_record_whose_place_left_the_layers_stops_no_page_and_has_no_numbers_of_the_city(
    reader: Reader, records: Records, ground: dict[str, str]
) -> None:
    spot = Spot(**ground)
    known = known_now(reader, spot, "burglary", TONIGHT)
    assert known["parts"] == []
    assert known_sentence(known) == (
        f"Nothing can be counted: the layers in service have no {next(iter(ground))[:-3]} {GONE}."
    )
    with records.write() as session:
        meeting, problem = met(session, GONE, "burglary")
        open_record(
            session, Concern, **ACT, meeting_id=meeting.id, category="burglary", votes=3,
            words="Garages", said_by="resident", neighborhood_id=GONE,
        )  # fmt: skip
    case = read_case(str(problem.id))
    assert case is not None
    verdict = verdict_of(reader, case)
    assert verdict.short == "Can't be assessed"
    assert verdict.worked is not None
    assert verdict.worked.said == (
        f"This cannot be assessed: the layers in service have no neighborhood {GONE}."
    )
    goal = goal_of(
        reader, Problem(category="burglary", goal_percent=30, goal_by=TONIGHT, **ground), STARTS
    )
    assert goal is not None
    assert (goal.standing, goal.before) == ("no count", None)
    with records.read() as session:
        (told,) = since_last_met(reader, session, meeting).priorities
        assert told.work[0].came == verdict.worked.sentence
        assert told.numbers == ()
        assert agenda_of(reader, meeting).why_not
        slides = deck(reader, session, meeting)
    assert [slide.name for slide in slides] == ["title", "priority-1", "tonight"]
    assert f"the layers in service have no neighborhood {GONE}" in " ".join(slides[0].lines)
    assert [slide.groups for slide in slides] == [(), (), ()]
    assert [slide.pictures for slide in slides] == [(), (), ()]
    assert [item.name for item in slides[-1].listings[0].items] == ["Garages"]


def test_a_category_that_no_feed_brings_is_not_counted_as_none(town_store: Store) -> None:
    """The tiny town has no feed of quality of life: a zero would mean nothing."""
    reader = Reader(town_store)
    assert "quality_of_life" not in reader.coverage.categories
    settled = reader.coverage.settled_until
    here = Spot("northwest")
    known = known_now(reader, here, "quality_of_life", settled)
    why_not = "these data hold no incidents of the kind “Quality of life”"
    assert (known["parts"], known["why_not"]) == ([], why_not)
    assert known_at(reader, here, "burglary", settled)["parts"]
    problem = Problem(
        category="quality_of_life", neighborhood_id="northwest", goal_percent=30, goal_by=settled
    )
    starts = settled - timedelta(days=91)
    goal = goal_of(reader, problem, starts)
    assert goal is not None
    assert goal.sentence == f"Nothing can be counted: {why_not}."
    worked = came_of(reader, problem, Assessment(id=1, starts_on=starts, days=91)).worked
    assert worked is not None
    assert worked.sentence == f"This cannot be assessed: {why_not}."
    priority = Priority(category="quality_of_life", neighborhood_id="northwest")
    assert then_and_now(reader, priority, known, known) == f"Can't tell: {why_not}."


def test_it_is_too_early_up_to_the_28th_day_itself(reader: Reader) -> None:
    """Of days from the 1st on, the 28th is the last that it takes, and none after it."""
    settled = reader.reach_of("burglary").settled_until
    starts = settled - timedelta(days=27)
    said = f"that takes 28 settled days, up to {day_words(settled)}."
    problem = Problem(
        category="burglary",
        neighborhood_id="midtown",
        goal_percent=30,
        goal_by=settled + timedelta(days=90),
    )
    goal = goal_of(reader, problem, starts)
    assert goal is not None
    assert goal.sentence.endswith(said)
    then, now = (known_now(reader, Spot("midtown"), "burglary", day) for day in (starts, settled))
    priority = Priority(category="burglary", neighborhood_id="midtown")
    assert then_and_now(reader, priority, then, now).endswith(said)
    worked = came_of(reader, problem, Assessment(id=1, starts_on=starts, days=91)).worked
    assert worked is not None
    assert worked.said.endswith(said)
