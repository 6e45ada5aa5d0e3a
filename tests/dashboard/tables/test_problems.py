"""What is said of a problem agrees with what was written down and with what the simulated city was made to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.context import EXTENSION, Reader
from dashboard.decisions import (
    Assessment,
    Problem,
    Records,
    Response,
    change_record,
    close_record,
    open_record,
)
from dashboard.tables.problems import (
    assessment_table,
    board_table,
    days_open,
    narrowed,
    read_case,
    read_cases,
    read_history,
    verdict_of,
)
from etl.simulation import Truth
from tests.dashboard.conftest import on_the_day, writing_desk

HALF_YEAR = 182


@pytest.fixture(scope="module")
def desk(demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    with writing_desk(demo_data_dir, tmp_path_factory.mktemp("records")) as app:
        yield app


@pytest.fixture
def records(desk: Dash) -> Records:
    return desk.server.extensions[EXTENSION].records()


@pytest.fixture
def reader(desk: Dash) -> Reader:
    return desk.server.extensions[EXTENSION].reader()


def opened(records: Records, at: datetime | None = None, **fields: Any) -> Problem:
    given = {"title": "Night burglaries", "category": "burglary", "owner": "pso", **fields}
    with records.write() as session:
        return open_record(session, Problem, who="4711", at=at or on_the_day(), **given)


def planned(records: Records, problem: Problem, starts_on: date, days: int = HALF_YEAR) -> None:
    with records.write() as session:
        open_record(
            session,
            Assessment,
            who="4711",
            at=on_the_day(),
            problem_id=problem.id,
            starts_on=starts_on,
            days=days,
            ring_m=200,
        )


def short(reader: Reader, problem: Problem) -> str:
    case = read_case(str(problem.id))
    assert case is not None
    return verdict_of(reader, case).short


def test_each_verdict_is_the_one_that_the_incidents_bear_out(
    records: Records, reader: Reader, demo_data_dir: Path
) -> None:
    settled = reader.reach_of("burglary").settled_until
    truth = Truth.read(demo_data_dir / "incoming")
    ended = next(
        spot
        for spot in truth.hotspots
        if spot.from_on + timedelta(days=HALF_YEAR)
        <= spot.until_on
        <= settled - timedelta(days=HALF_YEAR)
        and spot.rows >= 20
    )
    area = f"circle:{ended.lon},{ended.lat},{ended.radius_m + 50}"
    worked = opened(records, area=area, category=ended.category)
    assert short(reader, worked) == "Not assessed yet"
    planned(records, worked, ended.until_on)
    assert short(reader, worked) == "Down (95% limits)"

    quiet = opened(records, neighborhood_id="andreas-hills", category="robbery")
    planned(records, quiet, settled - timedelta(days=HALF_YEAR))
    assert short(reader, quiet) == "Can't tell"

    fresh = opened(records, neighborhood_id="midtown")
    planned(records, fresh, settled - timedelta(days=5))
    assert short(reader, fresh) == "Too early to tell"

    everywhere = opened(records)
    planned(records, everywhere, settled - timedelta(days=HALF_YEAR))
    assert short(reader, everywhere) == "Can't be assessed"

    gone = opened(records, neighborhood_id="no-longer-there")
    planned(records, gone, settled - timedelta(days=HALF_YEAR))
    assert short(reader, gone) == "Can't be assessed"


def test_a_mistake_neither_counts_as_a_response_nor_as_a_plan(
    records: Records, reader: Reader
) -> None:
    problem = opened(records, neighborhood_id="midtown")
    planned(records, problem, date(2025, 3, 3))
    with records.write() as session:
        open_record(
            session,
            Response,
            who="4711",
            at=on_the_day(),
            problem_id=problem.id,
            kind="patrol",
            from_on=date(2025, 3, 3),
            dose=12,
            dose_unit="hours",
        )
    case = read_case(str(problem.id))
    assert case is not None
    assert case.assessment is not None
    assert case.dose == "Directed patrol, 12 officer hours a week, since 3 Mar 2025"
    assert "Dose: Directed patrol" in str(verdict_of(reader, case).worked)
    with records.write() as session:
        for kind, part in ((Response, case.responses[0]), (Assessment, case.assessment)):
            close_record(
                session, kind, part.id, version=1, who="4711", at=on_the_day(), outcome="mistake"
            )
    again = read_case(str(problem.id))
    assert again is not None
    assert (again.responses, again.assessment) == ((), None)
    # But nothing is forgotten.
    assert [change.act for change in read_history(problem.id)].count("closed") == 2


def test_filters_keep_the_problems_of_a_place_a_kind_and_an_owner(
    records: Records, reader: Reader
) -> None:
    point = reader.neighborhoods.set_index("neighborhood_id").geometry["sunmor"].centroid
    mine = {
        "drawn": opened(records, area=f"circle:{point.x},{point.y},100", owner="nsc"),
        "named": opened(records, neighborhood_id="sunmor", category="robbery"),
        "city": opened(records),
    }

    def kept(search: str) -> set[str]:
        cases = narrowed(reader, reader.view("/problems", search), read_cases(is_open=True))
        numbers = {case.problem.id for case in cases}
        return {name for name, problem in mine.items() if problem.id in numbers}

    assert kept("") == {"drawn", "named", "city"}
    assert kept("?neighborhood=sunmor") == {"drawn", "named"}
    assert kept("?offense=robbery_person,carjacking") == {"named"}
    assert kept("?owner=nsc") == {"drawn"}
    assert kept("?period=28d&owner=somebody") == {"drawn", "named", "city"}


def test_how_long_a_problem_is_open_counts_days_of_the_city(
    records: Records, reader: Reader
) -> None:
    # 2 o'clock in UTC is still the day before in California.
    assert days_open(reader, opened(records)) == 0
    problem = opened(records, at=on_the_day() - timedelta(days=40))
    assert days_open(reader, problem) == 40
    with records.write() as session:
        closed = close_record(
            session,
            Problem,
            problem.id,
            version=1,
            who="4711",
            at=on_the_day() - timedelta(days=10),
            outcome="better",
        )
    assert days_open(reader, closed) == 30


def test_the_file_of_an_assessment_holds_its_four_counts(records: Records, reader: Reader) -> None:
    problem = opened(records, neighborhood_id="midtown")
    nothing = assessment_table(reader, reader.view("/problems", f"?problem={problem.id}"))
    assert nothing.empty
    planned(records, problem, reader.reach_of("burglary").settled_until - timedelta(days=HALF_YEAR))
    table = assessment_table(reader, reader.view("/problems", f"?problem={problem.id}"))
    case = read_case(str(problem.id))
    assert case is not None
    worked = verdict_of(reader, case).worked
    assert worked is not None
    assert worked.assessment is not None
    assert table["Before"].tolist()[0] == worked.assessment.treated.before
    assert f"{table['Before'].iloc[2]:,} and {table['After'].iloc[2]:,}" in worked.sentence
    board = board_table(reader, reader.view("/problems", "?neighborhood=midtown"))
    row = board[board["Number"] == str(problem.id)].iloc[0]
    assert row["Sentence"] == worked.sentence


def test_an_open_plan_counts_before_a_newer_closed_one(records: Records, reader: Reader) -> None:
    problem = opened(records, neighborhood_id="midtown")
    planned(records, problem, date(2025, 3, 3), days=91)
    planned(records, problem, date(2025, 6, 2), days=91)
    case = read_case(str(problem.id))
    assert case is not None
    assert case.plan is not None
    assert case.plan.starts_on == date(2025, 6, 2)
    with records.write() as session:
        newest = case.assessments[-1]
        close_record(
            session, Assessment, newest.id, version=1, who="4711", at=on_the_day(), outcome="done"
        )
        change_record(
            session, Problem, problem.id, version=1, who="4711", at=on_the_day(), stage="response"
        )
    again = read_case(str(problem.id))
    assert again is not None
    assert again.plan is not None
    assert again.plan.starts_on == date(2025, 3, 3)
