"""A year of a neighborhood's life: the slides say what came of what was done, and it is what the simulation planted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.periods import Period
from dashboard.decisions import Concern, Meeting, Problem, Response, change_record, open_record
from dashboard.decisions.backup import write_backup
from dashboard.present import Slide
from dashboard.tables.ground import ground_selection
from dashboard.tables.worked import Plan, Worked, judge
from etl.simulation.plan import load_plan
from tests.dashboard.decisions.conftest import new_database
from tests.dashboard.decisions.year import (
    LATER,
    MEETINGS,
    NAME,
    PSO,
    SAID,
    STARTS,
    TRAILHEADS,
    Published,
    Year,
    morning,
    publish_year,
)

CAN_TELL = "Down (95% limits): 19 to 42 incidents fewer than the control area and the rings lead one to expect."
CANT_TELL = (
    "Can't tell whether that is a change: anything from 4 fewer to 5 more than the control area leads one to"
    " expect would fit."
)
PATROL = (
    "Done: Directed patrol, 12 officer hours a week, with the trail stewards, 20 May to 3 Nov 2024;"
    " Cameras, with the tribal rangers, 20 May to 3 Nov 2024."
)
LOCKS = "Done: Locks and alarms, advice to victims, 40 premises, since 17 Jun 2024."
NOTHING = "Done: nothing that is written down yet."
BREAK_INS, BURGLARY, NARCOTICS = (
    f"{what} in {NAME}" for what in ("Other offenses", "Burglary", "Narcotics")
)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Give the year's data folders; only to be read."""
    return publish_year(tmp_path_factory.mktemp("year"))


@pytest.fixture(scope="module")
def year(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """Give the year, played with SQLite."""
    records = tmp_path_factory.mktemp("played") / "records.sqlite"
    played = Year(published, f"sqlite:///{records.as_posix()}")
    played.play()
    yield played
    played.context.close()


def told(slides: list[Slide]) -> list[tuple[str, ...]]:
    """Give of each priority its title, what was done and what came of it."""
    return [(each.title, *each.lines) for each in slides if each.name.startswith("priority")]


def named(slides: list[Slide], name: str) -> Slide:
    return next(slide for slide in slides if slide.name == name)


def test_each_meeting_is_told_what_was_done_and_what_came_of_it(year: Year) -> None:
    first, second, third, fourth = (told(evening.opening) for evening in year.evenings)
    assert first == []
    assert second == [
        (BREAK_INS, PATROL, "Too early to tell: that takes 28 settled days, up to 16 Jun 2024."),
        (BURGLARY, NOTHING, "Too early to tell: that takes 28 settled days, up to 14 Jul 2024."),
    ]
    narcotics = (NARCOTICS, NOTHING, "Can't tell whether any of that is a change.")
    assert third == [(BREAK_INS, PATROL, CAN_TELL), (BURGLARY, LOCKS, CANT_TELL), narcotics]
    assert fourth == third
    better = named(year.evenings[3].opening, "priority-1")
    assert better.kicker == "Since we last met · priority 1 of 3 · closed: better"


def test_the_verdicts_hold_the_effects_that_the_simulation_planted(year: Year) -> None:
    spot = next(each for each in load_plan().hotspots if each.name == TRAILHEADS)
    lasted = spot.from_days_before - spot.until_days_before
    planted = (-spot.incidents / lasted * 112, 0.0)
    assert year.published.hotspot(LATER).until_on == STARTS[0][0]
    for effect, found in zip(planted, verdicts(year), strict=True):
        assert found.assessment is not None
        assert found.assessment.displacement.low < effect < found.assessment.displacement.high
    worked, untold = (found.assessment for found in verdicts(year))
    assert worked is not None
    assert untold is not None
    assert (worked.verdict, untold.verdict) == ("down", "can't tell")


def verdicts(year: Year) -> list[Worked]:
    """Judge both problems as the third meeting was told."""
    year.context.data_dir = year.published.folders[MEETINGS[2]]
    with year.context.records().read() as session:
        problems = session.query(Problem).order_by(Problem.id).all()
    return [
        judge(year.reader, problem, problem.category, Plan(begins, 112, ring_m))
        for problem, (begins, _, ring_m) in zip(problems, STARTS, strict=True)
    ]


@pytest.mark.parametrize("meeting", range(4))
def test_each_meeting_counts_what_had_been_reported_and_nothing_else(
    year: Year, meeting: int
) -> None:
    day = MEETINGS[meeting]
    truth = year.published.hotspot(day)
    with year.context.records().read() as session:
        trailheads = session.query(Problem).filter_by(category="other").one()
    here = ground_selection(trailheads, Period(truth.from_on, truth.until_on), truth.offense)
    for folder in (day, LATER):
        year.context.data_dir = year.published.folders[folder]
        then = year.reader.as_of(day)
        assert then.count(here, ())["incidents"].sum() == truth.rows
        assert then.coverage.data_as_of == day - timedelta(days=1)
    if meeting == 0:
        assert truth.rows < year.published.hotspot(LATER).rows


def test_a_year_has_twelve_concerns_and_what_was_agreed_is_not_asked_again(year: Year) -> None:
    assert sum(map(len, SAID)) == 12
    for evening, said in zip(year.evenings, SAID, strict=True):
        before, after = (
            [item.name for item in named(slides, "tonight").listings[0].items]
            for slides in (evening.opening, evening.ending)
        )
        # Each meeting speaks of what is said at it, however many voted for something else long ago.
        assert (before, after) == ([], [words for _, words, *_ in said])
    with year.context.records().read() as session:
        assert session.query(Concern).count() == 12
    assert [named(evening.opening, "counts").title for evening in year.evenings] == [
        "No change stands out from chance"
    ] * 4


def test_what_is_reported_or_written_later_changes_no_past_meeting(
    published: Published, tmp_path: Path
) -> None:
    year = Year(published, f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    year.play()
    signed = {"who": PSO, "at": morning(LATER)}
    with year.context.records().write() as session:
        problem = session.query(Problem).filter_by(category="other").one()
        # Said to have been done before all of it, and written down only now.
        early = MEETINGS[0] + timedelta(days=1)
        open_record(
            session, Response, **signed, problem_id=problem.id, kind="lighting", from_on=early
        )
        change_record(
            session, Problem, problem.id, version=problem.version, **signed, priority_id=None
        )
        other = session.query(Concern).filter_by(meeting_id=year.evenings[0].meeting_id).first()
        assert other is not None
        open_record(
            session, Concern, **signed, meeting_id=year.evenings[1].meeting_id, votes=99,
            category="robbery", words="Said long after", said_by="resident",
            neighborhood_id=other.neighborhood_id,
        )  # fmt: skip
    with year.later():
        decks = [year.deck(evening.meeting_id) for evening in year.evenings]
        agendas = [year.agenda(evening.meeting_id) for evening in year.evenings]
        last = year.evenings[-1]
        # What was known at the last meeting was kept: to the letter.
        assert decks[-1] == last.ending
        assert agendas[-1] == last.agenda
        # Of the others only reports tell; they tell the same of each priority, and say that it is so.
        for deck, evening in zip(decks, year.evenings, strict=True):
            assert told(deck) == told(evening.ending)
            assert (
                named(deck, "tonight").listings[0] == named(evening.ending, "tonight").listings[0]
            )
        for deck in decks[:-1]:
            assert any("was not kept yet" in line for line in named(deck, "sure").lines)
        # The open meeting of today is told all of it.
        with year.context.records().read() as session:
            held = session.get_one(Meeting, last.meeting_id)
        ground = {"kind": "ncpc", "held_on": LATER, "neighborhood_id": held.neighborhood_id}
        with year.context.records().write() as session:
            today = open_record(session, Meeting, **signed, **ground).id
        # A new meeting begins with an empty list, whatever was said at all others.
        assert named(year.deck(today), "tonight").listings[0].items == ()
    year.context.close()


def test_both_kinds_of_database_hold_the_same_year(
    year: Year, published: Published, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    other = Year(published, new_database(request, "postgresql", tmp_path))
    other.play()
    assert other.context.records().dialect == "postgresql"
    for kind, played in (("sqlite", year), ("postgresql", other)):
        write_backup(played.context.records(), tmp_path / kind)
    assert (tmp_path / "sqlite").read_bytes() == (tmp_path / "postgresql").read_bytes()
    for one, two in zip(year.evenings, other.evenings, strict=True):
        assert replace(one, agenda=two.agenda) == two
        assert one.agenda == two.agenda
    other.context.close()
